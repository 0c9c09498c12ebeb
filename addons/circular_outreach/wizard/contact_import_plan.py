from typing import NamedTuple

from lxml import html

from ..tools import contact_row, person_name
from ..tools.contact_directory import Addition, Contact, Directory
from ..tools.contact_row import ContactRow, Words
from ..tools.municipality import Gazetteer, Municipality, normalize
from ..tools.vocabulary import Vocabulary

# The fields a list can fill, and the columns their values come from.
COLUMN_BY_FIELD = {
    "name": "name",
    "street": "street",
    "zip": "postcode",
    "city": "place",
    "country_id": "place",
    "email": "email",
    "phone": "phone",
    "function": "function",
    "outreach_salutation_kind": "form_of_address",
    "outreach_title": "title",
    "outreach_first_name": "first_name",
    "outreach_surname": "name",
    "outreach_target_group_id": "target_group",
    "outreach_municipality_id": "place",
    "outreach_topic_ids": "topics",
}


class Outcome(NamedTuple):
    """What becomes of a row: whom it is about, what it adds there, and which of its roles nobody can hold."""

    row: ContactRow
    organisation: Contact | None = None
    person: Contact | None = None
    duplicate_of: int = 0
    addition: Addition = Addition()
    has_new_notes: bool = False
    has_new_role: bool = False

    @property
    def subject(self):
        return self.person or self.organisation


class ContactImportPlan:
    """What an import will do, row by row, decided without writing anything.

    The contacts of the database are read at once: organisations by what identifies them, then the people of those the list names.
    A row about a person tells name, place and target group of the organisation; address of mail, telephone and topics are the person's.
    A role is the organisation's where a kind of role allows it, else the person's; a role that ended is not opened again.
    """

    def __init__(self, env, rows, headings):
        self.env = env
        self.headings = headings
        self.municipalities = {}
        self.gazetteer = self._read_gazetteer()
        words = self._read_words()
        self.rows = [contact_row.read(row, words, self.gazetteer) for row in rows]
        self.directory = Directory()
        self.known = {}
        self.roles = {}
        self._read_organisations()
        self.organisations = self._place_organisations()
        self._read_persons()
        self.held_by = {role_type.id: role_type.held_by for role_type in env["outreach.role.type"].search([])}
        self.existing_roles = self._read_roles()
        self.outcomes = [self._decide(row) for row in self.rows]

    @property
    def contacts(self):
        """All contacts of the list, each once, organisations first."""
        subjects = [outcome.organisation for outcome in self.outcomes] + [outcome.person for outcome in self.outcomes]
        return list(dict.fromkeys(filter(None, subjects)))

    def _read_gazetteer(self):
        """Return the municipalities of the office and, as other names for them, those that were merged into them."""
        City = self.env["res.city"].with_context(active_test=False)
        cities = City.search_fetch(
            [("outreach_ags", "!=", False), "|", ("active", "=", True), ("outreach_successor_id", "!=", False)],
            ["outreach_ags", "name", "outreach_postcodes", "outreach_successor_id", "country_id"],
        )
        self.municipalities = {city.outreach_ags: city for city in cities}
        return Gazetteer(
            Municipality(
                city.outreach_ags,
                city.name,
                tuple(postcode.strip() for postcode in (city.outreach_postcodes or "").split(",")),
                city.outreach_successor_id.outreach_ags or "",
            )
            for city in cities
        )

    def _read_words(self):
        """Return the words for the office's records: their names in every language, before codes and synonyms."""
        groups, role_types, topics = (
            self.env[model].search([]) for model in ("outreach.target.group", "outreach.role.type", "outreach.topic")
        )
        synonyms = ((topic.id, word) for topic in topics for word in (topic.synonyms or "").split(","))
        codes = ((record.id, record.code or "") for records in (groups, topics) for record in records)
        codes = list(codes)
        return Words(
            Vocabulary([*self._read_names(groups), *((group.id, group.code) for group in groups)]),
            Vocabulary(self._read_names(role_types)),
            Vocabulary([*self._read_names(topics), *((topic.id, topic.code or "") for topic in topics), *synonyms]),
        )

    def _read_names(self, records):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return [(record.id, record.name) for code in languages for record in records.with_context(lang=code)]

    def _read_organisations(self):
        Partner = self.env["res.partner"].with_context(active_test=False)
        organisations = Partner.search_fetch(
            [("is_company", "=", True)], ["name", "city", "zip", "outreach_municipality_id"], order="active DESC, id"
        )
        for organisation in organisations:
            match = self.gazetteer.match(organisation.city, organisation.zip)
            ags = {organisation.outreach_municipality_id.outreach_ags, match.municipality and match.municipality.ags}
            contact = self.known[organisation.id] = Contact(organisation.id)
            self.directory.add_organisation(
                contact, organisation.name or "", {*ags, normalize(organisation.city or "")} - {None, False, ""}
            )

from lxml import html

from ..tools import person_name
from ..tools.contact_directory import Contact, Directory
from ..tools.contact_row import Words
from ..tools.municipality import normalize
from ..tools.vocabulary import Vocabulary

# What a list can fill, and the columns it comes from.
COLUMN_BY_FIELD = {
    "name": "name",
    "street": "street",
    "zip": "postcode",
    "city": "place",
    "country_id": "place",
    "email": "email",
    "phone": "phone",
    "website": "website",
    "function": "function",
    "outreach_salutation_kind": "form_of_address",
    "outreach_title": "title",
    "outreach_first_name": "first_name",
    "outreach_surname": "name",
    "outreach_target_group_id": "target_group",
    "outreach_organisation_type_id": "organisation_type",
    "outreach_municipality_id": "place",
    "outreach_topic_ids": "topics",
    "outreach_source": "source",
    "outreach_source_date": "source_date",
}


class ContactImportKnowledge:
    """What the database knows that an import needs, read in a few queries however long the list is.

    Archived contacts are known too, or the next list would bring back who was put away.
    """

    def __init__(self, env):
        self.env = env
        self.directory = Directory()
        self.by_id = {}
        self.gazetteer, ids = env["res.city"]._get_outreach_gazetteer()
        self.municipalities = {city.outreach_ags: city for city in env["res.city"].browse(ids.values())}
        self.words = self._read_words()
        self.held_by = {role_type.id: role_type.held_by for role_type in env["outreach.role.type"].search([])}
        self.roles = set()
        self.partners = env["res.partner"].with_context(active_test=False)
        self._read_organisations()

    def get_municipality(self, match):
        """Return the record of a municipality that is certain, else none."""
        return self.municipalities[match.municipality.ags] if match.municipality else self.env["res.city"]

    def clean_website(self, website):
        """Return a web address as Odoo will store it, so that it is recognised the next time."""
        return self.partners._clean_website(website) if website else None

    def read_details(self, organisations, names, emails):
        """Load the values of these organisations, their people, and people of these names and addresses without organisation."""
        known = [organisation for organisation in organisations if organisation.is_known]
        known += self._read_persons([organisation.id for organisation in known], names, emails)
        self._load(known)
        # sudo: the roles of another company count too, one contact can hold each kind once
        roles = self.env["outreach.role"].sudo()
        roles = roles.search_fetch([("partner_id", "in", [contact.id for contact in known])], ["partner_id", "type_id"])
        self.roles = {(role.partner_id.id, role.type_id.id) for role in roles}

    def _read_words(self):
        """Return the words for the office's records: names in every language, before codes and synonyms."""
        groups, organisation_types, role_types, topics = (
            self.env[f"outreach.{name}"].search([]) for name in ("target.group", "organisation.type", "role.type", "topic")
        )
        synonyms = [(topic.id, word) for topic in topics for word in (topic.synonyms or "").split(",")]
        return Words(
            target_group=Vocabulary(self._read_names(groups) + [(group.id, group.code) for group in groups]),
            organisation_type=Vocabulary(
                self._read_names(organisation_types) + [(one.id, one.code or "") for one in organisation_types]
            ),
            role=Vocabulary(self._read_names(role_types)),
            topics=Vocabulary(self._read_names(topics) + [(topic.id, topic.code or "") for topic in topics] + synonyms),
        )

    def _read_names(self, records):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return [(record.id, record.name) for code in languages for record in records.with_context(lang=code)]

    def _read_organisations(self):
        names = ["name", "city", "zip", "outreach_municipality_id"]
        for organisation in self.partners.search_fetch([("is_company", "=", True)], names, order="active DESC, id"):
            found = self.gazetteer.match(organisation.city, organisation.zip).municipality
            place_keys = {
                organisation.outreach_municipality_id.outreach_ags,
                found and found.ags,
                normalize(organisation.city or ""),
            }
            contact = self.by_id[organisation.id] = Contact(organisation.id, is_organisation=True)
            self.directory.add_organisation(contact, organisation.name or "", place_keys - {None, False, ""})

    def _read_persons(self, organisation_ids, names, emails):
        domain = ["|", ("commercial_partner_id", "in", organisation_ids), ("email_normalized", "in", emails)]
        domain = ["|", "&", ("parent_id", "=", False), ("name", "in", names), *domain]
        domain = [("is_company", "=", False), ("type", "=", "contact"), *domain]
        return [self._read_person(person) for person in self.partners.search(domain, order="active DESC, id")]

    def _read_person(self, person):
        contact = self.by_id[person.id] = Contact(person.id, self.by_id.get(person.commercial_partner_id.id))
        name = f"{person.outreach_first_name or ''} {person.outreach_surname or ''}".strip() or self._read_name(person.name)
        found = self.gazetteer.match(person.city, person.zip).municipality
        place_key = person.outreach_municipality_id.outreach_ags or (found.ags if found else normalize(person.city or ""))
        self.directory.add_person(contact, name, person.email_normalized or "", place_key)
        return contact

    def _read_name(self, name):
        """Return the name of a contact that was made without this addon, as a list is read: without title."""
        parsed = person_name.parse(name=name)
        return f"{parsed.first_name} {parsed.surname}".strip() or name or ""

    def _load(self, contacts):
        by_id = {contact.id: contact for contact in contacts}
        for partner in self.partners.browse(by_id):
            by_id[partner.id].load(
                {name: self._get_value(partner[name]) for name in COLUMN_BY_FIELD}, _read_lines(partner.comment)
            )

    @staticmethod
    def _get_value(value):
        """Return a field's value as a list's values are: ids for records, one or several."""
        if not hasattr(value, "ids"):
            return value
        return tuple(value.ids) if value._name == "outreach.topic" else value.id


def _read_lines(comment):
    """Return the lines of a note, as plain text."""
    pieces = html.fragment_fromstring(comment, create_parent=True).itertext() if comment else ()
    return {" ".join(piece.split()) for piece in pieces}

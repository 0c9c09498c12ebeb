from typing import NamedTuple

from ..tools import contact_row
from ..tools.contact_directory import Addition, Contact
from ..tools.contact_row import ContactRow
from .contact_import_knowledge import COLUMN_BY_FIELD, ContactImportKnowledge

GROUP = "outreach_target_group_id"
# An address is replaced as a whole or not at all.
ADDRESS_COLUMNS = frozenset({"street", "house_number", "postcode", "place"})


class Outcome(NamedTuple):
    """What becomes of a row: whom it is about, which earlier row was about the same, what it adds, and whether its remark asks for a decision."""

    row: ContactRow
    organisation: Contact | None = None
    person: Contact | None = None
    duplicate_of: int = 0
    addition: Addition = Addition()
    has_new_notes: bool = False
    has_new_role: bool = False
    may_object: bool = False

    @property
    def subject(self):
        """Return the contact the row is about: the person, or the organisation where it names nobody."""
        return self.person or self.organisation


class ContactImportPlan:
    """What an import will do, row by row, decided without writing anything.

    A row about a person tells name, address, website, municipality and target group of the organisation; e-mail, telephone, function and
    topics are the person's. A role belongs to the organisation where its kind allows that, else to the person; one that ended is not
    opened again. What finds no place in a field becomes a line of the note, under the heading it has in the list.

    :param headings: the heading of each known column, as the list has it
    :param replacing: the columns whose values replace those of known contacts
    """

    def __init__(self, env, rows, headings, replacing=()):
        self.env = env
        self.headings = headings
        columns = {*replacing, *(ADDRESS_COLUMNS if ADDRESS_COLUMNS.intersection(replacing) else ())}
        self.replacing = frozenset(name for name, column in COLUMN_BY_FIELD.items() if column in columns)
        self.knowledge = ContactImportKnowledge(env)
        self.directory = self.knowledge.directory
        self.rows = [contact_row.read(row, self.knowledge.words, self.knowledge.gazetteer) for row in rows]
        self.organisation_by_row = self._find_organisations()
        self.knowledge.read_details(
            set(self.organisation_by_row.values()),
            [row.person for row in self.rows if row.person and not row.organisation],
            [row.addresses.main for row in self.rows if row.addresses.main],
        )
        self.roles = {}
        self.objections = {}
        self.outcomes = []

    def decide(self):
        """Yield the outcome of each row, once."""
        for row in self.rows[len(self.outcomes) :]:
            self.outcomes.append(self._decide(row))
            yield self.outcomes[-1]

    @property
    def organisations(self):
        return list(dict.fromkeys(filter(None, (outcome.organisation for outcome in self.outcomes))))

    @property
    def persons(self):
        return list(dict.fromkeys(filter(None, (outcome.person for outcome in self.outcomes))))

    def _find_organisations(self):
        """Return {number of row: organisation}. Rows that tell no place come last: they mean the only one of a name, if there is one."""
        found = {}
        for row in sorted((row for row in self.rows if row.organisation), key=lambda row: not row.place_key):
            organisation = self.directory.find_organisation(row.organisation, row.place_key)
            if not organisation:
                organisation = Contact(is_organisation=True)
                self.directory.add_organisation(organisation, row.organisation, {row.place_key})
            found[row.number] = organisation
        return found

    def _decide(self, row):
        if row.is_empty:
            return Outcome(row)
        organisation = self.organisation_by_row.get(row.number)
        person = self._find_person(row, organisation) if row.person else None
        subject = person or organisation
        duplicate_of, subject.row = subject.row, subject.row or row.number
        addition = self._add_values(row, organisation, person)
        has_new_role = self._add_roles(row, organisation, person)
        notes = self._get_notes(row, person, addition.replaced, () if subject.is_known else addition.kept)
        new_notes = subject.add_notes(notes)
        may_object = row.may_object and self._get_line("remark", row.cells["remark"]) in new_notes
        if may_object:
            self.objections.setdefault(subject, row.cells["remark"])
        return Outcome(row, organisation, person, duplicate_of, addition, bool(new_notes), has_new_role, may_object)

    def _find_person(self, row, organisation):
        email = row.addresses.main
        person = self.directory.find_person(row.person, organisation, email, row.place_key)
        if person and (person.organisation or not organisation):
            return person
        person = person or Contact()
        if organisation:
            person.join(organisation)
        self.directory.add_person(person, row.person, email, row.place_key)
        return person

    def _add_values(self, row, organisation, person):
        """Fill organisation and person. A target group that is not the organisation's is the person's own."""
        facts, reach = self._get_facts(row), self._get_reach(row)
        if not person:
            return organisation.add({"name": row.organisation, **facts, **reach}, self.replacing)
        own = {**self._get_name_values(row), **reach, "parent_id": person.organisation}
        if not organisation:
            return person.add({**own, **facts}, self.replacing)
        if organisation.values.get(GROUP, facts[GROUP]) != facts[GROUP]:
            own[GROUP] = facts.pop(GROUP)
        addition = organisation.add({"name": row.organisation, **facts}, self.replacing)
        return addition.and_also(person.add(own, self.replacing))

    def _get_facts(self, row):
        """Return where the contact is and which target group it belongs to."""
        municipality = self.knowledge.get_municipality(row.match)
        return {
            "street": row.street,
            "zip": row.postcode,
            "city": row.place,
            "country_id": municipality.country_id.id,
            "outreach_municipality_id": municipality.id,
            "website": self.knowledge.clean_website(row.cells.get("website")),
            "outreach_organisation_type_id": next(iter(row.records["organisation_type"]), None),
            GROUP: next(iter(row.records["target_group"]), None),
        }

    def _get_reach(self, row):
        return {
            "email": row.addresses.main,
            "phone": row.phone,
            "outreach_topic_ids": row.records["topics"],
            "outreach_source": row.cells.get("source"),
            "outreach_source_date": row.source_date,
        }

    def _get_name_values(self, row):
        return {
            "name": row.person,
            "outreach_salutation_kind": row.name.kind if row.name.kind != "neutral" else None,
            "outreach_title": row.name.title,
            "outreach_first_name": row.name.first_name,
            "outreach_surname": row.name.surname,
            "function": row.cells.get("function"),
        }

    def _add_roles(self, row, organisation, person):
        """Plan a candidate for each role of the row that its holder never had; return whether there was one."""
        count = len(self.roles)
        for type_id in row.records["role"]:
            holder = self._get_holder(type_id, organisation, person)
            if holder and not (holder.is_known and (holder.id, type_id) in self.knowledge.roles):
                self.roles.setdefault((holder, type_id), (person if person is not holder else None, row.records["topics"]))
        return len(self.roles) > count

    def _get_holder(self, type_id, organisation, person):
        holders = {"organisation": organisation, "person": person, "any": organisation or person}
        return holders[self.knowledge.held_by[type_id]]

    def _get_notes(self, row, person, replaced, kept):
        """Return the lines of the note, each under the heading the list has for it."""
        texts = [(column, row.unmatched[column]) for column in row.unmatched]
        texts += [("email", text) for text in self._get_mail_notes(row.addresses)]
        texts += [("name", row.name.rest), ("remark", row.cells.get("remark"))]
        columns = {COLUMN_BY_FIELD[name] for name in kept} | self._get_unused_columns(row, person)
        texts += [(column, row.cells.get(column)) for column in row.cells if column in columns]
        texts += [*row.others.items(), *self._get_replaced_notes(replaced)]
        return [self._get_line(column, text) for column, text in texts if text]

    def _get_line(self, column, text):
        return " ".join(f"{self.headings.get(column, column)}: {text}".split())

    def _get_replaced_notes(self, replaced):
        """Return what a replaced text was before; of records the history of the contact tells."""
        for name, value in replaced:
            label = self.env["res.partner"]._fields[name]._description_string(self.env)
            heading = self.headings.get(COLUMN_BY_FIELD[name], label)
            if isinstance(value, str) and name != "outreach_salutation_kind":
                yield self.env._("%(heading)s (before)", heading=heading), value

    def _get_unused_columns(self, row, person):
        """Return the columns whose cells no field took as they are."""
        unused = {
            "mobile": "phone" in row.cells,
            "function": not person,
            "target_group": len(row.records["target_group"]) > 1,
            "organisation_type": len(row.records["organisation_type"]) > 1,
            "role": any(not self._get_holder(type_id, row.organisation, person) for type_id in row.records["role"]),
        }
        return {column for column, is_unused in unused.items() if is_unused}

    @staticmethod
    def _get_mail_notes(addresses):
        repaired = f"{addresses.repaired_from} → {addresses.main}" if addresses.repaired_from else ""
        return [text for text in (repaired, ", ".join(addresses.others), ", ".join(addresses.unusable)) if text]

from markupsafe import Markup

from odoo import fields
from odoo.tools import split_every

from ..models.res_partner import ORGANISATION_FACTS

PORTION = 500


class ContactImportWriter:
    """Writes what a plan decided, portion by portion, each of them complete in itself.

    Whoever stops after a portion can plan and write the rest later: what was written is known by then.

    :param wizard: the import the contacts come from
    """

    def __init__(self, wizard, plan):
        self.wizard = wizard
        self.env = wizard.env
        self.plan = plan
        organisations, persons = plan.organisations, plan.persons
        self.new_organisations = [contact for contact in organisations if not contact.is_known]
        self.new_persons = [contact for contact in persons if not contact.is_known]
        self.changed = [contact for contact in organisations + persons if contact.is_known and self._has_changes(contact)]
        self.roles = list(plan.roles.items())
        self.has_german = "de_DE" in dict(self.env["res.lang"].get_installed())
        self.inherited = {}

    @property
    def size(self):
        """Return how many contacts and roles there are to write."""
        return sum(map(len, (self.new_organisations, self.new_persons, self.changed, self.roles)))

    def run(self):
        """Write everything and yield (field of the import that counts it, number) after each portion."""
        for count, records, write in (
            ("organisation_count", self.new_organisations, self._create_contacts),
            ("person_count", self.new_persons, self._create_contacts),
            ("filled_count", self.changed, self._change_contacts),
            ("role_count", self.roles, self._create_roles),
        ):
            for portion in split_every(PORTION, records, list):
                write(portion)
                yield count, len(portion)

    @staticmethod
    def _has_changes(contact):
        return bool(contact.changes or contact.new_notes)

    def _create_contacts(self, contacts):
        # Their history is the source written on them; a message and a follower for each of thousands would help nobody.
        # What Odoo would hand down from the organisation, contact by contact, is given to them at once.
        Partner = self.env["res.partner"].with_context(tracking_disable=True, _partners_skip_fields_sync=True)
        partners = Partner.create([self._prepare_new_contact(contact) for contact in contacts])
        for contact, partner in zip(contacts, partners, strict=True):
            contact.id = partner.id
            self._plan_decision(contact)

    def _prepare_new_contact(self, contact):
        values = {
            "outreach_source": self.wizard.file_name,
            "outreach_source_date": fields.Date.context_today(self.wizard),
            **({"lang": "de_DE"} if self.has_german else {}),
            **self._prepare_changes(contact),
            "is_company": contact.is_organisation,
        }
        return {**self._get_inherited(values["parent_id"]), **values} if values.get("parent_id") else values

    def _get_inherited(self, organisation_id):
        """Return what the people of an organisation have from it: address and commercial data by Odoo's rules, and the office's facts."""
        if organisation_id not in self.inherited:
            organisation = self.env["res.partner"].browse(organisation_id)
            names = {
                *organisation._address_fields(),
                *organisation.commercial_partner_id._commercial_fields(),
                *ORGANISATION_FACTS,
            }
            values = organisation._convert_fields_to_values(names)
            self.inherited[organisation_id] = {name: value for name, value in values.items() if value}
        return self.inherited[organisation_id]

    def _prepare_changes(self, contact):
        """Return what the list adds to a contact as values to write."""
        values = dict(contact.changes)
        if "parent_id" in values:
            values["parent_id"] = values["parent_id"].id
        if "outreach_topic_ids" in values:
            values["outreach_topic_ids"] = [(6, 0, values["outreach_topic_ids"])]
        if contact.new_notes:
            before = self.env["res.partner"].browse(contact.id or ()).comment or Markup()
            values["comment"] = before + Markup().join(Markup("<p>%s</p>") % line for line in contact.new_notes)
        return values

    def _change_contacts(self, contacts):
        for contact in contacts:
            partner = self.env["res.partner"].browse(contact.id)
            values = self._prepare_changes(contact)
            if self._has_own_salutation(partner):
                # new parts of the name would replace somebody's own words
                values["outreach_salutation"] = partner.outreach_salutation
            partner.write(values)
            self._plan_decision(contact)

    @staticmethod
    def _has_own_salutation(partner):
        draft = partner.new(origin=partner)
        draft._compute_outreach_salutation()
        return bool(partner.outreach_salutation) and partner.outreach_salutation != draft.outreach_salutation

    def _plan_decision(self, contact):
        """Leave a to-do where the list says what may be an objection; only a person can tell."""
        remark = self.plan.objections.get(contact)
        if remark:
            self.env["res.partner"].browse(contact.id).activity_schedule(
                "circular_outreach.mail_activity_type_objection",
                note=self.env._("The imported list remarks: “%(remark)s”. Record an opt-out if it is one.", remark=remark),
                user_id=self.env.uid,
            )

    def _create_roles(self, roles):
        self.env["outreach.role"].with_context(tracking_disable=True).create(
            [
                {
                    "partner_id": holder.id,
                    "type_id": type_id,
                    "contact_id": person.id if person else False,
                    "topic_ids": [(6, 0, topic_ids)],
                    "origin": "import",
                }
                for (holder, type_id), (person, topic_ids) in roles
            ]
        )

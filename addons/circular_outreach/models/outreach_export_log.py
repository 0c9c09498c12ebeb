from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.export_path import walk

# A record with one of these tells about a person; the office itself and colleagues who look after a record are not meant.
TELLING = {"partner_id", "outreach_attendee_id", "author_id", "email", "phone"}
NOBODY = {"res.company", "res.users"}
PEOPLE = ("partner_id", "outreach_attendee_id", "person_id", "organisation_id", "outreach_organisation_id")


class OutreachExportLog(models.Model):
    """One table or list with personal data that left the system: who took it, what it held, and what for (Art. 5 (2), 15 (1) c GDPR).

    Lines are added, never changed. They hold nothing of the people concerned but who they are. That goes with the contact; the number stays.
    """

    _name = "outreach.export.log"
    _description = "Export"
    _order = "exported_on desc, id desc"
    _rec_name = "document"

    exported_on = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    recipient_id = fields.Many2one(
        "res.users", string="For Whom", readonly=True, ondelete="restrict", help="The contractor who gets it (Art. 28 GDPR)."
    )
    company_id = fields.Many2one("res.company", readonly=True, default=lambda self: self.env.company)
    document = fields.Char(
        string="What", required=True, readonly=True, help="A list of this office by its name, or the kind of records."
    )
    purpose = fields.Char(string="What For", required=True, readonly=True)
    model = fields.Char(string="Technical Name", required=True, readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    record_count = fields.Integer(string="Number of Records", readonly=True)
    partner_count = fields.Integer(string="People", readonly=True, help="How many contacts it told about when it was made.")
    partner_ids = fields.Many2many("res.partner", string="People Concerned", readonly=True, copy=False)

    _purpose_said = models.Constraint("CHECK (trim(purpose) <> '')", "Say what the export is for.")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The export register cannot be changed: it says what has happened."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Lines of the export register cannot be deleted: they say what has happened."))

    @api.model
    def is_purpose_needed(self, model, paths):
        """Whether a table of these fields (paths such as `partner_id/name`) tells about people."""
        if model not in self.env:
            return False
        # sudo: nothing but the fields of models is looked at
        return self._tells_of_people(walk(self.env[model].sudo(), paths))

    @api.model
    def _record_table(self, records, paths):
        """Register a table that somebody takes with Odoo's export. Raises UserError if it tells about people and nobody said what for."""
        # sudo: whoever may read the table need not be able to read each record it names
        holders = walk(records.sudo(), paths)
        if not records or not self._tells_of_people(holders):
            return
        purpose = self._check_purpose(self.env.context.get("outreach_export_purpose"))
        self._record(self._get_kind(records), records, self._find_people(holders), purpose, paths)

    @api.model
    def _check_purpose(self, purpose):
        """Return the purpose somebody has given. Raises UserError if there is none."""
        if not isinstance(purpose, str) or not purpose.strip():
            raise UserError(
                self.env._(
                    "This table holds personal data, and nobody has said what it is for. Export it from the list on the screen, "
                    "which asks for the purpose; programs name it in the context as “outreach_export_purpose”."
                )
            )
        return purpose

    @api.model
    def _get_kind(self, records):
        """Return what people call such records."""
        # sudo: the names of models are for administrators
        return self.env["ir.model"].sudo()._get(records._name).name

    @api.model
    def _record_print(self, report, records):
        """Register a list of this office that somebody prints, if it tells about people."""
        if report.outreach_purpose:
            holders = self.env[f"report.{report.report_name}"]._find_holders(records.ids)
            self._record(report.name, records, self._find_people([holders]), report.outreach_purpose)

    @api.model
    def _record(self, document, records, people, purpose, paths=(), recipient=None):
        """Add a line to the register."""
        # sudo: lines are added here and nowhere else
        return self.sudo().create(
            {
                "user_id": self.env.uid,
                "recipient_id": recipient.id if recipient else False,
                "company_id": self.env.company.id,
                "document": document,
                "purpose": purpose.strip()[:200],
                "model": records._name,
                "field_names": ", ".join(paths),
                "record_count": len(records),
                "partner_count": len(people),
                "partner_ids": [(6, 0, people.ids)],
            }
        )

    @api.model
    def _tells_of_people(self, holders):
        return any(
            holder._name == "res.partner" or (holder._name not in NOBODY and TELLING & set(holder._fields)) for holder in holders
        )

    @api.model
    def _find_people(self, holders):
        """Return the contacts that records tell about: themselves, or those they belong to."""
        people = self.env["res.partner"].sudo()  # sudo: see _record_table
        for holder in holders:
            if holder._name == "res.partner":
                people |= holder
            elif holder._name not in NOBODY:
                people |= people.union(*(holder[name] for name in PEOPLE if self._is_contact(holder._fields.get(name))))
        return people.exists()

    @staticmethod
    def _is_contact(field):
        return field is not None and field.comodel_name == "res.partner"

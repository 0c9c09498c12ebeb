import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import contact_table
from ..tools.contact_table import HEADER_ROWS, Row, UnreadableTableError
from .contact_import_plan import ContactImportPlan


class OutreachContactImport(models.TransientModel):
    """A list of contacts on its way into the address book.

    upload   a file is chosen
    preview  every row has a verdict; no contact was touched
    done     the rows were imported as the preview says

    What is there is never overwritten: only empty fields are filled. The same list a second time changes nothing.
    """

    _name = "outreach.contact.import"
    _description = "Import of Contacts"
    _rec_name = "file_name"
    # A preview is read with care, and perhaps finished the next morning.
    _transient_max_hours = 24.0

    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    state = fields.Selection([("upload", "Upload"), ("preview", "Preview"), ("done", "Done")], required=True, default="upload")
    headings = fields.Json()
    unknown_headings = fields.Char()
    line_ids = fields.One2many("outreach.contact.import.line", "import_id", string="Rows")
    summary = fields.Char(compute="_compute_summary")
    organisation_count = fields.Integer(string="New Organisations", readonly=True)
    person_count = fields.Integer(string="New Persons", readonly=True)
    filled_count = fields.Integer(string="Known Contacts Completed", readonly=True)
    role_count = fields.Integer(string="New Role Candidates", readonly=True)

    @api.depends("line_ids.verdict")
    def _compute_summary(self):
        verdicts = self.env["outreach.contact.import.line"]._fields["verdict"]._description_selection(self.env)
        for wizard in self:
            found = wizard.line_ids.mapped("verdict")
            wizard.summary = " · ".join(f"{label}: {found.count(verdict)}" for verdict, label in verdicts if verdict in found)

    def action_preview(self):
        """Read the file and say for every row what an import would do.

        :raises UserError: if the file holds no list of contacts
        """
        self.ensure_one()
        if self.state == "done":
            return
        table = self._read_table()
        plan = self._plan(table.rows, table.headings)
        self.line_ids.unlink()
        self.write(
            {
                "state": "preview",
                "headings": table.headings,
                "unknown_headings": ", ".join(dict.fromkeys(heading for row in table.rows for heading in row.others)),
                "line_ids": [(0, 0, values) for values in self.env["outreach.contact.import.line"]._prepare_values(plan)],
            }
        )

    def action_upload(self):
        """Return to the choice of a file; what was imported stays imported."""
        self.filtered(lambda wizard: wizard.state == "preview").write({"state": "upload", "line_ids": [(5, 0, 0)]})

    def action_import(self):
        """Do what the preview says. It is planned again from the same rows: somebody may have made one of the contacts meanwhile."""
        self.ensure_one()
        if self.state != "preview":
            return
        lines = self.line_ids.sorted("row_number")
        plan = self._plan([Row(line.row_number, line.cells or {}, line.others or {}) for line in lines], self.headings)
        self.write(
            {
                "state": "done",
                "organisation_count": self._create_contacts(plan.organisations),
                "person_count": self._create_contacts(plan.persons),
                "filled_count": sum(map(self._fill_contact, plan.organisations + plan.persons)),
                "role_count": self._create_roles(plan.roles),
            }
        )
        lines._show_result(plan)

    def action_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_contact_import_line_action")
        return dict(action, domain=[("import_id", "=", self.id)])

    def action_contacts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.res_partner_action")
        return dict(action, domain=[("id", "in", (self.line_ids.organisation_id | self.line_ids.person_id).ids)])

    def _plan(self, rows, headings):
        return ContactImportPlan(self.env, rows, headings)

    def _read_table(self):
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            return contact_table.read(content)
        except UnreadableTableError as error:
            raise UserError(self._get_unreadable_message(error)) from None

    def _get_unreadable_message(self, error):
        name = self.file_name or self.env._("the file")
        messages = {
            "empty": self.env._(
                "“%(file)s” is empty. Choose a file with a row of headings and the contacts below it.", file=name
            ),
            "not_a_table": self.env._(
                "“%(file)s” is not a spreadsheet. Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, "
                "and choose the saved file.",
                file=name,
            ),
            "old_or_protected": self.env._(
                "“%(file)s” is protected by a password or has the old format .xls. Save it as an Excel workbook (.xlsx) without a "
                "password, and choose the saved file.",
                file=name,
            ),
            "damaged": self.env._(
                "“%(file)s” is damaged and cannot be read to its end. Open it in your spreadsheet program, save it again, and choose "
                "the saved file.",
                file=name,
            ),
            "no_header": self.env._(
                "No headings were found in the first %(rows)s rows of “%(file)s”. Write above each column what it holds, for example "
                "Organisation, First Name, Surname, E-mail, Postcode, City, and choose the file again.",
                file=name,
                rows=HEADER_ROWS,
            ),
            "no_rows": self.env._("“%(file)s” has headings, but no contact below them. Choose a file with contacts.", file=name),
            "open_quote": self.env._(
                "Row %(row)s of “%(file)s” has a quotation mark that is never closed, so the rows below cannot be told apart. "
                "Remove or double it, and choose the file again.",
                file=name,
                row=error.row,
            ),
        }
        return messages[error.reason]

    def _create_contacts(self, contacts):
        """Create the new ones of these contacts and return how many there were."""
        new = [contact for contact in contacts if not contact.is_known]
        # Their history is the source written on them; a message and a follower for each of thousands would help nobody.
        Partner = self.env["res.partner"].with_context(tracking_disable=True)
        # Odoo's own way for lists: `create` would hand the address of the organisation down person by person.
        partners = Partner._load_records_create([self._prepare_contact_values(contact) for contact in new])
        for contact, partner in zip(new, partners, strict=True):
            contact.id = partner.id
        return len(new)

    def _prepare_contact_values(self, contact):
        return {
            **self._prepare_changes(contact),
            "is_company": contact.is_organisation,
            "outreach_source": self.file_name,
            "outreach_source_date": fields.Date.context_today(self),
            **({"lang": "de_DE"} if "de_DE" in dict(self.env["res.lang"].get_installed()) else {}),
        }

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

    def _fill_contact(self, contact):
        """Add to a known contact what it lacks; return whether there was anything."""
        values = self._prepare_changes(contact) if contact.is_known else {}
        if values:
            partner = self.env["res.partner"].browse(contact.id)
            if self._has_own_salutation(partner):
                # new parts of the name would replace somebody's own words
                values["outreach_salutation"] = partner.outreach_salutation
            partner.write(values)
        return bool(values)

    def _has_own_salutation(self, partner):
        draft = partner.new(origin=partner)
        draft._compute_outreach_salutation()
        return bool(partner.outreach_salutation) and partner.outreach_salutation != draft.outreach_salutation

    def _create_roles(self, roles):
        """Make the planned candidates and return how many there are."""
        Role = self.env["outreach.role"].with_context(tracking_disable=True)
        created = Role.create(
            [
                {
                    "partner_id": holder.id,
                    "type_id": type_id,
                    "contact_id": person.id if person else False,
                    "topic_ids": [(6, 0, topic_ids)],
                    "origin": "import",
                }
                for (holder, type_id), (person, topic_ids) in roles.items()
            ]
        )
        return len(created)

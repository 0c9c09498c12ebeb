from odoo import api, fields, models

from ..report.pdf_document import Press
from ..tools import sheet_code

REPORT = "circular_outreach.sign_in_sheet"


class OutreachSignInPrint(models.Model):
    """One print of the sign-in sheet for one day: who stands in which row on which page. The list may change later; what lies on the table does not.

    Its code stands on every page and leads back here, see outreach_sheet_entry.py (decision 0026).
    """

    _name = "outreach.sign.in.print"
    _description = "Printed Sign-in Sheet"
    _order = "id desc"
    _rec_name = "code"

    event_id = fields.Many2one("event.event", string="Workshop", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id", store=True)
    code = fields.Char(required=True, readonly=True, copy=False, default=lambda self: sheet_code.make())
    day = fields.Date(required=True, readonly=True)
    has_groups = fields.Boolean(string="With Target Group and Municipality", readonly=True)
    row_ids = fields.One2many("outreach.sign.in.row", "print_id", string="Rows", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    people_count = fields.Integer(string="People", readonly=True)
    create_date = fields.Datetime(string="Printed on", readonly=True)
    create_uid = fields.Many2one("res.users", string="Printed by", readonly=True)

    _code_unique = models.UniqueIndex("(code)")

    @api.depends("code", "day")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.event_id.name} {sheet.day} {sheet.code}"

    @api.model
    def _print(self, events, blank_rows, has_groups):
        """Print a sheet for each day of these workshops; return the PDF.

        :param int blank_rows: rows for people nobody expected
        :param bool has_groups: whether target group and municipality are printed, too
        """
        events.check_access("read")
        # sudo: prints are made here and nowhere else; whoever may read the list may print it
        sheets = self.sudo().create(
            [
                {"event_id": event.id, "day": day, "has_groups": has_groups, **self._prepare_rows(event, blank_rows)}
                for event in events
                for day in event._get_outreach_days()
            ]
        )
        return sheets.with_env(self.env)._lay_out()

    @api.model
    def _prepare_rows(self, event, blank_rows):
        registrations = self.env["report.circular_outreach.sign_in_sheet"]._sort_registrations(event)
        everybody = [*registrations.ids, *[False] * blank_rows]
        rows = [fields.Command.create({"number": number, "registration_id": one}) for number, one in enumerate(everybody, 1)]
        return {"row_ids": rows, "people_count": len(registrations)}

    def _lay_out(self):
        """Return the PDF of these prints, and note on which page every row has come to stand."""
        # As Odoo's own PDFs: in the language of whoever prints.
        report = self.env["ir.actions.report"].with_context(lang=self.env.lang or self.env.user.lang, inherit_branding=False)
        press = Press(self[:1].get_base_url())
        documents = [press.lay_out(report._render_qweb_html(REPORT, sheet.ids)[0]) for sheet in self]
        for sheet, document in zip(self, documents, strict=True):
            sheet._note_pages(document.pages)
        return press.write_whole(documents)

    def _note_pages(self, pages):
        sheet = self.sudo()  # sudo: see _print
        sheet.page_count = len(pages)
        by_number = {row.number: row for row in sheet.row_ids}
        for page, content in enumerate(pages, 1):
            numbers = [int(anchor.removeprefix("row-")) for anchor in content.anchors if anchor.startswith("row-")]
            sheet.row_ids.browse().concat(*(by_number[number] for number in numbers)).page = page

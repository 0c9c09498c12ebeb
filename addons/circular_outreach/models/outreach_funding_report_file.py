import base64

from odoo import api, models

from ..report.funding_workbook import write_workbook


class OutreachFundingReport(models.Model):
    """The report as files, and as tables on the screen."""

    _inherit = "outreach.funding.report"

    def _make_files(self):
        """Return the values of the files that are handed out: a tagged PDF, and a workbook with the same tables."""
        # sudo: printing needs nothing that the clerk may not see, but reads the report's own settings
        pdf, _kind = self.env["ir.actions.report"].sudo()._render("circular_outreach.funding_report", self.ids)
        return {"pdf_file": base64.b64encode(pdf), "xlsx_file": base64.b64encode(self._make_workbook())}

    def _make_workbook(self):
        document = self._prepare_document()
        marks = self._get_mark_text
        return write_workbook(document, marks, self.env._("Page &P of &N"), self.env._("Draft: these figures may still change."))

    @api.model
    def _show_tables(self, report, tables):
        return self.env["ir.qweb"]._render(
            "circular_outreach.funding_report_tables", {"tables": tables, "format_cell": report._format_cell, "is_screen": True}
        )

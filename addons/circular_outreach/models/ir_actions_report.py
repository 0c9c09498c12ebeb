from odoo import fields, models

from ..report.pdf_document import render


class IrActionsReport(models.Model):
    """A report that becomes a tagged PDF with running heads and page numbers (decision 0007)."""

    _inherit = "ir.actions.report"

    report_type = fields.Selection(selection_add=[("outreach-pdf", "PDF (accessible)")], ondelete={"outreach-pdf": "cascade"})

    def _render_outreach_pdf(self, report_ref, res_ids, data=None):
        """Return (bytes, "pdf"): the name Odoo's `_render` looks for."""
        html, _kind = self._render_qweb_html(report_ref, res_ids, data=data)
        return render(html, self.get_base_url()), "pdf"

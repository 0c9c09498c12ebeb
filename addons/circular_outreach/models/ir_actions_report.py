from odoo import fields, models

from ..report.pdf_document import render


class IrActionsReport(models.Model):
    """A report that becomes a tagged PDF with running heads and page numbers (decision 0007)."""

    _inherit = "ir.actions.report"

    report_type = fields.Selection(selection_add=[("outreach-pdf", "PDF (accessible)")], ondelete={"outreach-pdf": "cascade"})
    outreach_purpose = fields.Char(
        string="Purpose of Personal Data",
        translate=True,
        help="If something stands here, the list holds personal data: whoever prints it takes them for this purpose, and the export register says so.",
    )

    def _render_outreach_pdf(self, report_ref, res_ids, data=None):
        """Return (bytes, "pdf"): the name Odoo's `_render` looks for.

        Every record is rendered for itself, so that "page 1 of 3" means the pages of one list.
        """
        # As Odoo's own PDFs: in the language of whoever prints, and without the marks of the website editor.
        printer = self.with_context(lang=self.env.lang or self.env.user.lang, webp_as_jpg=True, inherit_branding=False)
        pages = [printer._render_qweb_html(report_ref, [res_id], data=dict(data or {}))[0] for res_id in res_ids]
        return render(pages, self.get_base_url()), "pdf"

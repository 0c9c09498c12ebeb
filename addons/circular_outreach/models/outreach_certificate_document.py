from odoo import models

from ..report.pdf_document import Press
from ..tools.mail_wire import FilePart

REPORT = "circular_outreach.certificate"


class OutreachCertificate(models.Model):
    """The paper, as a file and as an attachment of a mail."""

    _inherit = "outreach.certificate"

    def _get_filename(self):
        """Return a name in ASCII, for the sake of old mail programs."""
        words = self.env._("certificate-of-attendance")
        return f"{words.encode('ascii', 'ignore').decode()}-{self.name}.pdf"

    def _build_pdf(self, press=None):
        """Return the certificate as PDF, in the language it was issued in.

        :param Press press: lays out; one serves for many certificates
        """
        self.ensure_one()
        # sudo: the signature and the logos are for whoever may have the paper
        report = self.env["ir.actions.report"].sudo().with_context(lang=self.lang, inherit_branding=False)
        page, _kind = report._render_qweb_html(REPORT, self.ids)
        press = press or Press(self.get_base_url())
        return press.write_whole([press.lay_out(page)])

    def _describe_in_mail(self):
        """Return what a mail with this certificate says about it; nothing if there is none."""
        if not self:
            return ""
        return self.env._("Your certificate of attendance (No. %s) comes with this mail.", self.name)

    def _prepare_files(self, stock):
        """Return what to attach to a mail, nothing if there is no certificate.

        :param dict stock: keeps the press for the next mail
        """
        if not self:
            return []
        if "press" not in stock:
            stock["press"] = Press(self.get_base_url())
        return [FilePart("application/pdf", self._build_pdf(stock["press"]), self.with_context(lang=self.lang)._get_filename())]

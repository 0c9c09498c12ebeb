from odoo import fields, models

from .outreach_legal_text import PAGES


class ResCompany(models.Model):
    """Where the law's pages of the office are, and who answers for them."""

    _inherit = "res.company"

    outreach_privacy_officer = fields.Text(
        string="Data Protection Officer",
        help="How to reach the data protection officer: address, phone, e-mail; a name is not needed. Stands in the privacy notice and in the "
        "record of processing activities.",
    )

    def _get_outreach_legal_links(self):
        """Return the (label, address) pairs to print below every mail and page, without those that are not set."""
        self.ensure_one()
        links = [
            (self.env._("Imprint"), self.outreach_imprint_url),
            (self.env._("Privacy notice"), self._get_outreach_page("privacy")),
            (self.env._("Accessibility statement"), self._get_outreach_page("accessibility")),
            (self.env._("Report a barrier"), self.outreach_barrier_url),
        ]
        return [(label, url) for label, url in links if url]

    def _get_outreach_page(self, kind):
        """Return the address the office has set for a legal page, else that of our own page if its text is published."""
        own = self[f"outreach_{kind}_url"]
        if own or kind not in PAGES:
            return own
        # sudo: what is published is for everybody, also for whoever only writes a mail
        version = self.env["outreach.legal.text"].sudo()._find_published(self, kind)
        return version.text_id._get_address() if version else False

    def _get_outreach_office_lines(self):
        """Return name, address and contact of the office, a line each."""
        address = self.partner_id._display_address(without_company=True).split("\n")
        lines = [self.name, *address, self.phone, self.email]
        return [line.strip() for line in lines if line and line.strip()]

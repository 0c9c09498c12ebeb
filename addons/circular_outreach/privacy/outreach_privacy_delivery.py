from odoo import models
from odoo.tools import html2plaintext


class OutreachPrivacyDelivery(models.AbstractModel):
    """Mails and letters: that something was sent stays, to which address goes."""

    _name = "outreach.privacy.delivery"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.delivery"
    _privacy_told = ("sent_on", "campaign_id", "step_id", "state", "email", "failure")
    _privacy_emptied = ("email", "failure")
    _privacy_kept = {"message_id": "a random number, by which a late report is recognised"}

    def _get_domain(self, person):
        return [("invitation_id", "in", person.invitations.ids)]

    def _tell_record(self, record):
        """Tell the text of the mail as well: it is kept once for all who got it, with words in place of names."""
        step = record.step_id.with_context(lang=record.partner_id.lang)
        texts = {
            self.env._("Subject"): step.subject,
            self.env._("Text (with an example for your name)"): html2plaintext(step.body or ""),
        }
        return super()._tell_record(record) | {label: text for label, text in texts.items() if text}

from email.message import EmailMessage
from email.policy import SMTP

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.misc import get_lang

from ..tools.mail_picture import attach_pictures


class OutreachStepPreview(models.TransientModel):
    """The mail of a step as one person would read it; it can be sent to oneself."""

    _name = "outreach.step.preview"
    _description = "Preview of a Mail"

    step_id = fields.Many2one("outreach.campaign.step", required=True, readonly=True, ondelete="cascade")
    campaign_id = fields.Many2one(related="step_id.campaign_id")
    invitation_id = fields.Many2one(
        "outreach.invitation",
        string="As Read by",
        compute="_compute_invitation_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('campaign_id', '=', campaign_id)]",
        ondelete="cascade",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        compute="_compute_lang",
        store=True,
        readonly=False,
        precompute=True,
    )
    subject = fields.Char(compute="_compute_mail")
    html = fields.Text(compute="_compute_mail")
    text = fields.Text(string="As Plain Text", compute="_compute_mail")

    @api.depends("step_id")
    def _compute_invitation_id(self):
        for preview in self:
            campaign = preview.step_id.campaign_id
            preview.invitation_id = next(iter(campaign._get_samples().values()), campaign.invitation_ids[:1])

    @api.depends("invitation_id")
    def _compute_lang(self):
        for preview in self:
            preview.lang = get_lang(self.env, preview.invitation_id.lang).code

    @api.depends("step_id", "invitation_id", "lang")
    def _compute_mail(self):
        for preview in self:
            preview.subject = preview.html = preview.text = False
            if preview.step_id and preview.invitation_id:
                try:
                    parts = preview.step_id._get_preview_parts(preview.invitation_id, preview.lang)
                except UserError as error:
                    parts = (False, False, str(error))
                preview.subject, preview.html, preview.text = parts

    def action_send_test(self):
        """Send this mail to the user, marked as a test; its links open a page that changes nothing."""
        self.ensure_one()
        address = email_normalize(self.env.user.email or "")
        if not address:
            raise UserError(self.env._("You have no e-mail address. Enter one in your preferences, then send the test again."))
        if not self.subject:
            raise UserError(self.text or self.env._("There is nobody to write to yet: build the audience first."))
        # sudo: mail servers are the administrator's; this mail goes to the user and nobody else
        self.env["ir.mail_server"].sudo().send_email(self._build_test(address))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The test is on its way to %s.", address)},
        }

    def _build_test(self, address):
        note = self.env._("This is a test. Its links open a page that changes nothing.")
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.env._("[Test] %s", self.subject)
        message["From"] = self.campaign_id.email_from
        message["To"] = address
        message.set_content(f"{note}\n\n{self.text}", charset="utf-8", cte="quoted-printable")
        banner = f'<p style="background-color:#fff3cd;color:#1f2a30;padding:8px 16px;margin:0">{note}</p>'
        head, tag, rest = self.html.partition("<body")
        attributes, end, content = rest.partition(">")
        message.add_alternative("", subtype="html")
        page = message.get_payload()[1]
        attach_pictures(page, f"{head}{tag}{attributes}{end}{banner}{content}", address.rpartition("@")[2])
        return message

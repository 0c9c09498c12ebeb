import smtplib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import RELEASER, SENDER, only_for
from ..tools.smtp_courier import close

# What a verdict means for the way a person is reached; every other one means not at all.
WAYS = {"ready": "mail", "letter": "letter"}


class OutreachRelease(models.TransientModel):
    """What exactly happens when a campaign is released: who gets something, when, from whom, and what the first mail looks like."""

    _name = "outreach.release"
    _description = "Release of a Campaign"

    campaign_id = fields.Many2one("outreach.campaign", required=True, readonly=True, ondelete="cascade")
    email_from = fields.Char(related="campaign_id.email_from")
    summary_html = fields.Html(compute="_compute_summary", sanitize=False)
    check_html = fields.Html(compute="_compute_summary", sanitize=False)
    is_blocked = fields.Boolean(compute="_compute_summary")
    invitation_id = fields.Many2one("outreach.invitation", compute="_compute_preview")
    subject = fields.Char(compute="_compute_preview")
    preview_html = fields.Text(compute="_compute_preview")

    @api.depends("campaign_id")
    def _compute_summary(self):
        for wizard in self:
            campaign = wizard.campaign_id
            findings = [*wizard._check_connection(), *campaign._find_problems()]
            wizard.is_blocked = any(finding["is_blocker"] for finding in findings)
            wizard.check_html = self.env["ir.qweb"]._render("circular_outreach.send_check", {"findings": findings})
            wizard.summary_html = self.env["ir.qweb"]._render("circular_outreach.release_summary", wizard._prepare_summary())

    @api.depends("campaign_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.subject = wizard.preview_html = False
            wizard.invitation_id = next(iter(wizard.campaign_id._get_samples().values()), False)
            step = wizard.campaign_id.step_ids[:1]
            if step and wizard.invitation_id:
                try:
                    wizard.subject, wizard.preview_html, _text = step._get_preview_parts(wizard.invitation_id)
                except UserError as error:
                    wizard.subject = str(error)

    @only_for(SENDER, RELEASER)
    def action_release(self):
        self.campaign_id.action_release()
        return {"type": "ir.actions.act_window_close"}

    def _check_connection(self):
        """Ask the mail server whether it is there: now is the time to hear that it is not."""
        # sudo: mail servers are the administrator's
        servers = self.env["ir.mail_server"].sudo()
        try:
            session = servers._connect__(smtp_from=self.campaign_id.email_from)
        except (OSError, smtplib.SMTPException, UserError) as error:
            return [
                {
                    "is_blocker": True,
                    "text": self.env._(
                        "The outgoing mail server does not answer (%s). Ask your administrator to look at it, then open this window again.",
                        error,
                    ),
                }
            ]
        if session:
            close(session)
        return []

    def _prepare_summary(self):
        """Return how many are reached in which way, why others are not, and the steps in their order with their times."""
        campaign = self.campaign_id
        labels = dict(self.env["outreach.invitation"]._fields["verdict"]._description_selection(self.env))
        counts = self.env["outreach.invitation"]._read_group([("campaign_id", "=", campaign.id)], ["verdict"], ["__count"])
        ways = {"mail": 0, "letter": 0, "none": 0}
        for verdict, count in counts:
            ways[WAYS.get(verdict, "none")] += count
        return {
            "ways": ways,
            "reasons": [(labels[verdict], count) for verdict, count in counts if verdict not in WAYS],
            "steps": [(step.name, step._describe_release(), step._get_recipients_label()) for step in campaign.step_ids],
        }

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.button_right import RELEASER, SENDER, only_for

# Changes to anything else do not ask for another pair of eyes.
CONTENT = {"title", "purpose", "event_id", "role_type_id", "email_from", "answer_deadline", "step_ids", "company_id"}
LEFT_THE_HOUSE = ("sending", "sent", "bounced")


class OutreachCampaign(models.Model):
    """Release, pause, stop, and the way back.

    A pause is a time, not a state: a paused campaign stays released or running. Everything can be taken back while no mail has left the house.
    """

    _inherit = "outreach.campaign"

    paused_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    edited_by_id = fields.Many2one(
        "res.users", string="Last Changed by", readonly=True, copy=False, default=lambda self: self.env.user
    )

    def write(self, vals):
        if CONTENT & set(vals) or any(name.startswith("rule_") for name in vals):
            self._check_may_change()
            vals = {**vals, "edited_by_id": self.env.uid}
        if vals.get("state") in ("draft", "closed"):
            vals = {**vals, "paused_on": False}
        return super().write(vals)

    def _note_change(self):
        """Take down who changed what will be sent."""
        self.filtered(lambda campaign: campaign.edited_by_id != self.env.user).edited_by_id = self.env.user

    @only_for(SENDER, RELEASER)
    def action_open_release(self):
        """Show what will happen, before it does."""
        self.ensure_one()
        if not self.audience_built_on:
            self.action_build_audience()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_release_action")
        return dict(action, context={"default_campaign_id": self.id})

    @only_for(SENDER)
    def action_pause(self):
        """Send nothing until somebody resumes; what is on its way arrives."""
        self.filtered(lambda campaign: campaign.state in ("released", "running")).paused_on = fields.Datetime.now()

    @only_for(SENDER)
    def action_resume(self):
        self.paused_on = False
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    @only_for(SENDER)
    def action_draft(self):
        """Take back the release, as long as nothing was sent."""
        for campaign in self.filtered(lambda campaign: campaign.state in ("released", "running")):
            # sudo: deliveries belong to the sender; the ones that wait are withdrawn with the release
            deliveries = campaign.step_ids.sudo().delivery_ids
            if any(delivery.state in LEFT_THE_HOUSE for delivery in deliveries) or any(campaign.invitation_ids.mapped("sent_on")):
                raise UserError(
                    self.env._(
                        "Mails have gone out already, so the release cannot be taken back. You can pause the campaign, or close it."
                    )
                )
            deliveries.unlink()
            campaign.step_ids.started_on = False
            campaign.state = "draft"

    @only_for(SENDER)
    def action_close(self):
        self.filtered(lambda campaign: campaign.state in ("released", "running")).state = "closed"

    @only_for(SENDER)
    def action_reopen(self):
        for campaign in self.filtered(lambda campaign: campaign.state == "closed"):
            campaign.state = "running" if campaign.sent_count else "released"

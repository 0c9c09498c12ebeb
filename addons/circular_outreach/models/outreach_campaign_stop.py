from odoo import api, fields, models

from ..tools.button_right import SENDER, only_for


class OutreachCampaign(models.Model):
    """Stopping: closing a campaign ends it within a batch, and what was not sent says so. Reopening takes it up where it was stopped."""

    _inherit = "outreach.campaign"

    @only_for(SENDER)
    def action_close(self):
        result = super().action_close()
        # The sender itself puts away what waits: it alone knows what is on its way at this moment.
        self.env.ref("circular_outreach.ir_cron_send")._trigger()
        return result

    @only_for(SENDER)
    def action_reopen(self):
        result = super().action_reopen()
        # sudo: the record of what was sent changes through decisions only, see outreach_delivery.action_send_again
        stopped = self.env["outreach.delivery"].sudo().search([("campaign_id", "in", self.ids), ("stopped_on", "!=", False)])
        stopped.write(stopped._prepare_fresh_values())
        self.env.ref("circular_outreach.ir_cron_send")._trigger()
        return result

    @api.model
    def _withdraw_what_was_stopped(self):
        """Leave out the mails of closed campaigns that nobody is sending, and say why."""
        waiting = self.env["outreach.delivery"].search(
            [
                ("state", "=", "ready"),
                ("letter_batch_id", "=", False),
                # What belongs to an answer goes out all the same.
                ("occasion", "=", 0),
                ("campaign_id.state", "=", "closed"),
                *self.env["outreach.delivery"]._get_unclaimed_domain(),
            ]
        )
        for campaign, deliveries in waiting.grouped("campaign_id").items():
            reason = campaign._speak_to_responsible().env._("Not sent: the campaign was stopped before.")
            deliveries.write({"state": "skipped", "failure": reason, "claimed_on": False, "stopped_on": fields.Datetime.now()})

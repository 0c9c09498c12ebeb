from odoo import api, fields, models

from ..tools.button_right import SENDER, only_for

DECIDE = "circular_outreach.mail_activity_type_decide"


class OutreachCampaign(models.Model):
    """Mails of unknown fate: the connection broke, or the system stopped, while they were handed over. Only a person can decide (invariant I7)."""

    _inherit = "outreach.campaign"

    doubtful_count = fields.Integer(string="In Doubt", compute="_compute_doubtful_count")

    def _compute_doubtful_count(self):
        counts = dict(
            self.env["outreach.delivery"]._read_group(
                [("campaign_id", "in", self.ids), ("is_fate_unknown", "=", True)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.doubtful_count = counts.get(campaign, 0)

    def action_view_doubtful(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_delivery_action")
        return dict(action, domain=[("campaign_id", "=", self.id)], context={"search_default_fate_unknown": 1})

    @only_for(SENDER)
    def action_send_doubtful_again(self):
        self._get_doubtful().action_send_again()

    @only_for(SENDER)
    def action_mark_doubtful_sent(self):
        self._get_doubtful().action_mark_sent()

    def _get_doubtful(self):
        return self.env["outreach.delivery"].search([("campaign_id", "in", self.ids), ("is_fate_unknown", "=", True)])

    @api.model
    def _ask_about_doubtful_mails(self):
        """Put a decision on the list of whoever is responsible, once per campaign as long as it is open."""
        rows = self.env["outreach.delivery"]._read_group([("is_fate_unknown", "=", True)], ["campaign_id"], ["__count"])
        for campaign, count in rows:
            if not campaign.activity_search([DECIDE]):
                campaign._plan_decision(count)

    def _plan_decision(self, count):
        campaign = self._speak_to_responsible()
        campaign.activity_schedule(
            DECIDE,
            summary=campaign.env._("Decide whether mails have arrived: %s", count),
            note=campaign.env._(
                "The connection broke, or the system stopped, while these mails were handed over: nobody can know whether they arrived. Ask who "
                "looks after your mail server, or the recipients. Then press “Send Again” or “Mark as Sent” at the top of the campaign."
            ),
            user_id=campaign._get_responsible().id,
        )

    def _settle_doubt(self):
        """Take the decision off the list once nothing is in doubt any more."""
        settled = self - self._get_doubtful().campaign_id
        # sudo: the to-do may be a colleague's
        settled.sudo().activity_feedback([DECIDE], feedback=self.env._("Decided"))

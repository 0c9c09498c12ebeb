from odoo import fields, models

from ..tools.button_right import EDITOR, only_for


class OutreachCampaign(models.Model):
    """What a campaign has for those whom mails do not reach or move: letters and calls."""

    _inherit = "outreach.campaign"

    letter_batch_ids = fields.One2many("outreach.letter.batch", "campaign_id", string="Letters")
    letter_count = fields.Integer(string="By Letter", compute="_compute_letter_count")
    letter_open_count = fields.Integer(string="Letters Still to Be Posted", compute="_compute_letter_count")

    phone_list_count = fields.Integer(string="To Call", compute="_compute_phone_list_count")

    def _compute_letter_count(self):
        by_letter = [("campaign_id", "in", self.ids), ("verdict", "=", "letter")]
        grouped = self.env["outreach.invitation"]._read_group
        totals = dict(grouped(by_letter, ["campaign_id"], ["__count"]))
        still_open = dict(grouped([*by_letter, ("sent_on", "=", False), ("answer", "=", "none")], ["campaign_id"], ["__count"]))
        for campaign in self:
            campaign.letter_count = totals.get(campaign, 0)
            campaign.letter_open_count = still_open.get(campaign, 0)

    def _compute_phone_list_count(self):
        counts = dict(
            self.env["outreach.invitation"]._read_group(
                [("campaign_id", "in", self.ids), ("is_on_phone_list", "=", True)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.phone_list_count = counts.get(campaign, 0)

    def action_view_letters(self):
        """Open the letters of this campaign; where there are none yet, the form to make them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_letter_batch_action")
        action = dict(action, domain=[("campaign_id", "=", self.id)], context={"default_campaign_id": self.id})
        if self.letter_batch_ids:
            return action
        return dict(action, view_mode="form", views=[(False, "form")])

    def action_view_phone_list(self):
        """Open the list of people worth a call."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_invitation_action_phone")
        domain = [("campaign_id", "=", self.id), ("is_on_phone_list", "=", True)]
        return dict(action, domain=domain, context={"outreach_campaign_id": self.id})

    @only_for(EDITOR)
    def action_print_phone_list(self):
        return self.env.ref("circular_outreach.action_report_phone_list").report_action(self)

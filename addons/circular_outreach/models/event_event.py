from odoo import fields, models

from ..tools.button_right import DESK, only_for


class EventEvent(models.Model):
    """A workshop of the office."""

    _inherit = "event.event"

    outreach_campaign_ids = fields.One2many(
        "outreach.campaign", "event_id", string="Campaigns", groups="circular_outreach.group_reader"
    )
    outreach_campaign_count = fields.Integer(compute="_compute_outreach_campaign_count")
    outreach_funding_id = fields.Many2one(
        "outreach.funding", string="Funding", ondelete="restrict", help="Printed on lists and certificates."
    )
    outreach_topic_ids = fields.Many2many("outreach.topic", string="Topics")

    def _compute_outreach_campaign_count(self):
        counts = dict(self.env["outreach.campaign"]._read_group([("event_id", "in", self.ids)], ["event_id"], ["__count"]))
        for event in self:
            event.outreach_campaign_count = counts.get(event, 0)

    def action_outreach_campaigns(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_campaign_action")
        return dict(
            action, domain=[("event_id", "in", self.ids)], context={"default_event_id": self.id, "default_title": self.name}
        )

    @only_for(DESK)
    def action_outreach_desk(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.event_registration_action_desk")
        return dict(
            action, domain=[("event_id", "=", self.id)], context={"default_event_id": self.id, "search_default_expected": 1}
        )

    @only_for(DESK)
    def action_outreach_sign_in_sheet(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_sign_in_order_action")
        return dict(action, context={"default_event_ids": self.ids})

    def _outreach_take_over_mails(self):
        """Let the steps of the campaign be the only mails: Odoo's own schedule would write to everybody a second time."""
        self.check_access("write")
        # sudo: editors of campaigns need not be administrators of events
        self.sudo().event_mail_ids.filtered(lambda scheduler: not scheduler.mail_done).unlink()

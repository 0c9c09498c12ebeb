from odoo import fields, models

from ..tools.button_right import EDITOR, only_for
from ..tools.office_hours import at_local_time, local_day, local_time


class OutreachCampaign(models.Model):
    """What a campaign hands on to the next one: its rule, its texts and the order of its steps.

    Invitations, answers and dates stay behind. The answer deadline is counted anew, and whoever copies is responsible for the copy.
    """

    _inherit = "outreach.campaign"

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for campaign, vals in zip(self, vals_list, strict=True):
            # The identifier of the UTM campaign is made from the new title.
            vals.pop("name", None)
            event = self.env["event.event"].browse(vals.get("event_id"))
            vals.update(
                {
                    "title": self.env._("%s (copy)", campaign.title),
                    "user_id": self.env.uid,
                    "active": True,
                    "answer_deadline": campaign._get_next_deadline(event),
                    **default,
                }
            )
        return vals_list

    @only_for(EDITOR)
    def action_open_copy(self):
        """Ask what the next campaign is for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_campaign_copy_action")
        return dict(action, context={"default_campaign_id": self.id})

    def _get_next_deadline(self, event):
        """Return the answer deadline of a copy: as many days before the workshop, or after the start of a call, as in this campaign."""
        self.ensure_one()
        if not self.answer_deadline:
            return False
        now, tz = fields.Datetime.now(), self._get_tz()
        base = self.event_id.date_begin or self.released_on or self.create_date
        if self.answer_deadline == base:
            return event.date_begin
        days = local_day(self.answer_deadline, tz) - local_day(base, tz)
        day = local_day(event.date_begin or now, event.date_tz or tz) + days
        deadline = at_local_time(day, local_time(self.answer_deadline, tz), event.date_tz or tz)
        return min(deadline, event.date_begin or deadline)

from odoo import api, fields, models

from ..tools.button_right import EDITOR, PRIVACY, RELEASER, SENDER, only_for

# What decides whether mails go out.
SENDING = {"state", "paused_on"}
UNDER_WAY = ("released", "running")


class OutreachCampaign(models.Model):
    """Who may send, release and look at a campaign, whatever way they come: from a button, over the interface, or by an import."""

    _inherit = "outreach.campaign"

    released_to_ids = fields.Many2many(
        "res.users",
        "outreach_campaign_released_to_rel",
        string="Shown to Contractors",
        copy=False,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("circular_outreach.group_external").ids)],
        help="External contractors see this campaign, its workshop and the contacts in it, and nothing else. They change nothing.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            self.env["res.groups"]._outreach_check(SENDER)
        return super().create(vals_list)

    def write(self, vals):
        if SENDING & set(vals):
            self.env["res.groups"]._outreach_check(SENDER)
        return super().write(vals)

    @only_for(EDITOR, RELEASER, PRIVACY)
    def action_hand_over(self):
        """Ask which list of this campaign a contractor gets, and what for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_handover_action_new")
        return dict(action, context={"default_campaign_id": self.id})

    def _check_may_release(self):
        """Refuse whoever may neither send nor release; this company's second pair of eyes is asked for by the send check."""
        self.env["res.groups"]._outreach_check(f"{SENDER},{RELEASER}")
        self.check_access("read")

    def _check_may_change(self):
        """Refuse a change by whoever may not send: what is changed in a campaign under way goes out without another release."""
        if any(campaign.state in UNDER_WAY for campaign in self):
            self.env["res.groups"]._outreach_check(SENDER)

    def _refresh_audience(self):
        self._check_may_change()
        return super()._refresh_audience()

    def _refresh_without_adding(self):
        """Look at the audience again after somebody was left out, as far as this user may. Return what there is to say about it.

        Where they may not, it makes no difference: verdicts are taken once more before anything goes out (invariant I5).
        """
        if self.env.user.has_group(SENDER) or not any(campaign.state in UNDER_WAY for campaign in self):
            return self._refresh_audience()
        return self.env._("Noted. Nothing more is sent to them.")

from odoo import api, fields, models


class OutreachInvitation(models.Model):
    """What the invitation says about colleagues who are coming already, where the campaign wants it said."""

    _inherit = "outreach.invitation"

    colleague_text = fields.Char(string="Who Comes Already", compute="_compute_colleague_text")

    @api.depends("campaign_id.colleague_policy", "answer", "organisation_id")
    @api.depends_context("lang")
    def _compute_colleague_text(self):
        """Name who of the same organisation has said yes to the same workshop or call; whoever has answered has no use for it."""
        self.colleague_text = False
        open_ones = self.filtered(lambda one: one.campaign_id.colleague_policy == "tell" and one.answer == "none")
        for campaign, invitations in open_ones.grouped("campaign_id").items():
            coming = self._get_coming(campaign, invitations.organisation_id)
            for invitation in invitations:
                if name := coming.get(invitation.organisation_id.id):
                    invitation.colleague_text = self.env._(
                        "Your organisation is already represented by %s. You are welcome, too.", name
                    )

    @api.model
    def _get_coming(self, campaign, organisations):
        """Return {organisation id: name of the first who has said yes}."""
        same = [("event_id", "=", campaign.event_id.id)] if campaign.event_id else [("campaign_id", "=", campaign.id)]
        seat = [("registration_id.state", "in", ("open", "done"))] if campaign.event_id else []
        accepted = self.search(
            [*same, *seat, ("answer", "=", "accepted"), ("organisation_id", "in", organisations.ids)],
            order="answered_on desc, id desc",
        )
        return {invitation.organisation_id.id: invitation.partner_id.name for invitation in accepted}

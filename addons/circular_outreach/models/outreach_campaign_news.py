from odoo import api, fields, models

# The mails that tell what has become of an answer; every campaign for a workshop has them.
NEWS = ("confirmation", "waiting", "offer", "moved_up", "expired", "withdrawn")


class OutreachCampaign(models.Model):
    """The mails of a campaign that belong to an answer, and who has to confirm it again because the workshop was moved."""

    _inherit = "outreach.campaign"

    confirm_count = fields.Integer(string="To Confirm Again", compute="_compute_confirm_count")

    def _compute_confirm_count(self):
        counts = dict(
            self.env["outreach.invitation"]._read_group(
                [("campaign_id", "in", self.ids), ("is_to_confirm", "=", True)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.confirm_count = counts.get(campaign, 0)

    def write(self, vals):
        """Add to a campaign that was released what its answers are confirmed with: afterwards, as whoever releases must not have changed it."""
        result = super().write(vals)
        if vals.get("state") == "released":
            for campaign in self.filtered(lambda campaign: campaign.purpose == "workshop"):
                campaign._add_news_steps()
        return result

    def _add_news_steps(self):
        present = set(self.step_ids.mapped("kind"))
        self.env["outreach.campaign.step"].create(
            [{"campaign_id": self.id, "kind": kind} for kind in NEWS if kind not in present]
        )

    def _get_news_step(self, kind):
        """Return the step that tells this news: the newest one, as a step that has begun keeps its text and another one is added instead."""
        steps = self.env["outreach.campaign.step"]
        which = [("campaign_id", "=", self.id), ("kind", "=", kind), ("recipients", "=", "concerned")]
        # Where there is none the campaign was released before there was such a mail.
        return steps.search(which, order="id desc", limit=1) or steps.create({"campaign_id": self.id, "kind": kind})

    def _ask_to_confirm_again(self):
        """Ask everybody who said yes to another date or place. Their seats stay theirs meanwhile."""
        version = self.event_id.outreach_calendar_version
        coming = self.invitation_ids.filtered(lambda one: one.registration_id.state in ("draft", "open"))
        coming.filtered(lambda one: one.confirmed_version < version).is_to_confirm = True
        coming.filtered(lambda one: one.registration_id.state == "open" and not one.calendar_count).calendar_count = 1

    @api.model
    def _get_calendar_mailbox(self):
        """Return name and address of who invites, for calendars: the same in every mail of the office, for its replies come there."""
        company = self.company_id
        return company.name or "", company.outreach_calendar_email or self._get_sender_address()

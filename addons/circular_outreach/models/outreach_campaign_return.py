from odoo import fields, models

# Mailbox providers take senders with many dead addresses for spammers: well-kept lists stay below 2 %, bought ones begin at 5 %. Below ten
# mails a share says nothing: one of fifteen is 7 %.
BOUNCE_SHARE = 0.05
BOUNCE_COUNT = 10


class OutreachCampaign(models.Model):
    """A campaign whose mails come back in numbers stops, and asks a person to look at the list first."""

    _inherit = "outreach.campaign"

    bounced_at_pause = fields.Integer(string="Came Back at Last Pause", readonly=True, copy=False)

    def _get_responsible(self):
        """Return the user who looks after this campaign, or nobody: who has left the office gets no to-dos."""
        user = self.user_id
        return user if user.active and user.has_group("circular_outreach.group_user") else user.browse()

    def _pause_if_many_bounce(self):
        """Pause when too many mails have come back for good; after somebody has resumed, only when as many more have."""
        self.ensure_one()
        if self.paused_on or self.state not in ("released", "running"):
            return
        counts = dict(
            self.env["outreach.delivery"]._read_group(
                [("campaign_id", "=", self.id), ("letter_batch_id", "=", False), ("state", "in", ("sent", "bounced"))],
                ["state"],
                ["__count"],
            )
        )
        bounced = counts.get("bounced", 0)
        is_many = bounced > BOUNCE_SHARE * sum(counts.values())
        if is_many and bounced - self.bounced_at_pause >= BOUNCE_COUNT:
            self.bounced_at_pause = bounced
            self.action_pause()
            self._plan_look_at_list(bounced, sum(counts.values()))

    def _plan_look_at_list(self, bounced, sent):
        campaign = self.with_context(lang=self._get_responsible().lang or self.env.lang)
        campaign.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=campaign.env._("Too many mails came back: the campaign is paused"),
            note=campaign.env._(
                "%(bounced)s of %(sent)s mails came back for good. Where does the list come from, and how old is it? Mail providers take "
                "senders of so many dead addresses for spammers. Correct the addresses, leave out who is gone, and then press “Resume”.",
                bounced=bounced,
                sent=sent,
            ),
            user_id=self._get_responsible().id,
        )

from odoo import fields, models

# Mailbox providers take senders with many dead addresses for spammers: well-kept lists stay below 2 %, bought ones begin at 5 %. Below ten
# mails a share says nothing: one of fifteen is 7 %.
LOST_SHARE = 0.05
LOST_COUNT = 10


class OutreachCampaign(models.Model):
    """A campaign whose mails are refused or come back in numbers stops, and asks a person to look first."""

    _inherit = "outreach.campaign"

    lost_at_pause = fields.Integer(string="Lost at Last Pause", readonly=True, copy=False)

    def _get_responsible(self):
        """Return the user who looks after this campaign, or nobody: who has left the office gets no to-dos."""
        user = self.user_id
        return user if user.active and user.has_group("circular_outreach.group_user") else user.browse()

    def _speak_to_responsible(self):
        """Return the campaign in the language of who will read about it."""
        return self.with_context(lang=self._get_responsible().lang or self.env.lang)

    def _pause_if_many_are_lost(self):
        """Pause when too many mails were refused or have come back; after somebody has resumed, only when as many more have."""
        self.ensure_one()
        if not self._may_pause():
            return
        counts = dict(
            self.env["outreach.delivery"]._read_group(
                [("campaign_id", "=", self.id), ("letter_batch_id", "=", False), ("state", "in", ("sent", "failed", "bounced"))],
                ["state"],
                ["__count"],
            )
        )
        failed, bounced, total = counts.get("failed", 0), counts.get("bounced", 0), sum(counts.values())
        lost = failed + bounced
        if lost > LOST_SHARE * total and lost - self.lost_at_pause >= LOST_COUNT:
            self.lost_at_pause = lost
            self.action_pause()
            self._plan_look_at_list(failed, bounced, total)

    def _pause_as_refused(self, words):
        """Pause when the server takes nothing at all: that has nothing to do with the recipients."""
        if not self._may_pause():
            return
        self.action_pause()
        campaign = self._speak_to_responsible()
        campaign._plan_look(
            campaign.env._("The mail server refuses all mails: the campaign is paused"),
            campaign.env._(
                "The server says: %s. This has to do with the sender, not with the recipients, and nothing was changed on any contact. Show these "
                "words to who looks after your mail server. Then press “Resume”, and “Send Again” beside the mails that failed.",
                words,
            ),
        )

    def _may_pause(self):
        return not self.paused_on and self.state in ("released", "running")

    def _plan_look_at_list(self, failed, bounced, total):
        campaign = self._speak_to_responsible()
        if failed:
            summary = campaign.env._("Too many mails were not delivered: the campaign is paused")
            count = campaign.env._(
                "%(failed)s of %(total)s mails were refused, %(bounced)s came back.", failed=failed, bounced=bounced, total=total
            )
        else:
            summary = campaign.env._("Too many mails came back: the campaign is paused")
            count = campaign.env._("%(bounced)s of %(total)s mails came back for good.", bounced=bounced, total=total)
        advice = campaign.env._(
            "Where does the list come from, and how old is it? Mail providers take senders of so many dead addresses for spammers. Correct the "
            "addresses, leave out who is gone, and then press “Resume”."
        )
        campaign._plan_look(summary, f"{count} {advice}")

    def _plan_look(self, summary, note):
        self.activity_schedule("mail.mail_activity_data_todo", summary=summary, note=note, user_id=self._get_responsible().id)

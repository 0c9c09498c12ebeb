from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.button_right import SENDER, only_for


class OutreachLetterBatch(models.Model):
    """The way of a batch to the post, and back where it was only marked so."""

    _inherit = "outreach.letter.batch"

    @only_for(SENDER)
    def action_mark_sent(self):
        """Record that the letters were given to the post."""
        for batch in self:
            if batch.state != "printed":
                raise UserError(self.env._("Make the letters first, then post them, and then mark them as sent."))
            today = fields.Date.context_today(batch)
            posted_on = batch.posted_on or today
            if posted_on > today:
                raise UserError(
                    self.env._("The letters cannot have been posted in the future. Mark them as sent when they are on their way.")
                )
            moment = fields.Datetime.now() if posted_on == today else datetime.combine(posted_on, time(12))
            # sudo: the record of what was sent changes through these decisions only
            batch._get_waiting().sudo()._set_posted(moment)
            batch.write({"posted_on": posted_on, "state": "sent"})
            if not batch.step_id.started_on:
                batch.step_id.started_on = fields.Datetime.now()
            batch.campaign_id.filtered(lambda campaign: campaign.state == "released").state = "running"

    @only_for(SENDER)
    def action_undo_sent(self):
        """Take back the mark of letters that were not posted after all."""
        for batch in self.filtered(lambda batch: batch.state == "sent"):
            batch.check_access("write")
            letters = batch.delivery_ids.filtered(lambda delivery: delivery.state == "sent")
            batch._check_not_posted(letters)
            # sudo: see action_mark_sent
            letters.sudo()._set_not_posted()
            batch.write({"posted_on": False, "state": "printed"})
            batch._undo_start()

    @only_for(SENDER)
    def action_discard(self):
        """Go back to the draft: nobody has got a letter, and everybody waits for one again."""
        self._check_not_printing()
        for batch in self.filtered(lambda batch: batch.state == "printed"):
            batch.check_access("write")
            # sudo: see action_mark_sent
            batch.sudo().delivery_ids.unlink()
            batch.write({"document": False, "printed_on": False, "posted_on": False, "state": "draft"})

    def _check_not_posted(self, letters):
        """Refuse what shows that letters have arrived, or that something was sent because of them."""
        if any(
            answer.channel == "paper" and answer.answered_on >= letter.sent_on
            for letter in letters
            for answer in letter.invitation_id.answer_ids
        ):
            raise UserError(
                self.env._("Answers on paper have been entered for these letters, so they were posted. The mark stays as it is.")
            )
        if any(letter._is_followed() for letter in letters):
            raise UserError(
                self.env._("Some of these people have been written to again since then. The mark stays as it is, for the record.")
            )

    def _undo_start(self):
        """Let step and campaign be as they were, if these letters were all that had gone out."""
        step, campaign = self.step_id, self.campaign_id
        if all(delivery.letter_batch_id and delivery.state != "sent" for delivery in step.delivery_ids):
            step.started_on = False
        gone = campaign.step_ids.delivery_ids.filtered(lambda delivery: delivery.state in ("sending", "sent", "bounced"))
        if campaign.state == "running" and not gone and not any(campaign.step_ids.mapped("started_on")):
            campaign.state = "released"

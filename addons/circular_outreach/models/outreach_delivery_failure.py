from email.utils import make_msgid

from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.tools import SQL

from ..tools.delivery_status import REPLY_CODE, find_status, judge


class OutreachDelivery(models.Model):
    """What follows when a server refuses mails or breaks off: one mail is a to-do, many of them stop the campaign before the list is used up."""

    _inherit = "outreach.delivery"

    def _heed(self, watch, outcomes):
        """Pause the campaign of these mails if there is reason to; what has not begun by then does not begin."""
        if not watch.sender_refusal and not watch.has_many_refused:
            return
        self._record(outcomes)
        outcomes.clear()
        campaign = self.campaign_id
        try:
            if watch.sender_refusal or watch.is_everything_refused:
                campaign._pause_as_refused(watch.sender_refusal or watch.words)
            else:
                campaign._pause_if_many_are_lost()
            self.env.flush_all()
            # Between two mails, so that the pause holds from the next one on.
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except SerializationFailure:
            # Somebody has changed the campaign at this very moment: the next mail asks again.
            self.env.cr.rollback()
            return
        watch.forget()

    def _put_off_the_others(self):
        """Let what waits of the same campaigns wait as long as these: the next batch would meet the same server and keep everybody else waiting."""
        until = max((one.retry_on for one in self if one.state == "ready" and one.retry_on), default=None)
        if not until:
            return
        self.env["ir.cron"]._commit_progress()
        statement = SQL(
            """
            UPDATE outreach_delivery SET retry_on = %(until)s WHERE id IN (
                SELECT id FROM outreach_delivery
                WHERE campaign_id IN %(campaigns)s AND state = 'ready' AND letter_batch_id IS NULL AND claimed_on IS NULL
                    AND (retry_on IS NULL OR retry_on < %(until)s)
                FOR UPDATE SKIP LOCKED
            )
            """,
            until=until,
            campaigns=tuple(self.campaign_id.ids),
        )
        try:
            self.env.cr.execute(statement, log_exceptions=False)
        except SerializationFailure:
            # Another sender has just taken some of them, and will find out by itself.
            self.env.cr.rollback()
        self.env.invalidate_all()

    def _tell_about_failures(self):
        """Put mails that failed for good on somebody's list, and mark contacts whose address the server does not know.

        While the campaign is paused the fault may be ours: then there is one to-do for all of them, and nothing is said about any contact.
        """
        for delivery in self.filtered(lambda one: not one.campaign_id.paused_on):
            invitation = delivery.invitation_id._speak_to_responsible()
            words, note = delivery.failure or "", {"message_id": make_msgid(domain="outreach")}
            is_refused = (REPLY_CODE.match(words) or "  ")[0][0] == "5"
            if not is_refused:
                invitation._plan_failed(words)
            elif judge("failed", find_status(words), words) == "hard":
                delivery._mark_contacts()
                invitation._take_bounce(delivery._get_written_to(), words, "", note)
            else:
                invitation._take_refusal(delivery._get_written_to(), words, note)

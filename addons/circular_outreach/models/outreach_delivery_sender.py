import logging
import smtplib
from collections import deque
from datetime import timedelta

from psycopg2 import DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.mail_wire import to_ascii
from ..tools.smtp_courier import Courier, Parcel
from ..tools.smtp_watch import Watch

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# A few sessions share one commit; more are opened only while the server is slower than we are.
FEWEST_SESSIONS, MOST_SESSIONS, SESSIONS_AT_ONCE = 8, 25, 17
# How far back to look for mails that went out before their sender came to an end.
CATCH_UP = timedelta(days=1)
# How long a server may take, in seconds, before another session is opened, and when no more can be.
SHORT_PATIENCE, LONG_PATIENCE = 0.02, 1.0


class OutreachDelivery(models.Model):
    """Sending: claim a batch, check every verdict once more, write the mails, hand them over by several sessions at once.

    Before a session gets its next mail, the result of the last one and the beginning of the next one are committed together. Whatever stops a sender,
    each row then is either untouched, surely sent, or one of the few that were on the wire (invariant I7).
    """

    _inherit = "outreach.delivery"

    @api.model
    def _cron_send(self):
        """Run the steps that are due, then send what waits, batch by batch, as fast as the pace allows."""
        self.env["outreach.campaign"]._withdraw_what_was_stopped()
        created = self._insist(self.env["outreach.campaign.step"]._run_due)
        self.env["ir.cron"]._commit_progress(remaining=self._count_due() or created)
        forms, may_go_on = {}, True
        # Also what a sender that is gone has left undone.
        self._insist(self._note_informed, fields.Datetime.now() - CATCH_UP)
        while may_go_on and ((batch := self._insist(self._claim, BATCH_SIZE)) or self._count_due()):
            if not batch:
                may_go_on = self._wait_for_turn()
                continue
            started_on = fields.Datetime.now()
            settled = batch._send_batch(forms)
            self._insist(self._note_informed, started_on)
            # Mails that may neither go out nor be left out must not keep this going for ever.
            may_go_on = self.env["ir.cron"]._commit_progress(settled) and settled
        self.env["outreach.campaign"]._withdraw_what_was_stopped()
        self.env["outreach.campaign"]._ask_about_doubtful_mails()

    def _send_batch(self, forms):
        """Send claimed mails. Those that were not begun in the end wait for the next sender. Return how many do not wait any more, or not for now."""
        writable = self - self._insist(self._skip_unwanted)
        for campaign, deliveries in writable.grouped("campaign_id").items():
            try:
                deliveries._send_campaign(campaign, forms)
            except (OSError, smtplib.SMTPException) as error:
                _logger.warning("No mail server for campaign %s: %s", campaign.id, error)
                deliveries._put_back_unbegun(self.env._("No mail server answers: %s", error))
                deliveries._put_off_the_others()
            except UserError as error:
                _logger.warning("Campaign %s cannot be sent: %s", campaign.id, error)
                deliveries._put_back_unbegun(str(error))
            except Exception as error:
                _logger.exception("The mails of campaign %s could not be sent", campaign.id)
                if self._has_lost_database():
                    with self._reconnect() as connected:
                        connected._release()
                    raise
                if isinstance(error, DatabaseError):
                    self.env.cr.rollback()
                deliveries._put_back_unbegun(self.env._("The sender stopped unexpectedly."))
        waiting = self._release()
        self.filtered(lambda one: one.state == "failed")._tell_about_failures()
        return len(self - waiting)

    def _release(self):
        """Let other senders have the mails that were not begun. Return them."""
        waiting = self.filtered(lambda one: one.state == "ready" and one.claimed_on)
        waiting.claimed_on = False
        return waiting

    def _send_campaign(self, campaign, forms):
        """Send mails of one campaign. Raises OSError, SMTPException or UserError if there is no mail server that takes them."""
        outcomes, watch = [], Watch()
        with Courier(lambda: self._open_session(campaign), self._get_session_limit(campaign)) as courier:
            envelope, sender = self._get_sender(campaign, courier.grow())
            write_envelope = self._get_envelope_writer(campaign, envelope)
            # All before the first commit, which forgets everything that was read together.
            parcels = deque(
                Parcel(one.id, name, write_envelope(one.id), to_ascii(one.partner_id.email_normalized), content)
                for one, name, content in self._build_mails(forms, sender)
            )
            # From here on the database is asked anew before each mail.
            self.env["ir.cron"]._commit_progress()
            try:
                self._hand_over(courier, parcels, outcomes, watch)
            except BaseException:
                # The transaction may be of no use any more; what is known about mails on the wire is written down in a new one.
                if not self._has_lost_database():
                    self.env.cr.rollback()
                raise
            finally:
                while courier.in_flight:
                    outcomes += courier.collect(LONG_PATIENCE)
                self._record_at_last(outcomes)
                self.invalidate_recordset()
                self.env["outreach.invitation"].invalidate_model(["sent_on"])
        if watch.is_server_lost:
            raise smtplib.SMTPServerDisconnected(watch.words)

    def _hand_over(self, courier, parcels, outcomes, watch):
        """Keep the sessions busy until every mail was handed over, or may not be any more."""
        self._prepare_record()
        while True:
            watch.see(outcomes)
            self._heed(watch, outcomes)
            if watch.is_server_lost:
                return
            self._open_more(courier, len(parcels), watch)
            chosen = [parcels.popleft() for _place in range(min(courier.free, len(parcels)))]
            begun = self._record(outcomes, chosen)
            outcomes.clear()
            for parcel in chosen:
                if parcel.key in begun:
                    courier.hand_over(parcel)
            if not courier.in_flight and not parcels:
                return
            outcomes += courier.collect(SHORT_PATIENCE if parcels and courier.can_grow else LONG_PATIENCE)

    def _open_more(self, courier, wanted, watch):
        """Open the sessions that are worth it: a few from the beginning, some more whenever all of them wait for a server that does take mails."""
        more = SESSIONS_AT_ONCE if watch.has_taken and not courier.free else 0
        while wanted > courier.free and courier.can_grow and (courier.size < FEWEST_SESSIONS or more):
            size = courier.size
            courier.grow()
            if courier.size == size:
                return
            if courier.size > FEWEST_SESSIONS:
                more -= 1

    def _put_back_unbegun(self, reason):
        self.filtered(lambda one: one.state == "ready" and one.claimed_on)._put_back(reason)

    def _skip_unwanted(self):
        """Check once more, now that the mail would leave, whether the person may be written to (invariant I5). Return the ones left out.

        Only unasked mail is held back: whoever has answered gets what belongs to the answer.
        """
        skipped = self.browse()
        for campaign, deliveries in self.grouped("campaign_id").items():
            unasked = deliveries.filtered(lambda delivery: delivery.step_id.recipients in ("everyone", "silent"))
            verdicts = self.env["outreach.audience"]._judge(campaign, unasked.partner_id)
            for delivery in deliveries:
                if delivery in unasked and delivery.invitation_id.answer != "none":
                    delivery._skip_answered()
                    skipped += delivery
                    continue
                verdict = verdicts.get(delivery.partner_id.id) if delivery in unasked else None
                invitation = delivery.invitation_id
                if delivery in unasked and (invitation.verdict == "left_out" or invitation.wrong_person_on):
                    verdict = "left_out"
                if verdict or not delivery.partner_id.email_normalized:
                    by_letter = invitation.verdict == "letter"
                    delivery._skip(verdict or ("letter" if by_letter else "no_email"))
                    skipped += delivery
        self.env.flush_all()
        return skipped

import logging
import smtplib
from collections import deque
from email.message import EmailMessage

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formataddr

from ..tools.mail_wire import read_mailbox, to_ascii
from ..tools.smtp_courier import Courier, Parcel
from .outreach_delivery import CLAIM_LIFETIME

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# A few sessions share one commit; more are opened only while the server is slower than we are.
FEWEST_SESSIONS, MOST_SESSIONS = 8, 20
# How long a server may take, in seconds, before another session is opened, and when no more can be.
SHORT_PATIENCE, LONG_PATIENCE = 0.005, 1.0


class OutreachDelivery(models.Model):
    """Sending: claim a batch, check every verdict once more, write the mails, hand them over by several sessions at once.

    Before a session gets its next mail, the result of the last one and the beginning of the next one are committed together. Whatever stops a sender,
    each row then is either untouched, surely sent, or one of the few that were on the wire (invariant I7).
    """

    _inherit = "outreach.delivery"

    @api.model
    def _cron_send(self):
        """Run the steps that are due, then send what waits, batch by batch."""
        created = self.env["outreach.campaign.step"]._run_due()
        self.env["ir.cron"]._commit_progress(remaining=self._count_due() or created)
        forms = {}
        while batch := self._claim(BATCH_SIZE):
            settled = batch._send_batch(forms)
            # Mails that may neither go out nor be left out must not keep this going for ever.
            if not self.env["ir.cron"]._commit_progress(settled) or not settled:
                break

    @api.model
    def _count_due(self):
        """Return how many mails a sender could claim now."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT count(*) FROM %s", self._get_due()))
        return self.env.cr.fetchone()[0]

    @api.model
    def _get_due(self):
        """Return the mails (d) that may go out now and that no living sender has taken, as what follows FROM."""
        now = fields.Datetime.now()
        return SQL(
            """
            outreach_delivery d JOIN outreach_campaign c ON c.id = d.campaign_id
            JOIN outreach_campaign_step s ON s.id = d.step_id LEFT JOIN event_event e ON e.id = c.event_id
            WHERE d.state = 'ready' AND d.letter_batch_id IS NULL AND %(open)s
                AND (d.retry_on IS NULL OR d.retry_on <= %(now)s) AND (d.claimed_on IS NULL OR d.claimed_on < %(forgotten)s)
            """,
            open=self._get_open(),
            now=now,
            forgotten=now - CLAIM_LIFETIME,
        )

    @api.model
    def _get_open(self):
        """Return the condition that a step (s) of a campaign (c), of a workshop (e) perhaps, may send now: as when the step fell due."""
        return SQL(
            """
            c.state = 'running' AND c.paused_on IS NULL AND EXISTS (SELECT FROM utm_campaign u WHERE u.id = c.utm_campaign_id AND u.active)
            AND (s.recipients <> 'silent' OR c.answer_deadline IS NULL OR c.answer_deadline > %s)
            AND (s.kind = 'cancellation' OR e.kanban_state IS DISTINCT FROM 'cancel')
            """,
            fields.Datetime.now(),
        )

    @api.model
    def _claim(self, limit):
        """Take up to `limit` waiting mails for this sender alone, and say so in the database."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE outreach_delivery SET claimed_on = %s
                WHERE id IN (SELECT d.id FROM %s ORDER BY d.id LIMIT %s FOR UPDATE OF d SKIP LOCKED)
                RETURNING id
                """,
                fields.Datetime.now(),
                self._get_due(),
                limit,
            )
        )
        claimed = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        self.invalidate_model(["claimed_on"])
        self.env["ir.cron"]._commit_progress()
        return claimed

    def _send_batch(self, forms):
        """Send claimed mails. Those that were not begun in the end wait for the next sender. Return how many do not wait any more, or not for now."""
        writable = self - self._skip_unwanted()
        for campaign, deliveries in writable.grouped("campaign_id").items():
            try:
                deliveries._send_campaign(campaign, forms)
            except (OSError, smtplib.SMTPException) as error:
                _logger.warning("No mail server for campaign %s: %s", campaign.id, error)
                deliveries._put_back_unbegun(self.env._("No mail server answers: %s", error))
            except UserError as error:
                _logger.warning("Campaign %s cannot be sent: %s", campaign.id, error)
                deliveries._put_back_unbegun(str(error))
            except Exception:
                _logger.exception("The mails of campaign %s could not be sent", campaign.id)
                deliveries._put_back_unbegun(self.env._("The sender stopped unexpectedly."))
        waiting = self.filtered(lambda one: one.state == "ready" and one.claimed_on)
        waiting.claimed_on = False
        return len(self - waiting)

    def _send_campaign(self, campaign, forms):
        """Send mails of one campaign. Raises OSError, SMTPException or UserError if there is no mail server that takes them."""
        outcomes = []
        with Courier(lambda: self._open_session(campaign), MOST_SESSIONS) as courier:
            envelope, sender = self._get_sender(campaign, courier.grow())
            # All before the first commit, which forgets everything that was read together.
            parcels = deque(
                Parcel(delivery.id, name, envelope, to_ascii(delivery.partner_id.email_normalized), content)
                for delivery, name, content in self._build_mails(forms, sender)
            )
            # From here on the database is asked anew before each mail.
            self.env["ir.cron"]._commit_progress()
            try:
                self._hand_over(courier, parcels, outcomes)
            except BaseException:
                # The transaction may be of no use any more; what is known about mails on the wire is written down in a new one.
                self.env.cr.rollback()
                raise
            finally:
                while courier.in_flight:
                    outcomes += courier.collect(LONG_PATIENCE)
                self._record(outcomes)
                self.invalidate_recordset()
                self.invitation_id.invalidate_recordset(["sent_on"])

    def _hand_over(self, courier, parcels, outcomes):
        """Keep the sessions busy until every mail was handed over, or may not be any more."""
        while True:
            self._open_more(courier, len(parcels))
            chosen = [parcels.popleft() for _place in range(min(courier.free, len(parcels)))]
            begun = self._record(outcomes, chosen)
            outcomes.clear()
            for parcel in chosen:
                if parcel.key in begun:
                    courier.hand_over(parcel)
            if not courier.in_flight and not parcels:
                return
            outcomes += courier.collect(SHORT_PATIENCE if parcels and courier.can_grow else LONG_PATIENCE)

    def _open_more(self, courier, wanted):
        """Open the sessions that are worth it: a few from the beginning, one more whenever all of them wait for the server."""
        while wanted > courier.free and courier.can_grow and (courier.size < FEWEST_SESSIONS or not courier.free):
            size = courier.size
            courier.grow()
            if courier.size == size or courier.size > FEWEST_SESSIONS:
                return

    def _put_back_unbegun(self, reason):
        self.filtered(lambda one: one.state == "ready" and one.claimed_on)._put_back(reason)

    def _open_session(self, campaign):
        session = self.env["ir.mail_server"]._connect__(smtp_from=self._get_mailbox(campaign))
        if session is None:
            raise UserError(self.env._("Sending is switched off on this system."))
        return session

    def _get_sender(self, campaign, session):
        """Return the address of the envelope and the mailbox to name as sender, as Odoo's mail servers want them for this session."""
        probe = EmailMessage()
        probe["From"], probe["To"] = self._get_mailbox(campaign), campaign._get_sender_address()
        # Odoo takes whatever looks like an address in a display name for a recipient, unless it is told the real one.
        servers = self.env["ir.mail_server"].with_context(send_validated_to=[campaign._get_sender_address()])
        try:
            envelope, _recipients, message = servers._prepare_email_message__(probe, session)
        except AssertionError as error:
            raise UserError(str(error)) from error
        return envelope, str(message["From"])

    @staticmethod
    def _get_mailbox(campaign):
        """Return the sender of a campaign in the form that Odoo's mail servers read."""
        try:
            name, _address = read_mailbox(campaign.email_from or "")
        except ValueError as error:
            raise UserError(campaign._get_sender_advice()) from error
        return formataddr((name, campaign._get_sender_address()))

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
                if delivery in unasked and delivery.invitation_id.verdict == "left_out":
                    verdict = "left_out"
                if verdict or not delivery.partner_id.email_normalized:
                    by_letter = delivery.invitation_id.verdict == "letter"
                    delivery._skip(verdict or ("letter" if by_letter else "no_email"))
                    skipped += delivery
        return skipped

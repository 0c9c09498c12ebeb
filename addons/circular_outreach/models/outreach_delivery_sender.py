import logging
import smtplib
from collections import deque
from email.message import EmailMessage

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formataddr

from ..tools.mail_wire import read_mailbox, to_ascii
from ..tools.smtp_courier import Courier, Parcel
from ..tools.smtp_transfer import PostponedError, RefusedError
from .outreach_delivery import CLAIM_LIFETIME, FIRST_PAUSE, LONGEST_PAUSE

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# A few sessions share one commit; more are opened only while the server is slower than we are.
FEWEST_SESSIONS, MOST_SESSIONS = 8, 20
# How long a server may take, in seconds, before another session is opened, and when no more can be.
SHORT_PATIENCE, LONG_PATIENCE = 0.005, 1.0
TRIES = 5


class OutreachDelivery(models.Model):
    """Sending: claim a batch, check every verdict once more, write the mails, hand them over by several sessions at once, record each result.

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
            batch._send_batch(forms)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
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
        """Send claimed mails. Those that were not begun in the end wait for the next sender."""
        writable = self - self._skip_unwanted()
        for campaign, deliveries in writable.grouped("campaign_id").items():
            try:
                deliveries._send_campaign(campaign, forms)
            except (OSError, smtplib.SMTPException, UserError) as error:
                _logger.warning("No mail server for campaign %s: %s", campaign.id, error)
                deliveries._put_back_unbegun(self.env._("No mail server answers: %s", error))
            except Exception:
                _logger.exception("The mails of campaign %s could not be sent", campaign.id)
                deliveries._put_back_unbegun(self.env._("The sender stopped unexpectedly."))
        self.filtered(lambda one: one.state == "ready").claimed_on = False

    def _send_campaign(self, campaign, forms):
        """Send mails of one campaign. Raises OSError, SMTPException or UserError if there is no mail server that takes them."""
        first = self._open_session(campaign)
        envelope, sender = self._get_sender(campaign, first)
        sessions = [first]
        courier = Courier(lambda: sessions.pop() if sessions else self._open_session(campaign), MOST_SESSIONS)
        # All before the first commit, which forgets everything that was read together.
        parcels = deque(
            Parcel(delivery.id, name, envelope, to_ascii(delivery.partner_id.email_normalized), content)
            for delivery, name, content in self._build_mails(forms, sender)
        )
        # From here on the database is asked anew before each mail.
        self.env["ir.cron"]._commit_progress()
        outcomes = []
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
            courier.close()
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

    def _record(self, outcomes, begins=()):
        """Write down what became of mails and which ones begin, and commit it. Return the ids of those that may begin.

        A mail begins only if its campaign is still running and nobody else has touched it since it was claimed.
        """
        if not outcomes and not begins:
            return set()
        statement = self._get_record(outcomes, begins)
        for tried in range(1, TRIES + 1):
            try:
                # A failed statement would be logged with the keys of the address hashes in it.
                self.env.cr.execute(statement, log_exceptions=False)
                begun = {row[0] for row in self.env.cr.fetchall()}
                # What the wire has seen must never be rolled back.
                self.env.cr.commit()  # pylint: disable=invalid-commit
            except SerializationFailure:
                self.env.cr.rollback()
                if tried == TRIES:
                    raise
            else:
                return begun
        return set()

    def _get_record(self, outcomes, begins):
        results = [self._read_outcome(outcome) for outcome in outcomes]
        keys, states, failures = zip(*results, strict=True) if results else ((), (), ())
        return SQL(
            """
            WITH updated AS (
                UPDATE outreach_delivery d SET state = o.state, failure = o.failure, claimed_on = NULL, write_date = %(now)s,
                    sent_on = CASE WHEN o.state = 'sent' THEN %(now)s ELSE d.sent_on END,
                    retry_on = CASE WHEN o.state = 'ready' THEN
                        %(now)s + LEAST(%(first)s * 2 ^ LEAST(GREATEST(d.attempts - 1, 0), 10), %(longest)s) END
                FROM unnest(%(keys)s::int[], %(states)s::text[], %(failures)s::text[]) AS o (id, state, failure)
                WHERE d.id = o.id
                RETURNING d.invitation_id, d.state
            ), invited AS (
                UPDATE outreach_invitation i SET sent_on = %(now)s FROM updated u
                WHERE i.id = u.invitation_id AND u.state = 'sent' AND i.sent_on IS NULL
            ), begun AS (
                UPDATE outreach_delivery d SET state = 'sending', claimed_on = %(now)s, attempts = d.attempts + 1,
                    message_id = b.message_id, email = b.email, failure = NULL
                FROM unnest(%(begins)s::int[], %(names)s::text[], %(emails)s::text[]) AS b (id, message_id, email),
                    outreach_campaign_step s, outreach_invitation i, outreach_campaign c LEFT JOIN event_event e ON e.id = c.event_id
                WHERE d.id = b.id AND d.state = 'ready' AND d.claimed_on IS NOT NULL AND c.id = d.campaign_id AND s.id = d.step_id
                    AND i.id = d.invitation_id AND %(open)s AND (s.recipients NOT IN ('everyone', 'silent') OR %(wanted)s)
                RETURNING d.id
            )
            SELECT id FROM begun
            """,
            open=self._get_open(),
            wanted=self._get_wanted(),
            now=fields.Datetime.now(),
            first=FIRST_PAUSE,
            longest=LONGEST_PAUSE,
            keys=list(keys),
            states=list(states),
            failures=list(failures),
            begins=[parcel.key for parcel in begins],
            names=[parcel.name for parcel in begins],
            emails=[parcel.recipient for parcel in begins],
        )

    def _get_wanted(self):
        """Return the condition that somebody (i) has neither answered nor opted out of this campaign (c) up to this moment (invariant I5)."""
        return SQL(
            """
            i.answer = 'none' AND NOT EXISTS (SELECT FROM mail_blacklist m WHERE m.email = b.email AND m.active) AND NOT EXISTS (
                SELECT FROM outreach_opt_out o WHERE (o.partner_id = i.partner_id OR o.address_hash = %s)
                    AND (o.scope = 'everything' OR o.scope = 'purpose' AND o.purpose = c.purpose OR o.scope = 'event' AND o.event_id = c.event_id)
            )
            """,
            self.env["outreach.opt.out"]._hash_sql(SQL("b.email")),
        )

    @staticmethod
    def _read_outcome(outcome):
        """Return (id, state, words of the server). What is neither taken nor refused nor postponed is on its way, or not: a person decides."""
        error, key = outcome.error, outcome.parcel.key
        if error is None:
            return key, "sent", None
        if isinstance(error, RefusedError):
            return key, "failed", str(error)
        return key, "ready" if isinstance(error, PostponedError) else "sending", str(error)

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

import logging
import smtplib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.smtp_transfer import FateUnknownError, PostponedError, RefusedError, transfer

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# A claim older than this belongs to a process that is gone: whether its mail left the house, nobody knows.
CLAIM_LIFETIME = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)


class OutreachDelivery(models.Model):
    """One mail, or letter, of one step to one invitation.

    ready    waits to go out
    sending  claimed by a sender; if the sender dies or the connection breaks, its fate is unknown until a person decides
    sent     accepted by the mail server
    skipped  left out at the last moment, because the verdict had changed
    failed   refused by the mail server
    bounced  came back
    """

    _name = "outreach.delivery"
    _description = "Mail of a Campaign"
    _order = "id desc"
    _rec_name = "invitation_id"

    step_id = fields.Many2one("outreach.campaign.step", required=True, index=True, readonly=True, ondelete="restrict")
    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, readonly=True, ondelete="cascade")
    invitation_id = fields.Many2one("outreach.invitation", required=True, index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="invitation_id.partner_id", string="Recipient")
    state = fields.Selection(
        [
            ("ready", "Waiting to go out"),
            ("sending", "Going out"),
            ("sent", "Sent"),
            ("skipped", "Left out"),
            ("failed", "Failed"),
            ("bounced", "Came back"),
        ],
        required=True,
        default="ready",
        readonly=True,
    )
    email = fields.Char(string="Sent to", readonly=True)
    claimed_on = fields.Datetime(readonly=True)
    sent_on = fields.Datetime(readonly=True)
    message_id = fields.Char(string="Message-ID", readonly=True, index="btree_not_null")
    retry_on = fields.Datetime(string="Not before", readonly=True)
    attempts = fields.Integer(readonly=True, default=0)
    failure = fields.Char(string="Reason", readonly=True)
    is_fate_unknown = fields.Boolean(string="Fate Unknown", compute="_compute_is_fate_unknown", search="_search_is_fate_unknown")

    _once_per_step = models.UniqueIndex("(step_id, invitation_id)", "This step has already gone to this person.")
    _due = models.Index("(id) WHERE state = 'ready'")
    _sent = models.Index("(sent_on) WHERE sent_on IS NOT NULL")

    @api.depends("state", "claimed_on")
    def _compute_is_fate_unknown(self):
        limit = fields.Datetime.now() - CLAIM_LIFETIME
        for delivery in self:
            delivery.is_fate_unknown = delivery.state == "sending" and (not delivery.claimed_on or delivery.claimed_on < limit)

    def _search_is_fate_unknown(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = fields.Datetime.now() - CLAIM_LIFETIME
        return [("state", "=", "sending"), "|", ("claimed_on", "=", False), ("claimed_on", "<", limit)]

    def action_send_again(self):
        """Decide that a mail did not go out, or that its reason to fail is gone."""
        self.invitation_id.check_access("write")
        if any(delivery.state not in ("failed", "skipped") and not delivery.is_fate_unknown for delivery in self):
            raise UserError(self.env._("Only mails that failed, were left out, or whose fate is unknown can be sent again."))
        # sudo: the record of what was sent changes through these decisions only
        self.sudo().write({"state": "ready", "failure": False, "claimed_on": False, "retry_on": False})
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    def action_mark_sent(self):
        """Decide that a mail of unknown fate did go out."""
        self.invitation_id.check_access("write")
        # sudo: see action_send_again
        self.filtered("is_fate_unknown").sudo()._set_sent()

    @api.model
    def _cron_send(self):
        """Run the steps that are due, then send what waits, batch by batch."""
        created = self.env["outreach.campaign.step"]._run_due()
        self.env["ir.cron"]._commit_progress(remaining=self._count_due() or created)
        while batch := self._claim(BATCH_SIZE):
            batch._send_batch()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _count_due(self):
        """Return how many mails a sender could claim now."""
        return self.search_count(
            [
                ("state", "=", "ready"),
                ("letter_batch_id", "=", False),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.paused_on", "=", False),
                "|",
                ("retry_on", "=", False),
                ("retry_on", "<=", fields.Datetime.now()),
            ]
        )

    @api.model
    def _claim(self, limit):
        """Take up to `limit` waiting mails for this sender alone, and say so in the database before anything is sent."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE outreach_delivery SET state = 'sending', claimed_on = %(now)s, attempts = attempts + 1
                WHERE id IN (
                    SELECT d.id FROM outreach_delivery d JOIN outreach_campaign c ON c.id = d.campaign_id
                    WHERE d.state = 'ready' AND d.letter_batch_id IS NULL AND c.state = 'running' AND c.paused_on IS NULL
                        AND (d.retry_on IS NULL OR d.retry_on <= %(now)s)
                    ORDER BY d.id LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
                )
                RETURNING id
                """,
                limit=limit,
                now=fields.Datetime.now(),
            )
        )
        claimed = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        self.invalidate_model(["state", "claimed_on", "attempts"])
        self.env["ir.cron"]._commit_progress()
        return claimed

    def _send_batch(self):
        """Send claimed mails over one session per campaign; each result is committed before the next mail leaves."""
        writable = self - self._skip_unwanted()
        for campaign, deliveries in writable.grouped("campaign_id").items():
            try:
                session = self.env["ir.mail_server"]._connect__(smtp_from=campaign.email_from)
            except (OSError, smtplib.SMTPException, UserError) as error:
                _logger.warning("No mail server for campaign %s: %s", campaign.id, error)
                deliveries._put_back(self.env._("No mail server answers: %s", error))
                continue
            try:
                deliveries._send_over(session)
            finally:
                self._close(session)

    def _send_over(self, session):
        """Send over one session. Whatever stops it, mails that were not begun go back to wait; only the one in hand is of unknown fate."""
        untouched = self
        try:
            for delivery, message in self._build_messages():
                untouched -= delivery
                delivery._send(session, message)
                self.env["ir.cron"]._commit_progress()
        except Exception:
            self.env.cr.rollback()
            untouched.filtered(lambda delivery: delivery.state == "sending")._put_back(
                self.env._("The sender stopped unexpectedly.")
            )
            self.env["ir.cron"]._commit_progress()
            raise

    def _send(self, session, message):
        """Hand one mail to the server and record what became of it."""
        # Odoo takes whatever looks like an address in a display name for a recipient, unless it is told the real one.
        servers = self.env["ir.mail_server"].with_context(send_validated_to=[message["To"].addresses[0].addr_spec])
        try:
            sender, recipients, content = servers._prepare_email_message__(message, session)
        except AssertionError as error:
            self._set_failed(self.env._("This mail cannot be written: %s", error))
            return
        try:
            transfer(session, sender, recipients[0], content.as_bytes())
        except RefusedError as error:
            self._set_failed(str(error))
        except PostponedError as error:
            self._put_back(str(error))
        except FateUnknownError as error:
            self.write({"claimed_on": False, "failure": str(error)})
        else:
            self._set_sent(message["Message-ID"], recipients[0])

    def _set_sent(self, message_id=None, email=None):
        now = fields.Datetime.now()
        for delivery in self:
            delivery.write(
                {
                    "state": "sent",
                    "sent_on": now,
                    "failure": False,
                    "message_id": message_id or delivery.message_id,
                    "email": email or delivery.email,
                }
            )
            if not delivery.invitation_id.sent_on:
                delivery.invitation_id.sent_on = now

    def _set_failed(self, reason):
        self.write({"state": "failed", "failure": reason})

    def _put_back(self, reason):
        """Nothing has left the house: the mails wait and are tried again, after a pause that grows."""
        for delivery in self:
            pause = min(FIRST_PAUSE * 2 ** max(delivery.attempts - 1, 0), LONGEST_PAUSE)
            delivery.write({"state": "ready", "claimed_on": False, "retry_on": fields.Datetime.now() + pause, "failure": reason})

    def _skip_unwanted(self):
        """Check once more, now that the mail would leave, whether the person may be written to (invariant I5). Return the ones left out.

        Only unasked mail is held back: whoever has answered gets what belongs to the answer.
        """
        skipped = self.browse()
        for campaign, deliveries in self.grouped("campaign_id").items():
            unasked = deliveries.filtered(lambda delivery: delivery.step_id.recipients in ("everyone", "silent"))
            verdicts = self.env["outreach.audience"]._judge(campaign, unasked.partner_id)
            for delivery in deliveries:
                verdict = verdicts.get(delivery.partner_id.id) if delivery in unasked else None
                if verdict or not delivery.partner_id.email_normalized:
                    by_letter = delivery.invitation_id.verdict == "letter"
                    delivery._skip(verdict or ("letter" if by_letter else "no_email"))
                    skipped += delivery
        return skipped

    def _skip(self, verdict):
        if not self.invitation_id.sent_on:
            self.invitation_id.write({"verdict": verdict, "verdict_on": fields.Datetime.now()})
        label = dict(self.invitation_id._fields["verdict"]._description_selection(self.env))[verdict]
        self.write({"state": "skipped", "failure": label})

    @staticmethod
    def _close(session):
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()

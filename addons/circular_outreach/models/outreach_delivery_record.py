import time
from contextlib import contextmanager

from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.smtp_transfer import PostponedError, RefusedError
from .outreach_delivery import FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS

TRIES = 5
# However small the tables are when the plan is made: a few mails are looked up by their numbers.
ONE_PLAN = SQL("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off")
# How long to wait for a database that restarts, and between two looks, in seconds.
DATABASE_PATIENCE, DATABASE_PAUSE = 60, 0.5


class OutreachDelivery(models.Model):
    """The record of what is on the wire: one statement for what became of mails and for what begins, committed before anything else happens."""

    _inherit = "outreach.delivery"

    def _record(self, outcomes, begins=()):
        """Write down what became of mails and which ones begin, and commit it. Return the ids of those that may begin.

        A mail begins only if its campaign is still running and nobody else has touched it since it was claimed.
        """
        if not outcomes and not begins:
            return set()
        results = [self._read_outcome(outcome) for outcome in outcomes]
        keys, states, failures = zip(*results, strict=True) if results else ((), (), ())
        begins = [(parcel.key, parcel.name, parcel.recipient) for parcel in begins]
        begin_keys, names, emails = zip(*begins, strict=True) if begins else ((), (), ())
        values = (fields.Datetime.now(), *map(list, (keys, states, failures, begin_keys, names, emails)))
        return self._insist(self._execute_record, values)

    def _insist(self, act, *args):
        """Do something that others may do, too; do it again if they were quicker, which PostgreSQL reports as a failure (REPEATABLE READ)."""
        for tries_left in reversed(range(TRIES)):
            try:
                return act(*args)
            except SerializationFailure:
                self.env.cr.rollback()
                if not tries_left:
                    raise
        return None

    def _record_at_last(self, outcomes):
        """Write down what became of mails when a batch ends, also if the database has closed the connection meanwhile.

        It may have done what it could not confirm any more; the same once more changes nothing, for the mails are not on the wire any longer.
        """
        end = time.monotonic() + DATABASE_PATIENCE
        while True:
            try:
                with self._reconnect() as connected:
                    connected._prepare_record()
                    connected._record(outcomes)
                return
            except (OperationalError, InterfaceError):
                if not self._has_lost_database() or time.monotonic() > end:
                    raise
                time.sleep(DATABASE_PAUSE)

    def _has_lost_database(self):
        """Whether the database has closed the connection: it restarts, perhaps."""
        return bool(self.env.cr.connection.closed)

    @contextmanager
    def _reconnect(self):
        """Yield these records in a connection that is not closed. What is done in a new one is committed in the end."""
        if not self._has_lost_database():
            yield self
            return
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    def _execute_record(self, values):
        # A failed statement would be logged with addresses in it.
        self.env.cr.execute(
            SQL("%s; EXECUTE outreach_record (%s)", ONE_PLAN, SQL(", ").join(values)),
            log_exceptions=False,
        )
        begun = {row[0] for row in self.env.cr.fetchall()}
        # What the wire has seen must never be rolled back.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return begun

    def _prepare_record(self):
        """Have the database plan the statement, which takes longer than to carry it out: once a batch instead of each time."""
        cr = self.env.cr
        # Connections are used again, and what was prepared stays with them.
        cr.execute("SELECT FROM pg_prepared_statements WHERE name = 'outreach_record'")
        if cr.rowcount:
            cr.execute("DEALLOCATE outreach_record")
        cr.execute(
            SQL("PREPARE outreach_record (timestamp, int[], text[], text[], int[], text[], text[]) AS %s", self._get_record()),
            log_exceptions=False,
        )

    def _get_record(self):
        """Return the statement. It looks at steps once and at each mail by its number, and so costs the same however many wait.

        $1 now; $2-$4 id, state and words of mails that are off the wire; $5-$7 id, Message-ID and address of those that shall begin.
        """
        return SQL(
            """
            WITH updated AS (
                UPDATE outreach_delivery d SET claimed_on = NULL, write_date = $1,
                    state = CASE WHEN d.state = 'bounced' THEN d.state
                        WHEN o.state = 'ready' AND d.attempts >= %(most)s THEN 'failed' ELSE o.state END,
                    failure = CASE WHEN d.state = 'bounced' THEN d.failure ELSE o.failure END,
                    sent_on = CASE WHEN o.state = 'sent' THEN $1 ELSE d.sent_on END,
                    retry_on = CASE WHEN o.state = 'ready' THEN
                        $1 + LEAST(%(first)s * 2 ^ LEAST(GREATEST(d.attempts - 1, 0), 10), %(longest)s) END
                FROM unnest($2, $3, $4) AS o (id, state, failure)
                WHERE d.id = o.id AND d.state IN ('sending', 'bounced')
                RETURNING d.invitation_id, o.state
            ), invited AS (
                UPDATE outreach_invitation i SET sent_on = $1 FROM updated u
                WHERE i.id = u.invitation_id AND u.state = 'sent' AND i.sent_on IS NULL
            ), open_step AS MATERIALIZED (
                SELECT s.id, s.recipients, c.purpose, c.event_id FROM outreach_campaign_step s
                JOIN outreach_campaign c ON c.id = s.campaign_id LEFT JOIN event_event e ON e.id = c.event_id
                WHERE s.id = ANY(ARRAY(SELECT step_id FROM outreach_delivery WHERE id = ANY($5))) AND %(open)s
            ), chosen AS MATERIALIZED (
                SELECT b.id, b.message_id, b.email FROM unnest($5, $6, $7) AS b (id, message_id, email)
                JOIN LATERAL (
                    SELECT FROM outreach_delivery d JOIN open_step c ON c.id = d.step_id
                    JOIN outreach_invitation i ON i.id = d.invitation_id JOIN res_partner p ON p.id = i.partner_id
                    WHERE d.id = b.id AND d.state = 'ready' AND d.claimed_on IS NOT NULL AND (c.recipients NOT IN ('everyone', 'silent') OR %(wanted)s)
                    OFFSET 0
                ) AS allowed ON TRUE
            ), begun AS (
                UPDATE outreach_delivery d SET state = 'sending', claimed_on = $1, begun_on = $1, attempts = d.attempts + 1,
                    message_id = chosen.message_id, email = chosen.email, failure = NULL
                FROM chosen WHERE d.id = chosen.id
                RETURNING d.id
            )
            SELECT id FROM begun
            """,
            open=self._get_open(SQL("$1")),
            wanted=self._get_wanted(),
            first=FIRST_PAUSE,
            longest=LONGEST_PAUSE,
            most=MOST_ATTEMPTS,
        )

    @api.model
    def _note_informed(self, since):
        """Take down who has read in a mail since then that the office has their data (Art. 14 GDPR); the first time counts.

        Not in the record of each mail: there it would wait for whoever is changing the contact.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET outreach_informed_on = first.sent_on
                FROM (
                    SELECT i.partner_id, min(d.sent_on) AS sent_on FROM outreach_delivery d JOIN outreach_invitation i ON i.id = d.invitation_id
                    WHERE d.sent_on >= %s AND d.state = 'sent' GROUP BY i.partner_id
                ) AS first
                WHERE p.id = first.partner_id AND p.outreach_informed_on IS NULL
                """,
                since,
            )
        )
        self.env["res.partner"].invalidate_model(["outreach_informed_on"])

    def _get_wanted(self):
        """Return the condition that somebody (i, p) has neither answered nor opted out of this campaign (c) up to this moment (invariant I5).

        It asks for less than :meth:`_skip_unwanted`, and nothing else: what is refused here is left out by that one in the next round.
        """
        return SQL(
            """
            i.answer = 'none' AND NOT EXISTS (SELECT FROM mail_blacklist m WHERE m.email = p.email_normalized AND m.active) AND NOT EXISTS (
                SELECT FROM outreach_opt_out o WHERE o.withdrawn_on IS NULL AND (o.partner_id = i.partner_id OR o.address_hash = %s)
                    AND (o.scope = 'everything' OR o.scope = 'purpose' AND o.purpose = c.purpose OR o.scope = 'event' AND o.event_id = c.event_id)
            )
            """,
            self.env["outreach.opt.out"]._hash_sql(SQL("p.email_normalized")),
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

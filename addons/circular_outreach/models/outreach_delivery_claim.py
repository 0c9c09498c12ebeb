from odoo import api, fields, models
from odoo.tools import SQL

from .outreach_delivery import CLAIM_LIFETIME


class OutreachDelivery(models.Model):
    """Claiming: which mails may go out now, and whose they are while they do."""

    _inherit = "outreach.delivery"

    @api.model
    def _count_due(self):
        """Return how many mails may go out now and belong to no living sender."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT count(*) FROM %s", self._get_due()))
        return self.env.cr.fetchone()[0]

    @api.model
    def _get_due(self):
        """Return the mails (d) that may go out now and that no living sender has taken, as what follows FROM.

        Steps are looked at first, so that whoever wants a few mails need not read all that wait.
        """
        now = fields.Datetime.now()
        return SQL(
            """
            outreach_delivery d WHERE d.state = 'ready' AND d.letter_batch_id IS NULL AND d.step_id = ANY(ARRAY(
                    SELECT s.id FROM outreach_campaign_step s JOIN outreach_campaign c ON c.id = s.campaign_id
                    LEFT JOIN event_event e ON e.id = c.event_id WHERE %(open)s
                )) AND (d.retry_on IS NULL OR d.retry_on <= %(now)s) AND (d.claimed_on IS NULL OR d.claimed_on < %(forgotten)s)
            """,
            open=self._get_open(now),
            now=now,
            forgotten=now - CLAIM_LIFETIME,
        )

    @api.model
    def _get_open(self, now):
        """Return the condition that a step (s) of a campaign (c), of a workshop (e) perhaps, may send now: as when the step fell due."""
        return SQL(
            """
            (c.state = 'running' OR s.recipients = 'concerned' AND c.state <> 'draft') AND c.paused_on IS NULL
            AND EXISTS (SELECT FROM utm_campaign u WHERE u.id = c.utm_campaign_id AND u.active)
            AND (s.recipients <> 'silent' OR c.answer_deadline IS NULL OR c.answer_deadline > %s)
            AND (s.kind = 'cancellation' OR e.kanban_state IS DISTINCT FROM 'cancel')
            """,
            now,
        )

    @api.model
    def _claim(self, limit):
        """Take up to `limit` waiting mails for this sender alone, as many as the pace allows, and say so in the database.

        They are chosen once: a plan that chose again for each row of a join would skip what it has locked itself, and take more than the limit.
        """
        self.env.flush_all()
        paces = self._get_paces()
        if paces:
            self._wait_for_other_claims()
        self.env.cr.execute(
            SQL(
                """
                WITH chosen AS MATERIALIZED (SELECT d.id, %s FOR UPDATE OF d SKIP LOCKED)
                UPDATE outreach_delivery SET claimed_on = %s, mail_server_id = chosen.mail_server_id
                FROM chosen WHERE outreach_delivery.id = chosen.id
                RETURNING outreach_delivery.id
                """,
                self._get_paced(paces, limit) if paces else self._get_unpaced(limit),
                fields.Datetime.now(),
            )
        )
        claimed = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        self.invalidate_model(["claimed_on"])
        self.env["ir.cron"]._commit_progress()
        return claimed

    @api.model
    def _get_unpaced(self, limit):
        return SQL("NULL::int AS mail_server_id FROM %s ORDER BY d.id LIMIT %s", self._get_due(), limit)

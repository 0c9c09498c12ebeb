from odoo import api, fields, models
from odoo.tools import SQL

# Which invitations (i), with their registrations (r), a step is for.
RECIPIENTS = {
    "everyone": SQL("i.verdict = 'ready' AND i.wrong_person_on IS NULL"),
    "silent": SQL("i.verdict = 'ready' AND i.answer = 'none' AND i.wrong_person_on IS NULL"),
    "accepted": SQL("r.state IN ('open', 'done')"),
    "waiting": SQL("r.state = 'draft' AND r.outreach_waiting_since IS NOT NULL"),
    "attended": SQL("r.outreach_attendance = 'attended'"),
    # Only once somebody, or the office's clock, has said so: as long as the lists are not in, nobody was missed.
    "absent": SQL("r.state = 'open' AND r.outreach_attendance = 'no_show'"),
    "excused": SQL("r.state = 'open' AND r.outreach_attendance = 'excused'"),
    "coming": SQL("r.state IN ('draft', 'open', 'done')"),
    "agreed": SQL("i.answer = 'accepted'"),
    "declined": SQL("i.answer = 'declined'"),
    # Each of them by what happens to their seat, see outreach_invitation_news.py.
    "concerned": SQL("FALSE"),
    "named": SQL("EXISTS (SELECT FROM outreach_invitation who WHERE who.substitute_id = i.id)"),
    "moved_up": SQL("r.state = 'open' AND COALESCE(r.outreach_waiting_number, 0) > 0"),
}


class OutreachCampaignStep(models.Model):
    """What happens when a step falls due: whoever is one of its recipients gets a delivery, once."""

    _inherit = "outreach.campaign.step"

    @api.model
    def _run_due(self):
        """Open a delivery for every recipient of every step whose time has come. Return the number of new deliveries.

        Nobody is asked for an answer that can no longer be given.
        """
        now = fields.Datetime.now()
        steps = self.search(
            [
                ("campaign_id.state", "in", ("released", "running")),
                ("campaign_id.active", "=", True),
                ("campaign_id.paused_on", "=", False),
                ("scheduled_on", "<=", now),
                *self._get_open_domain(now),
            ]
        )
        return sum(step._create_deliveries() for step in steps if step._is_time_to_write(now))

    @api.model
    def _get_open_domain(self, now):
        """Return the steps that still make sense: nobody is asked after the deadline, and a workshop that is cancelled says only that."""
        return [
            ("recipients", "!=", "concerned"),
            "|",
            ("recipients", "!=", "silent"),
            "|",
            ("campaign_id.answer_deadline", "=", False),
            ("campaign_id.answer_deadline", ">", now),
            "|",
            "|",
            ("kind", "=", "cancellation"),
            ("campaign_id.event_id", "=", False),
            ("campaign_id.event_id.kanban_state", "!=", "cancel"),
        ]

    def _create_deliveries(self):
        """Open the missing deliveries of this step: the unique index keeps it at one per invitation, however often this runs."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO outreach_delivery (step_id, campaign_id, invitation_id, occasion, state, attempts, create_uid, create_date, write_uid, write_date)
                SELECT %(step)s, %(campaign)s, i.id, 0, 'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM %(recipients)s AND %(timely)s
                ORDER BY i.id
                ON CONFLICT (step_id, invitation_id, occasion) DO NOTHING
                """,
                step=self.id,
                campaign=self.campaign_id.id,
                recipients=self._get_recipients(),
                timely=self._get_timely(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        created = self.env.cr.rowcount
        self.env.invalidate_all()
        if created:
            self._issue_certificates()
        if created and not self.started_on:
            self.started_on = fields.Datetime.now()
            if self.campaign_id.state == "released":
                # The scheduler speaks English; what it notes is read by people.
                self.campaign_id._speak_to_responsible().state = "running"
        return created

    def _get_recipients_label(self):
        return dict(self._fields["recipients"]._description_selection(self.env))[self.recipients]

    def _get_recipients(self):
        """Return the invitations (i) this step is for, whenever their time comes, as what follows FROM."""
        return SQL(
            "outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id WHERE i.campaign_id = %s AND %s",
            self.campaign_id.id,
            RECIPIENTS[self.recipients],
        )

    def _count_recipients(self):
        """Return how many people this step is for as things stand now and who have not got it yet."""
        return self._count_recipients_of_each()[self]

    def _count_recipients_of_each(self):
        """Return {step: how many people it is for as things stand now and who have not got it yet}, asked in one query."""
        if not self:
            return {}
        self.env.flush_all()
        queries = (
            SQL(
                """
                SELECT %(step)s, count(*) FROM %(recipients)s
                AND NOT EXISTS (SELECT FROM outreach_delivery d WHERE d.step_id = %(step)s AND d.invitation_id = i.id)
                """,
                step=step.id,
                recipients=step._get_recipients(),
            )
            for step in self
        )
        counts = dict(self.env.execute_query(SQL(" UNION ALL ").join(queries)))
        return {step: counts[step.id] for step in self}

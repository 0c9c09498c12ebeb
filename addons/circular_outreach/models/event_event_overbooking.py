from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.seat_room import extra_seats

# How far back the office looks, and how many people make a rate that means something.
MONTHS = 24
FEWEST = 30


class EventEvent(models.Model):
    """More seats than chairs, as many as usually stay empty; only where somebody switches it on."""

    _inherit = "event.event"

    outreach_is_overbooked = fields.Boolean(
        string="Overbook", copy=False, help="Give more seats than there are chairs, because some people never come."
    )
    outreach_overbooking_percent = fields.Integer(string="At Most (%)", default=10)
    outreach_extra_seats = fields.Integer(string="Extra Seats", compute="_compute_outreach_extra_seats", store=True, copy=False)
    outreach_overbooking_text = fields.Char(string="Show Rate", compute="_compute_outreach_overbooking_text")

    _outreach_overbooking_percent_range = models.Constraint(
        "CHECK (outreach_overbooking_percent BETWEEN 0 AND 100)", "Overbooking is a percentage from 0 to 100."
    )

    @api.depends("outreach_is_overbooked", "outreach_overbooking_percent", "seats_max", "seats_limited")
    def _compute_outreach_extra_seats(self):
        """Decide it once, when it is switched on: seats that come and go with the latest figures could not be promised to anybody."""
        for event in self:
            is_on = event.outreach_is_overbooked and event.seats_limited
            event.outreach_extra_seats = event._outreach_reckon_extra_seats() if is_on else 0

    @api.depends("outreach_overbooking_percent", "seats_max", "outreach_extra_seats", "outreach_is_overbooked")
    def _compute_outreach_overbooking_text(self):
        for event in self:
            event.outreach_overbooking_text = event._outreach_describe_overbooking()

    def _outreach_describe_overbooking(self):
        came, seated = self._outreach_count_shown()
        if seated < FEWEST:
            return self.env._(
                "Not known yet: it takes %(fewest)s people with a seat at past workshops, and there are %(seated)s.",
                fewest=FEWEST,
                seated=seated,
            )
        extra = self.outreach_extra_seats if self.outreach_is_overbooked else self._outreach_reckon_extra_seats()
        return self.env._(
            "%(rate)s %% of %(seated)s people with a seat came in the last two years. That would make %(seats)s seats for %(chairs)s chairs.",
            rate=round(100 * came / seated),
            seated=seated,
            seats=self.seats_max + extra,
            chairs=self.seats_max,
        )

    def _outreach_reckon_extra_seats(self):
        came, seated = self._outreach_count_shown()
        rate = came / seated if seated >= FEWEST else 0
        return extra_seats(self.seats_max, rate, self.outreach_overbooking_percent)

    def _outreach_count_shown(self):
        """Return how many came and how many had a seat, at past workshops where attendance was taken down; walk-ins had none."""
        self.env["event.registration"].flush_model()
        self.env["event.event"].flush_model(["date_end", "company_id"])
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                SELECT count(*) FILTER (WHERE r.outreach_attendance = 'attended'), count(*)
                FROM event_registration r JOIN event_event e ON e.id = r.event_id
                WHERE r.active AND r.state IN ('open', 'done') AND r.outreach_is_walk_in IS NOT TRUE
                    AND e.date_end BETWEEN %(since)s AND %(now)s AND e.company_id IS NOT DISTINCT FROM %(company)s
                    AND EXISTS (SELECT FROM event_registration o WHERE o.event_id = e.id AND o.outreach_attendance = 'attended')
                """,
                since=now - relativedelta(months=MONTHS),
                now=now,
                company=self.company_id.id or None,
            )
        )
        return self.env.cr.fetchone()

from datetime import timedelta

from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo import api, fields, models

from ..tools import office_hours


class EventEvent(models.Model):
    """The waiting list of a workshop, served in one place and in order (invariant I4)."""

    _inherit = "event.event"

    outreach_waiting_count = fields.Integer(string="Waiting", compute="_compute_outreach_waiting_count")
    outreach_offer_policy = fields.Selection(
        [("move_up", "moves up at once"), ("offer", "gets an offer and has to say yes")],
        string="Next in Line",
        required=True,
        default="move_up",
        help="What happens when a seat becomes free: the next person has it and is told so, or has some working hours to take it.",
    )
    outreach_offer_hours = fields.Integer(
        string="Offer Valid for (Working Hours)",
        default=20,
        help="Hours in which an office works, 8 am to 6 pm on working days of Saxony: 20 are two working days.",
    )
    outreach_late_hours = fields.Integer(string="Short Notice (Hours before Beginning)", default=24)
    outreach_late_policy = fields.Selection(
        [("move_up", "the next in line moves up at once"), ("staff", "nobody moves up, the office gives seats")],
        string="At Short Notice",
        required=True,
        default="move_up",
        help="An offer is only made if all its time is before that.",
    )

    _outreach_offer_hours_range = models.Constraint(
        "CHECK (outreach_offer_hours BETWEEN 1 AND 200)", "An offer is valid for 1 to 200 working hours."
    )
    _outreach_late_hours_range = models.Constraint(
        "CHECK (outreach_late_hours BETWEEN 0 AND 1000)", "Short notice begins 0 to 1000 hours before the workshop."
    )

    def _compute_outreach_waiting_count(self):
        counts = dict(
            self.env["event.registration"]._read_group(
                [("event_id", "in", self.ids), ("outreach_is_waiting", "=", True)], ["event_id"], ["__count"]
            )
        )
        for event in self:
            event.outreach_waiting_count = counts.get(event, 0)

    def action_outreach_waiting(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.event_registration_action_waiting")
        return dict(action, domain=[("event_id", "in", self.ids), ("outreach_is_waiting", "=", True)])

    def _outreach_serve_waiting(self):
        """Let the waiting have what has become free, after the rules or the time have changed."""
        if self:
            self._outreach_lock_seats()
        self._outreach_expire_offers()
        for event in self:
            event._outreach_promote()

    def _outreach_promote(self):
        """Give free seats to the waiting, in order; whoever cannot have one yet is passed over, not dropped (invariant I4)."""
        self.ensure_one()
        manner = self._outreach_get_manner()
        chosen = self._outreach_find_next() if manner else None
        if not chosen:
            return
        self._outreach_lock_seats()
        if manner == "offer":
            chosen._outreach_offer(self._outreach_get_offer_end())
        else:
            chosen._outreach_confirm()

    def _outreach_find_next(self, room=None):
        """Return who could have the seats that are free now, in order; `room` are the seats, if they have been counted already."""
        Registration = self.env["event.registration"]
        room = room or self._outreach_get_room()
        if room.is_full:
            return Registration
        waiting = Registration.search_fetch(
            [("event_id", "=", self.id), ("outreach_is_waiting", "=", True), ("outreach_offer_until", "=", False)],
            ["outreach_target_group_id", "outreach_organisation_id", "event_ticket_id"],
            order="outreach_waiting_number, id",
        )
        return Registration.browse(room.choose((registration.id, registration._outreach_as_guest()) for registration in waiting))

    def _outreach_get_manner(self):
        """Return how the next in line gets a seat now: "seat", "offer", or None if not at all."""
        if self.is_finished or self.kanban_state == "cancel" or not self.active:
            return None
        late = self.date_begin - timedelta(hours=self.outreach_late_hours)
        if self.outreach_offer_policy == "offer" and self._outreach_get_offer_end() <= late:
            return "offer"
        is_late = self.outreach_offer_policy == "offer" or fields.Datetime.now() >= late
        return None if is_late and self.outreach_late_policy == "staff" else "seat"

    def _outreach_get_offer_end(self):
        """Return until when an offer made now is valid. Nights, weekends and holidays do not count."""
        return office_hours.add_office_hours(fields.Datetime.now(), self.outreach_offer_hours, self.date_tz or "Europe/Berlin")

    def _outreach_expire_offers(self):
        """End the offers whose time is over; the seats go to the next in line."""
        self.env["event.registration"].search(
            [("event_id", "in", self.ids), ("state", "=", "draft"), ("outreach_offer_until", "<=", fields.Datetime.now())]
        )._outreach_expire()

    def _outreach_withdraw_offers(self):
        """Take back all offers of a workshop that does not take place; places on the waiting list remain, in case it does after all."""
        self._outreach_lock_seats()
        self.env["event.registration"].search(
            [("event_id", "in", self.ids), ("state", "=", "draft"), ("outreach_offer_until", "!=", False)]
        ).outreach_offer_until = False

    @api.model
    def _cron_outreach_serve_waiting(self):
        """End offers, release kept seats and let people move up when the time has come; each workshop by itself."""
        waiting = self.env["event.registration"]._read_group([("outreach_is_waiting", "=", True)], ["event_id"])
        events = [event for (event,) in waiting if not event.is_finished and event.kanban_state != "cancel"]
        self.env["ir.cron"]._commit_progress(remaining=len(events))
        for number, event in enumerate(events, 1):
            if self.env.cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
                # Answers come meanwhile; here, too, waiting in line is better than failing (decision 0009).
                self.env.cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            if event._outreach_has_news():
                event._outreach_serve_waiting()
            self.env["ir.cron"]._commit_progress(1, remaining=len(events) - number)

    def _outreach_has_news(self):
        """Say whether time alone has changed something: without that nobody is kept waiting for the lock."""
        expired = self.env["event.registration"].search_count(
            [("event_id", "=", self.id), ("state", "=", "draft"), ("outreach_offer_until", "<=", fields.Datetime.now())], limit=1
        )
        return bool(expired or (self._outreach_get_manner() and self._outreach_find_next()))

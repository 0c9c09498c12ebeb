from odoo import api, fields, models

# What decides how many seats there are, for whom, and how the waiting move up.
RULES = {
    "active",
    "date_begin",
    "date_end",
    "kanban_state",
    "outreach_late_hours",
    "outreach_late_policy",
    "outreach_offer_policy",
    "outreach_organisation_limit",
    "outreach_is_overbooked",
    "outreach_overbooking_percent",
    "outreach_quota_release_on",
    "seats_limited",
    "seats_max",
}


class EventEvent(models.Model):
    """How many seats there are for whom, and what becomes of those who have one when that changes: nobody loses a seat."""

    _inherit = "event.event"

    outreach_quota_ids = fields.One2many("outreach.seat.quota", "event_id", string="Seats for Target Groups", copy=True)
    outreach_quota_release_on = fields.Datetime(
        string="Kept Until",
        copy=False,
        help="From then on seats that are kept and not taken are for everybody; the waiting get them in order.",
    )
    outreach_organisation_limit = fields.Integer(
        string="At Most per Organisation",
        help="How many people of one organisation get a seat. Others wait, also while there are free seats, and keep their places on the "
        "waiting list. 0 means any number.",
    )
    outreach_overhang = fields.Integer(string="Seats Too Many", compute="_compute_outreach_overhang")

    _outreach_organisation_limit_positive = models.Constraint(
        "CHECK (outreach_organisation_limit >= 0)", "The number of people per organisation cannot be below zero."
    )

    @api.depends("seats_max", "seats_limited", "outreach_extra_seats", "registration_ids.outreach_holds_seat")
    def _compute_outreach_overhang(self):
        for event in self:
            event.outreach_overhang = event._outreach_get_room().overhang if event.id and event.seats_limited else 0

    @api.depends("outreach_extra_seats", "registration_ids.outreach_offer_until")
    def _compute_seats(self):
        """Count what may be given beyond the chairs as free, and what is offered as taken."""
        result = super()._compute_seats()
        offered = dict(
            self.env["event.registration"]._read_group(
                [("event_id", "in", self.ids), ("state", "=", "draft"), ("outreach_offer_until", "!=", False)],
                ["event_id"],
                ["__count"],
            )
        )
        for event in self:
            if event.seats_max and not event._outreach_has_slots():
                event.seats_available += event.outreach_extra_seats - offered.get(event._origin, 0)
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("kanban_state") == "cancel":
            self._outreach_withdraw_offers()
        elif RULES & set(vals):
            self._outreach_serve_waiting()
        return result

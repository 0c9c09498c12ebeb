from odoo import api, fields, models

from ..tools.seat_room import Guest

# Who leaves the waiting list in whatever way queues at the end when coming back.
OFF_THE_LIST = {"outreach_waiting_since": False, "outreach_offer_until": False}


class EventRegistration(models.Model):
    """How a seat is taken, offered, confirmed and given back. Whoever calls these is a page, a person or the clock; the rules are here.

    ```
    take → seat                               free, expire: off the list
         → waiting → seat
                   → offer → take → seat
                           → withdrawn: waiting again, at the old place
    ```
    """

    _inherit = "event.registration"

    outreach_seated_on = fields.Datetime(
        string="Seat since", readonly=True, copy=False, help="Since when this person has a seat that nobody can take away."
    )
    outreach_waiting_since = fields.Datetime(string="Waiting since", readonly=True, copy=False)
    outreach_waiting_number = fields.Integer(string="Order on Waiting List", readonly=True, copy=False, aggregator=None)
    outreach_offer_until = fields.Datetime(string="Offer Valid Until", readonly=True, copy=False)
    outreach_offer_expired_on = fields.Datetime(string="Offer Expired on", readonly=True, copy=False)
    outreach_is_waiting = fields.Boolean(
        string="On Waiting List", compute="_compute_outreach_is_waiting", search="_search_outreach_is_waiting"
    )
    outreach_holds_seat = fields.Boolean(compute="_compute_outreach_holds_seat", search="_search_outreach_holds_seat")

    @api.depends("state", "outreach_waiting_since")
    def _compute_outreach_is_waiting(self):
        for registration in self:
            registration.outreach_is_waiting = registration.state == "draft" and bool(registration.outreach_waiting_since)

    def _search_outreach_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "draft"), ("outreach_waiting_since", "!=", False)]

    @api.depends("state", "active", "outreach_offer_until")
    def _compute_outreach_holds_seat(self):
        for one in self:
            offered = one.state == "draft" and bool(one.outreach_offer_until)
            one.outreach_holds_seat = one.active and (one.state in ("open", "done") or offered)

    def _search_outreach_holds_seat(self, operator, value):
        if operator != "in":
            return NotImplemented
        offered = ["&", ("state", "=", "draft"), ("outreach_offer_until", "!=", False)]
        return ["&", ("active", "=", True), "|", ("state", "in", ("open", "done")), *offered]

    def _outreach_take_seat(self):
        """Take the seat that is offered, or a free one, else a place at the end of the waiting list. Saying yes twice changes nothing."""
        self.ensure_one()
        if self.state in ("open", "done"):
            return
        self.event_id._outreach_lock_seats()
        self.event_id._outreach_expire_offers()
        if self.outreach_offer_until or (not self.outreach_is_waiting and self._outreach_is_next()):
            self._outreach_confirm()
        elif not self.outreach_is_waiting:
            self._outreach_queue()
            self._outreach_tell("waiting")

    def _outreach_free_seat(self):
        """Give the seat, the offer or the waiting place back."""
        self.filtered(lambda registration: registration.state in ("draft", "open")).write({"state": "cancel"})

    def _outreach_is_next(self):
        """Say whether there is a seat for this newcomer that nobody on the waiting list could have."""
        event = self.event_id
        guest = Guest(self.outreach_target_group_id.id or None, self.outreach_organisation_id.id or None)
        room = event._outreach_get_room()
        if not room.has_seat_for(guest):
            return False
        if not event._outreach_find_next(room):
            return True
        event._outreach_promote()
        room = event._outreach_get_room()
        return room.has_seat_for(guest) and not event._outreach_find_next(room)

    def _outreach_queue(self):
        """Go to the end of the waiting list. Two people may come in the same second; the counter of the seats tells who was first."""
        for registration in self:
            registration.write(
                {
                    "state": "draft",
                    "outreach_waiting_since": fields.Datetime.now(),
                    "outreach_waiting_number": registration.event_id.outreach_seat_version,
                    "outreach_offer_until": False,
                }
            )

    def _outreach_confirm(self):
        """Give a seat that is free or that somebody has decided to give; the seats have been counted by whoever calls this."""
        direct = self.filtered(lambda registration: registration.outreach_waiting_number and not registration.outreach_is_waiting)
        direct.outreach_waiting_number = 0
        self.write({"state": "open", "outreach_seated_on": fields.Datetime.now(), **OFF_THE_LIST})
        self._outreach_tell("seat")

    def _outreach_offer(self, until):
        """Keep a seat for people on the waiting list until a time (UTC)."""
        self.write({"outreach_offer_until": until})
        self._outreach_tell("offer")

    def _outreach_expire(self):
        """End offers that nobody took; a yes that comes later goes to the end of the list."""
        if self:
            self.write({"state": "cancel", "outreach_offer_expired_on": fields.Datetime.now()})
            self._outreach_tell("expired")

    def _outreach_prepare_seat_values(self, vals):
        """Add what follows from a change of state, workshop or archive: who has left has no seat, no offer and no place any more."""
        state = vals.get("state")
        if state == "cancel":
            vals = {**OFF_THE_LIST, "outreach_seated_on": False, **vals}
        elif state == "draft":
            vals = {"outreach_seated_on": False, **vals}
        elif state:
            vals = {**OFF_THE_LIST, "outreach_offer_expired_on": False, **vals}
        if "event_id" in vals or vals.get("active") is False:
            vals = {"outreach_seated_on": False, "outreach_offer_until": False, **vals}
        return vals

    def _outreach_note_seats(self):
        """Note who has a seat now and had none before, once Odoo has found that there was one."""
        self.filtered(
            lambda one: one.active and one.state in ("open", "done") and not one.outreach_seated_on
        ).outreach_seated_on = fields.Datetime.now()

    def _outreach_as_guest(self):
        return Guest(
            self.outreach_target_group_id.id or None, self.outreach_organisation_id.id or None, self.event_ticket_id.id or None
        )

from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachSeatGrant(models.TransientModel):
    """The office offers or gives a seat to somebody on the waiting list. Out of turn, or where there is no seat, it says why."""

    _name = "outreach.seat.grant"
    _description = "Seat for Somebody on the Waiting List"

    registration_id = fields.Many2one("event.registration", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection([("offer", "Offer, valid until"), ("seat", "Seat at once")], required=True, default="offer")
    offer_until = fields.Datetime(compute="_compute_offer_until", store=True, readonly=False)
    is_next = fields.Boolean(compute="_compute_is_next")
    is_beyond = fields.Boolean(compute="_compute_is_next")
    hint = fields.Char(compute="_compute_hint")
    reason = fields.Char()

    @api.depends("registration_id")
    def _compute_offer_until(self):
        for grant in self:
            grant.offer_until = grant.registration_id.event_id._outreach_get_offer_end()

    @api.depends("registration_id")
    def _compute_is_next(self):
        for grant in self:
            event = grant.registration_id.event_id
            grant.is_next = grant.registration_id in event._outreach_find_next()[:1]
            grant.is_beyond = event._outreach_get_room().is_full and not grant.registration_id.outreach_holds_seat

    @api.depends("registration_id")
    def _compute_hint(self):
        for grant in self:
            grant.hint = grant._describe()

    def _describe(self):
        room = self.registration_id.event_id._outreach_get_room()
        if self.is_beyond:
            return self.env._(
                "All seats are taken or offered (%(taken)s of %(seats)s). With this person it is one more than there are.",
                taken=room.taken,
                seats=room.capacity,
            )
        if self.registration_id.outreach_offer_until:
            return self.env._("A seat is offered to this person until %s.", self.registration_id.outreach_offer_text)
        if self.is_next:
            return self.env._("This person is the next in line.")
        return self.env._("Others come before this person, or the rules of the workshop have no seat for this person.")

    def action_grant(self):
        """Offer or give the seat, and take down who did so and why.

        :raises UserError: if the person is not waiting any more, if a reason is missing, or if there is no seat and the user is no manager
        """
        self.ensure_one()
        registration = self.registration_id
        registration.event_id._outreach_lock_seats()
        self.invalidate_recordset(["is_next", "is_beyond"])
        self._check_grant()
        if self.kind == "offer":
            registration._outreach_offer(self.offer_until)
        else:
            registration._outreach_confirm()
        self._log_grant()
        return {"type": "ir.actions.act_window_close"}

    def _check_grant(self):
        if not self.registration_id.outreach_is_waiting:
            raise UserError(self.env._("%s is not on the waiting list any more.", self.registration_id.name))
        if self.is_beyond and not self.env.user.has_group("circular_outreach.group_manager"):
            raise UserError(
                self.env._(
                    "All seats are taken. Only managers may give more seats than there are. Ask one, or raise the number of seats."
                )
            )
        in_turn = self.is_next or self.registration_id.outreach_holds_seat
        if not in_turn and not (self.reason or "").strip():
            raise UserError(
                self.env._("Please say why this person gets a seat before others. The reason is kept with the registration.")
            )
        if self.kind == "offer" and not (self.offer_until and self.offer_until > fields.Datetime.now()):
            raise UserError(self.env._("The offer would be over before it is made. Please choose a later time."))

    def _log_grant(self):
        values = {"name": self.registration_id.name, "reason": (self.reason or "").strip() or "–"}
        if self.is_beyond:
            body = self.env._("%(name)s has been given a seat beyond the number of seats. Reason: %(reason)s", **values)
        elif self.kind == "offer":
            body = self.env._("%(name)s has been offered a seat by the office. Reason: %(reason)s", **values)
        else:
            body = self.env._("%(name)s has been given a seat by the office. Reason: %(reason)s", **values)
        self.registration_id._message_log(body=body)
        self.registration_id.event_id._message_log(body=body)

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SEATED = ("open", "done")


class EventRegistration(models.Model):
    """Registrations made in Odoo's own ways: staff form, import, copies, websites, kiosk. They take seats by the rules of the answer page.

    Odoo would put any number of them on `open`. Here each begins without a seat and then takes one; where there is none, a clerk reads what to
    choose, and a visitor of a website waits (decision 0021).
    """

    _inherit = "event.registration"

    outreach_invitation_id = fields.Many2one(copy=False)
    outreach_if_full = fields.Selection(
        [("ask", "Tell me"), ("wait", "Put on the waiting list"), ("extra", "Give an extra seat")],
        string="If the Workshop Is Full",
        default="ask",
        copy=False,
        help="An extra seat is one more chair than the workshop has seats. Only administrators of events may give one.",
    )

    @api.constrains("outreach_if_full")
    def _check_outreach_if_full(self):
        is_extra = any(registration.outreach_if_full == "extra" for registration in self)
        may_give = self.env.user._is_superuser() or self.env.user.has_group("event.group_event_manager")
        if is_extra and not may_give:
            raise UserError(
                self.env._("Only administrators of events may give an extra seat. Choose the waiting list, or ask one.")
            )

    @api.constrains("active", "state", "event_id", "event_slot_id", "event_ticket_id")
    def _check_seats_availability(self):
        """Ask whether there is a seat only when one is taken: who has one keeps it, also when there are fewer now.

        In another slot it is another seat; there Odoo always asks. Extra seats are left out of the count: they were given on purpose, and nobody
        else may suffer for it.
        """
        taking = self.filtered(
            lambda one: one.state in SEATED and (not one.outreach_seated_on or one.event_id._outreach_has_slots())
        )
        if not taking:
            return None
        extra = [("event_id", "in", taking.event_id.ids), ("state", "in", SEATED), ("outreach_if_full", "=", "extra")]
        crowded = self.search(extra).event_id
        crowded._outreach_check_extra_seats()
        return super(
            EventRegistration, taking.filtered(lambda registration: registration.event_id not in crowded)
        )._check_seats_availability()

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._outreach_add_snapshot(vals) for vals in vals_list]
        wanted = [self._outreach_get_wanted_state(vals) for vals in vals_list]
        if counted := [vals for vals, state in zip(vals_list, wanted, strict=True) if state]:
            self._outreach_get_events(counted)._outreach_lock_seats()
        registrations = super().create(
            [{**vals, "state": "draft"} if state else vals for vals, state in zip(vals_list, wanted, strict=True)]
        )
        for registration, state in zip(registrations, wanted, strict=True):
            if state:
                registration._outreach_enter(state)
        return registrations

    def write(self, vals):
        """Let whoever gets a seat by this enter by the rules. Our own methods clear the time of waiting with it, and have asked already."""
        if not {"state", "active", "event_id"} & set(vals) or "outreach_waiting_since" in vals:
            return super().write(vals)
        entering = self.filtered(lambda registration: registration._outreach_enters(vals))
        if not entering:
            return super().write(vals)
        (entering.event_id | entering.event_id.browse(vals.get("event_id") or ()))._outreach_lock_seats()
        if others := self - entering:
            super(EventRegistration, others).write(vals)
        for registration in entering:
            state = vals.get("state") or registration.state
            change = {name: value for name, value in vals.items() if name != "state"}
            if {"active", "event_id"} & set(vals):
                change |= {"state": "draft", "outreach_waiting_since": False}
            if change:
                super(EventRegistration, registration).write(change)
            registration._outreach_enter(state)
        return True

    @api.model
    def _outreach_get_events(self, vals_list):
        default = self.env.context.get("default_event_id")
        return self.env["event.event"].browse({vals.get("event_id") or default for vals in vals_list} - {None, False})

    @api.model
    def _outreach_get_wanted_state(self, vals):
        """Return the state that a new registration shall have, if it is one that takes a seat which is counted here."""
        state = vals.get("state") or self.env.context.get("default_state") or "open"
        event = self._outreach_get_events([vals])
        return state if state in SEATED and vals.get("active", True) and event and event._outreach_limits_seats() else ""

    @api.model
    def _outreach_add_snapshot(self, vals):
        """Take down group and organisation of who books, where nobody says otherwise: seats are kept for groups."""
        if not vals.get("partner_id") or vals.get("outreach_attendee_id"):
            return vals
        # sudo: whoever may register a contact need not be allowed to read all about it
        partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
        snapshot = {
            "outreach_target_group_id": partner.outreach_target_group_id.id,
            "outreach_municipality_id": partner.outreach_municipality_id.id,
            "outreach_organisation_id": partner.commercial_partner_id.id,
        }
        return {**snapshot, **vals}

    def _outreach_enters(self, vals):
        """Whether a write gives this registration a seat that is counted here and that it does not have."""
        event = self.event_id.browse(vals["event_id"]) if vals.get("event_id") else self.event_id
        is_seated = self.active and self.state in SEATED and event == self.event_id
        will_be_seated = vals.get("active", self.active) and vals.get("state", self.state) in SEATED
        return bool(will_be_seated and not is_seated and event._outreach_limits_seats())

    def _outreach_enter(self, state):
        """Take a seat, or what was chosen for a workshop that is full.

        :param str state: open or done, what the registration is to be with a seat
        :raises ValidationError: if there is no seat and nobody has said what then
        """
        self.ensure_one()
        if self.event_ticket_id.seats_max and self.event_ticket_id.seats_available < 1:
            raise ValidationError(self.env._("The ticket “%s” is sold out. Choose another one.", self.event_ticket_id.name))
        may_wait = self.outreach_if_full == "wait" or not self.env.user._is_internal()
        if self.outreach_if_full != "extra" and not self._outreach_is_next():
            if not may_wait or state == "done":
                raise ValidationError(self.event_id._outreach_get_full_message(self))
            self._outreach_take_seat()
            return
        self.write({"state": state, "outreach_waiting_since": False})

    def _outreach_confirm(self):
        """Let somebody wait on whose kind of ticket is sold out: the next in line may have another one."""
        sold_out = self.filtered(lambda one: one.event_ticket_id.seats_max and one.event_ticket_id.seats_available < 1)
        return super(EventRegistration, self - sold_out)._outreach_confirm()

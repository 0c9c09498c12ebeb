from odoo import api, fields, models
from odoo.exceptions import UserError

# What decides who has a seat.
SEAT_FIELDS = {"state", "active", "event_id", "outreach_target_group_id", "outreach_organisation_id", "event_ticket_id"}


class EventRegistration(models.Model):
    """A seat, or a waiting place, of one attendee.

    `partner_id` is who booked; `outreach_attendee_id` is who comes. Group, municipality and organisation are taken down when the answer comes,
    so that figures stay when contacts change. How a seat is taken, offered and given back is in event_registration_seat.py.
    """

    _inherit = "event.registration"

    outreach_invitation_id = fields.Many2one(
        "outreach.invitation", string="Invitation", index="btree_not_null", ondelete="set null", readonly=True
    )
    outreach_attendee_id = fields.Many2one("res.partner", string="Attendee", index="btree_not_null", ondelete="restrict")
    outreach_organisation_id = fields.Many2one("res.partner", string="Organisation", index="btree_not_null", ondelete="restrict")
    outreach_target_group_id = fields.Many2one("outreach.target.group", string="Target Group", ondelete="restrict")
    outreach_municipality_id = fields.Many2one("res.city", string="Municipality", ondelete="restrict")
    outreach_organisation_type_id = fields.Many2one("outreach.organisation.type", string="Organisation Type", ondelete="restrict")
    outreach_role_type_ids = fields.Many2many("outreach.role.type", string="Roles")
    outreach_is_walk_in = fields.Boolean(string="Walk-in", readonly=True)

    _outreach_invitation_unique = models.UniqueIndex(
        "(outreach_invitation_id) WHERE outreach_invitation_id IS NOT NULL", "This invitation already has a registration."
    )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_event_id")
        taking = {vals.get("event_id") or default for vals in vals_list if vals.get("state", "open") in ("open", "done")} - {
            None,
            False,
        }
        if taking:
            self.env["event.event"].browse(taking)._outreach_lock_seats()
        registrations = super().create(vals_list)
        registrations._outreach_note_seats()
        return registrations

    def write(self, vals):
        """Lock before a seat changes hands, serve the waiting list after one is freed, and keep the attendance log in step."""
        if not SEAT_FIELDS & set(vals):
            result = super().write(vals)
            if "outreach_offer_until" in vals:
                self._outreach_forget_places()
            return result
        events = self.event_id | self.env["event.event"].browse(vals.get("event_id") or [])
        events._outreach_lock_seats()
        concerned = self.filtered(lambda one: one.outreach_holds_seat or one.outreach_is_waiting)
        movers = concerned.filtered("outreach_is_waiting") if "event_id" in vals else self.browse()
        result = super().write(self._outreach_prepare_seat_values(vals))
        movers._outreach_queue()
        self._outreach_note_seats()
        self._outreach_forget_places()
        if "state" in vals:
            self._outreach_log_state()
        if vals.get("state") == "cancel" and not vals.get("outreach_offer_expired_on"):
            concerned._outreach_tell("cancelled")
        if vals.get("state") not in ("open", "done") and (concerned or {"active", "event_id"} & set(vals)):
            for event in events:
                event._outreach_promote()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_attendance(self):
        if self.outreach_entry_ids:
            raise UserError(self.env._("Attendance has been recorded for this registration. Cancel it instead of deleting it."))

    def unlink(self):
        """A seat that is deleted is free for the next in line."""
        events = self.event_id
        events._outreach_lock_seats()
        result = super().unlink()
        self._outreach_forget_places()
        for event in events:
            event._outreach_promote()
        return result

    def _outreach_hand_over_seat(self, successor, state):  # pylint: disable=missing-return
        """Give this seat to somebody else at the desk; the waiting list does not come between the two."""
        self.event_id._outreach_lock_seats()
        # Past the write() above, which would serve the waiting list in between.
        super().write(self._outreach_prepare_seat_values({"state": "cancel"}))  # pylint: disable=super-method-mismatch
        # With the time of waiting: it is decided already who gets this seat.
        successor.write({"state": state, "outreach_waiting_since": False})
        self.event_id._outreach_promote()

    def _update_mail_schedulers(self):
        """Invitees get the mails of their campaign, not Odoo's confirmations beside them."""
        return super(
            EventRegistration, self.filtered(lambda registration: not registration.outreach_invitation_id)
        )._update_mail_schedulers()

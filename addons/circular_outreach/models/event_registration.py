from odoo import api, fields, models
from odoo.exceptions import UserError

# What decides who has a seat.
SEAT_FIELDS = {"state", "active", "event_id", "outreach_target_group_id"}


class EventRegistration(models.Model):
    """A seat, or a waiting place, of one attendee.

    `partner_id` is who booked; `outreach_attendee_id` is who comes. Group, municipality and organisation are taken down when the answer comes,
    so that figures stay when contacts change.
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
    outreach_waiting_since = fields.Datetime(string="Waiting since", readonly=True, copy=False)
    outreach_waiting_number = fields.Integer(readonly=True, copy=False)
    outreach_is_waiting = fields.Boolean(
        string="On Waiting List", compute="_compute_outreach_is_waiting", search="_search_outreach_is_waiting"
    )
    outreach_waiting_place = fields.Integer(string="Place on Waiting List", compute="_compute_outreach_waiting_place")

    _outreach_invitation_unique = models.UniqueIndex(
        "(outreach_invitation_id) WHERE outreach_invitation_id IS NOT NULL", "This invitation already has a registration."
    )

    @api.depends("state", "outreach_waiting_since")
    def _compute_outreach_is_waiting(self):
        for registration in self:
            registration.outreach_is_waiting = registration.state == "draft" and bool(registration.outreach_waiting_since)

    def _search_outreach_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "draft"), ("outreach_waiting_since", "!=", False)]

    @api.depends("state", "outreach_waiting_since", "outreach_waiting_number")
    def _compute_outreach_waiting_place(self):
        queues = {}
        for registration in self:
            if not registration.outreach_is_waiting:
                registration.outreach_waiting_place = 0
                continue
            event = registration.event_id
            if event not in queues:
                queues[event] = self.search(
                    [("event_id", "=", event.id), ("outreach_is_waiting", "=", True)], order="outreach_waiting_number, id"
                ).ids
            registration.outreach_waiting_place = (
                queues[event].index(registration.id) + 1 if registration.id in queues[event] else 0
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
        return super().create(vals_list)

    def write(self, vals):
        """Lock before a seat changes hands, serve the waiting list after one is freed, and keep the attendance log in step."""
        if not SEAT_FIELDS & set(vals):
            return super().write(vals)
        events = self.event_id | self.env["event.event"].browse(vals.get("event_id") or [])
        events._outreach_lock_seats()
        result = super().write(vals)
        if "state" in vals:
            self._outreach_log_state()
        if vals.get("state") not in ("open", "done"):
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
        for event in events:
            event._outreach_promote()
        return result

    def _outreach_take_seat(self):
        """Take a seat if there is one, else a place at the end of the waiting list. Saying yes twice changes nothing."""
        self.ensure_one()
        if self.state in ("open", "done") or self.outreach_is_waiting:
            return
        if self.event_id._outreach_has_seat_for(self.outreach_target_group_id):
            self._outreach_confirm()
        else:
            # Two people may come in the same second; the counter of the seats tells who was first.
            number = self.event_id.outreach_seat_version
            self.write({"state": "draft", "outreach_waiting_since": fields.Datetime.now(), "outreach_waiting_number": number})

    def _outreach_confirm(self):
        self.write({"state": "open", "outreach_waiting_since": False})

    def _outreach_free_seat(self):
        """Give the seat or the waiting place back."""
        self.filtered(lambda registration: registration.state in ("draft", "open")).write(
            {"state": "cancel", "outreach_waiting_since": False}
        )

    def _update_mail_schedulers(self):
        """Invitees get the mails of their campaign, not Odoo's confirmations beside them."""
        return super(
            EventRegistration, self.filtered(lambda registration: not registration.outreach_invitation_id)
        )._update_mail_schedulers()

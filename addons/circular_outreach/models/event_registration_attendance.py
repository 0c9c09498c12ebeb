import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import attendance
from ..tools.button_right import DESK, only_for

# Whoever stands at the door comes before those who wait at home: with the time of waiting, nobody asks for the next in line.
PRESENT = {"state": "done", "outreach_waiting_since": False}


class EventRegistration(models.Model):
    """Who came. The log says so; the attendance and Odoo's own state follow from the lines that nobody took back."""

    _inherit = "event.registration"

    outreach_lock_text = fields.Char(related="event_id.outreach_lock_text")
    outreach_entry_ids = fields.One2many("outreach.attendance.entry", "registration_id", string="Attendance Log")
    outreach_attendance = fields.Selection(
        [("expected", "Expected"), ("attended", "Attended"), ("excused", "Excused"), ("no_show", "Did not come")],
        string="Attendance",
        compute="_compute_outreach_attendance",
        store=True,
        index=True,
    )

    # Whether anybody has come at all is asked for everybody who has a seat.
    _outreach_attended = models.Index("(event_id) WHERE outreach_attendance = 'attended'")

    @api.depends("outreach_entry_ids.kind", "outreach_entry_ids.recorded_on", "outreach_entry_ids.undoes_key")
    def _compute_outreach_attendance(self):
        for registration in self:
            registration.outreach_attendance = attendance.state(registration.outreach_entry_ids._get_lines())

    @api.depends("state")
    def _compute_date_closed(self):
        """Forget the time of a check-in that was undone; Odoo would keep it."""
        self.filtered(lambda registration: registration.state != "done").date_closed = False
        return super()._compute_date_closed()

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        registrations._outreach_log_state()
        return registrations

    @only_for(DESK)
    def action_outreach_check_in(self):
        return self._outreach_ask_why("check_in") or self._outreach_check_in()

    @only_for(DESK)
    def action_outreach_undo(self):
        return self._outreach_ask_why("undo") or self._outreach_undo()

    @only_for(DESK)
    def action_outreach_excuse(self):
        return self._outreach_open_correction("excuse")

    @only_for(DESK)
    def action_outreach_correct(self):
        return self._outreach_open_correction("check_in")

    @only_for(DESK)
    def action_outreach_walk_in(self):
        """Ask for somebody who is not on the list of the workshop at hand."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_walk_in_action")
        event_id = self.env.context.get("default_event_id")
        return dict(action, context={"default_event_id": event_id} if event_id else {})

    def _outreach_ask_why(self, kind):
        """Return the window that asks for a reason, if one is needed: absences that were noted and closed lists are not changed in passing."""
        if self.event_id.filtered("outreach_locked_on"):
            self.event_id._outreach_check_lock(self.env.user.has_group("circular_outreach.group_manager"))
            return self._outreach_open_correction(kind)
        return self._outreach_open_correction(kind) if "no_show" in self.mapped("outreach_attendance") else None

    def _outreach_open_correction(self, kind):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_attendance_correction_action")
        return dict(action, context={"default_registration_ids": self.ids, "default_kind": kind})

    def _outreach_check_in(self):
        self.filtered(lambda registration: registration.outreach_attendance != "attended")._outreach_log("check_in")

    def _outreach_undo(self):
        self.filtered(lambda registration: registration.outreach_attendance != "expected")._outreach_log("undo")

    def _outreach_log(self, kind, recorded_on=None, device=None, key=None, **how):
        """Add lines to the attendance log and let Odoo's state follow.

        An undo takes back what makes the present attendance: the check-ins, or else excuses and absences. An excuse or an absence takes back
        the check-ins there are, unless it comes late: whoever was seen afterwards has attended all the same.

        :param str kind: check_in, undo, excuse or no_show
        :param datetime recorded_on: when it happened (UTC); now if not given
        :param str device: which desk
        :param str key: makes the line unique, so that a late second upload of it is recognised
        :param how: channel (screen, paper or system) and reason
        :raises AccessError: if the list is closed and this is not an administrator with a reason
        """
        self.check_access("write")
        self.event_id._outreach_check_lock(how.get("reason") and self.env.user.has_group("circular_outreach.group_manager"))
        values = {"recorded_on": recorded_on or fields.Datetime.now(), "device": device or False, **how}
        if how.get("channel") == "system":
            values["user_id"] = False
        lines = []
        for registration in self:
            undone = registration._outreach_find_undone(kind, recorded_on)
            lines += [
                {**values, "registration_id": registration.id, "kind": "undo", "key": str(uuid.uuid4()), "undoes_key": entry.key}
                for entry in undone
            ]
            if kind != "undo":
                lines.append({**values, "registration_id": registration.id, "kind": kind, "key": key or str(uuid.uuid4())})
        # sudo: lines of the log are written by the methods of this addon and by nothing else
        self.env["outreach.attendance.entry"].sudo().create(lines)
        self._outreach_follow_log()

    def _outreach_find_undone(self, kind, recorded_on):
        """Return the standing lines that a new line of this kind takes back."""
        standing = self.outreach_entry_ids._get_standing()
        check_ins = standing.filtered(lambda entry: entry.kind == "check_in")
        if kind == "undo":
            return check_ins or standing
        if kind == "check_in":
            return check_ins.browse()
        return check_ins.filtered(lambda entry: not recorded_on or entry.recorded_on <= recorded_on)

    def _outreach_excuse_late(self, reason):
        """Note that somebody with a seat called off too late to decline; before the deadline it is simply an answer."""
        seated = self.filtered(lambda one: one.state == "open" and one.outreach_attendance != "excused")
        seated._outreach_log("excuse", reason=reason)

    def _outreach_follow_log(self):
        """Let Odoo's state say what the log says."""
        came = self.filtered(lambda registration: registration.outreach_attendance == "attended")
        came.filtered(lambda registration: registration.state != "done")._outreach_let_in()
        (self - came).filtered(lambda registration: registration.state == "done").write({"state": "open"})
        self._outreach_follow_certificates()

    def _outreach_let_in(self):
        """Give who stands at the door the seat they have, or a free one.

        :raises ValidationError: if there is none
        """
        for registration in self.filtered(lambda one: not one.outreach_holds_seat):
            event = registration.event_id
            if not event._outreach_has_seat_for(registration.outreach_target_group_id, registration.outreach_organisation_id):
                raise ValidationError(event._outreach_get_full_message(registration))
        self.write(PRESENT)

    def _outreach_log_state(self):
        """Log what Odoo's own desk and buttons did, so that both tell the same story."""
        came = self.filtered(lambda registration: registration.state == "done" and registration.outreach_attendance != "attended")
        left = self.filtered(lambda registration: registration.state != "done" and registration.outreach_attendance == "attended")
        if came:
            came._outreach_log("check_in")
        if left:
            left._outreach_log("undo")

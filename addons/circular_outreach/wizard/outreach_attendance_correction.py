from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachAttendanceCorrection(models.TransientModel):
    """An attendance that is corrected or excused: what it was, and why. The reason stands in the log."""

    _name = "outreach.attendance.correction"
    _description = "Correction of an Attendance"

    registration_ids = fields.Many2many("event.registration", string="Attendees", required=True)
    kind = fields.Selection(
        [
            ("check_in", "Was there"),
            ("excuse", "Excused"),
            ("no_show", "Did not come"),
            ("undo", "Not known: take back what is noted"),
        ],
        string="What Was It?",
        required=True,
        default="check_in",
    )
    reason = fields.Char(required=True)
    lock_text = fields.Char(compute="_compute_lock_text")

    @api.depends("registration_ids")
    def _compute_lock_text(self):
        for correction in self:
            correction.lock_text = correction.registration_ids.event_id.filtered("outreach_lock_text")[:1].outreach_lock_text

    def action_store(self):
        """Write a line with the reason for each attendee."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please say why. The reason stands in the attendance log."))
        if self.kind == "undo":
            nothing_noted = self.registration_ids.filtered(lambda one: one.outreach_attendance == "expected")
        else:
            nothing_noted = self.env["event.registration"]
        (self.registration_ids - nothing_noted)._outreach_log(self.kind, reason=reason)
        return {"type": "ir.actions.act_window_close"}

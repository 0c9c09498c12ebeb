from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachAttendanceEntry(models.Model):
    """One line of the attendance log. Lines are added, never changed; the latest by time counts."""

    _name = "outreach.attendance.entry"
    _description = "Attendance Entry"
    _order = "recorded_on desc, id desc"
    _rec_name = "kind"

    registration_id = fields.Many2one("event.registration", required=True, index=True, readonly=True, ondelete="restrict")
    event_id = fields.Many2one(related="registration_id.event_id", string="Workshop")
    kind = fields.Selection(
        [("check_in", "Checked in"), ("undo", "Check-in undone"), ("excuse", "Excused"), ("no_show", "Did not come")],
        required=True,
        readonly=True,
    )
    recorded_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    device = fields.Char(readonly=True)
    key = fields.Char(required=True, readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Recorded by", readonly=True, default=lambda self: self.env.user)

    _key_unique = models.UniqueIndex("(key)", "This entry has arrived before.")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("The attendance log cannot be changed. Record the correction as a new entry; the latest one counts.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The attendance log cannot be deleted. Record the correction as a new entry; the latest one counts.")
        )

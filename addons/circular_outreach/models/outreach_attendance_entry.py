from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import attendance

COLUMNS = ("registration_id", "kind", "channel", "recorded_on", "device_time", "device", "key", "undoes_key", "user_id")
INSERT = f"INSERT INTO outreach_attendance_entry ({', '.join(COLUMNS)}, create_uid, create_date, write_uid, write_date) VALUES %s"  # noqa: S608 (constants)


class OutreachAttendanceEntry(models.Model):
    """One line of the attendance log. Lines are added, never changed; every line counts that no other one undoes (decision 0024)."""

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
    channel = fields.Selection(
        [("screen", "On screen"), ("paper", "Sign-in sheet"), ("system", "By the system")],
        string="How",
        required=True,
        readonly=True,
        default="screen",
    )
    reason = fields.Char(readonly=True, help="Why the attendance was corrected or excused.")
    recorded_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    device = fields.Char(readonly=True)
    device_time = fields.Datetime(
        string="Time on Device", readonly=True, help="What the clock of the device said; the time beside it is corrected."
    )
    key = fields.Char(required=True, readonly=True, copy=False)
    undoes_key = fields.Char(string="Undoes", readonly=True, copy=False, help="The key of the line that this one takes back.")
    user_id = fields.Many2one("res.users", string="Recorded by", readonly=True, default=lambda self: self.env.user)

    _key_unique = models.UniqueIndex("(key)", "This entry has arrived before.")
    _undo_names_a_line = models.Constraint(
        "CHECK ((kind = 'undo') = (undoes_key IS NOT NULL))", "An undo has to say which line it takes back."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The attendance log cannot be changed. Record the correction as a new entry."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The attendance log cannot be deleted. Record the correction as a new entry."))

    def _get_lines(self):
        """Return the lines in the order they were written down, for tools/attendance."""
        return [
            attendance.Line(entry.key, entry.kind, entry.recorded_on, entry.undoes_key or None) for entry in self.sorted("id")
        ]

    def _get_standing(self):
        """Return the lines that nobody took back, by time."""
        by_key = {entry.key: entry for entry in self}
        return self.browse(by_key[line.key].id for line in attendance.standing(self._get_lines()))

    @api.model
    def _insert(self, lines):
        """Add many lines in one statement; whoever calls this lets the attendance of their registrations follow."""
        if not lines:
            return
        author = (self.env.uid, fields.Datetime.now())
        rows = [[line.get(column) or None for column in COLUMNS] + [*author, *author] for line in lines]
        self.env.cr.execute_values(INSERT, rows, page_size=1000)
        self.env["event.registration"].invalidate_model(["outreach_entry_ids"])

from datetime import timedelta

import pytz
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..tools.button_right import EDITOR, only_for

# A workshop that was over longer ago when this addon came is left alone: nobody kept a list for it here.
LOOK_BACK = timedelta(days=30)
SCANS = ("application/pdf", "image/jpeg", "image/png")


class EventEvent(models.Model):
    """What becomes of the attendance after a workshop: who did not come is noted by itself, and the signed list closes the record."""

    _inherit = "event.event"

    outreach_no_show_hours = fields.Integer(
        string="Note Who Did Not Come (Hours after the End)",
        default=24,
        help="So many hours after the end, everybody with a seat who was neither checked in nor excused is noted as “did not come”. "
        "Check-ins that arrive later still count. 0 means: nobody is noted by itself.",
    )
    outreach_no_shows_on = fields.Datetime(string="Absences Noted on", readonly=True, copy=False)
    outreach_scan_ids = fields.Many2many(
        "ir.attachment",
        "outreach_event_scan_rel",
        string="Signed Lists",
        copy=False,
        groups="circular_outreach.group_reader",
        help="The scanned sign-in sheets, as PDF or picture.",
    )
    outreach_locked_on = fields.Datetime(string="Attendance Closed on", readonly=True, copy=False)
    outreach_locked_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    outreach_lock_text = fields.Char(compute="_compute_outreach_lock_text")
    outreach_print_ids = fields.One2many("outreach.sign.in.print", "event_id", string="Printed Sign-in Sheets")

    _outreach_no_show_hours_sensible = models.Constraint(
        "CHECK (outreach_no_show_hours BETWEEN 0 AND 1000)",
        "Enter between 0 and 1000 hours; 0 means that nobody is noted by itself.",
    )

    @api.depends("outreach_locked_on", "outreach_locked_by_id")
    @api.depends_context("lang", "tz")
    def _compute_outreach_lock_text(self):
        for event in self:
            event.outreach_lock_text = event.outreach_locked_on and self.env._(
                "The attendance was closed with the signed list (%(user)s, %(time)s). Only administrators can correct it, with a reason.",
                # sudo: a name, for whoever may see the workshop
                user=event.sudo().outreach_locked_by_id.name,
                time=format_datetime(self.env, event.outreach_locked_on, dt_format="short"),
            )

    @api.constrains("outreach_scan_ids")
    def _check_outreach_scans(self):
        # sudo: only the kinds of the files are looked at
        for scan in self.sudo().outreach_scan_ids:
            if scan.mimetype not in SCANS:
                raise UserError(self.env._("“%s” is no scan. Attach the signed list as PDF, JPG or PNG.", scan.name))

    def write(self, vals):
        """A signed list that has closed the attendance is kept as it is, except by administrators."""
        if "outreach_scan_ids" in vals:
            self._outreach_check_lock(self.env.user.has_group("circular_outreach.group_manager"))
        result = super().write(vals)
        if "outreach_scan_ids" in vals:
            # sudo: files that hang on the workshop are seen by whoever sees the workshop
            self.sudo().outreach_scan_ids.filtered(lambda scan: not scan.res_id).write(
                {"res_model": self._name, "res_id": self[:1].id}
            )
        return result

    @only_for(EDITOR)
    def action_outreach_sheet_entry(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_sheet_entry_action")
        return dict(action, context={"default_event_id": self.id})

    @only_for(EDITOR)
    def action_outreach_lock(self):
        """Close the attendance: the signed list is there and what it says has been entered."""
        self.ensure_one()
        self.check_access("write")
        if self.outreach_locked_on:
            return
        if not self.outreach_scan_ids:
            raise UserError(self.env._("There is no signed list yet. Attach its scan first (PDF, JPG or PNG), then confirm it."))
        if fields.Datetime.now() < self.date_end:
            raise UserError(self.env._("The workshop is not over yet. Confirm the signed list afterwards."))
        self._outreach_lock_seats()
        self._outreach_note_no_shows()
        self.write({"outreach_locked_on": fields.Datetime.now(), "outreach_locked_by_id": self.env.uid})
        self.message_post(body=self.env._("The signed list is confirmed and the attendance closed."))

    def _outreach_check_lock(self, may_correct):
        """Refuse changes of an attendance that is closed.

        :param may_correct: whether an administrator gives a reason for it
        :raises AccessError: says why, and who can help
        """
        locked = self.filtered("outreach_locked_on")
        if locked and not may_correct:
            raise AccessError(
                self.env._(
                    "The attendance of “%s” was closed with the signed list. An administrator can correct it, with a reason: "
                    "button “Correct Attendance” on the registration.",
                    locked[0].name,
                )
            )

    def _outreach_note_no_shows(self):
        """Note who had a seat, was not seen and did not call off. Doing it again changes nothing."""
        for event in self:
            absent = self.env["event.registration"].search(
                [("event_id", "=", event.id), ("state", "=", "open"), ("outreach_attendance", "=", "expected")]
            )
            absent._outreach_log("no_show", channel="system")
            event.outreach_no_shows_on = fields.Datetime.now()

    def _is_outreach_no_show_due(self):
        """Whether the absences are to be noted now; once only, unless the workshop was moved to a later day afterwards."""
        due_on = self.date_end + timedelta(hours=self.outreach_no_show_hours)
        is_noted = self.outreach_no_shows_on and self.outreach_no_shows_on > self.date_end
        return bool(self.outreach_no_show_hours) and not is_noted and due_on <= fields.Datetime.now()

    @api.model
    def _cron_outreach_note_no_shows(self):
        now = fields.Datetime.now()
        ended = self.search([("date_end", "<", now), ("date_end", ">", now - LOOK_BACK - timedelta(hours=1000))])
        due = [event for event in ended if event._is_outreach_no_show_due() and event._outreach_was_held()]
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for number, event in enumerate(due, 1):
            if self.env.cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
                # A late device may upload meanwhile; waiting in line is better than failing (decision 0009).
                self.env.cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            event._outreach_lock_seats()
            event._outreach_note_no_shows()
            self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number)

    def _outreach_was_held(self):
        """Whether somebody came as far as anybody knows; without a single check-in the list has not come back yet, or nothing took place."""
        return self.kanban_state != "cancel" and bool(
            self.env["event.registration"].search_count(
                [("event_id", "=", self.id), ("outreach_attendance", "=", "attended")], limit=1
            )
        )

    def _get_outreach_days(self):
        """Return the days of the workshop by the clock of its place; a night that ends before six belongs to the evening before."""
        place = pytz.timezone(self.date_tz or "UTC")
        begin, end = (pytz.utc.localize(moment).astimezone(place) for moment in (self.date_begin, self.date_end))
        first, last = begin.date(), max(begin.date(), (end - timedelta(hours=6)).date())
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

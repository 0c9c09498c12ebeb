import uuid

from odoo import api, fields, models

ATTENDANCE_OF_KIND = {"check_in": "attended", "undo": "expected", "excuse": "excused", "no_show": "no_show"}


class EventRegistration(models.Model):
    """Who came. The log says so; the attendance and Odoo's own state follow from its latest line."""

    _inherit = "event.registration"

    outreach_entry_ids = fields.One2many("outreach.attendance.entry", "registration_id", string="Attendance Log")
    outreach_attendance = fields.Selection(
        [("expected", "Expected"), ("attended", "Attended"), ("excused", "Excused"), ("no_show", "Did not come")],
        string="Attendance",
        compute="_compute_outreach_attendance",
        store=True,
        index=True,
    )

    @api.depends("outreach_entry_ids.kind", "outreach_entry_ids.recorded_on")
    def _compute_outreach_attendance(self):
        for registration in self:
            latest = registration.outreach_entry_ids.sorted(lambda entry: (entry.recorded_on, entry.id))[-1:]
            registration.outreach_attendance = ATTENDANCE_OF_KIND.get(latest.kind, "expected")

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

    def action_outreach_check_in(self):
        self.filtered(lambda registration: registration.outreach_attendance != "attended")._outreach_log("check_in")

    def action_outreach_undo(self):
        self.filtered(lambda registration: registration.outreach_attendance != "expected")._outreach_log("undo")

    def action_outreach_excuse(self):
        self.filtered(lambda registration: registration.outreach_attendance != "excused")._outreach_log("excuse")

    def action_outreach_walk_in(self):
        """Ask for somebody who is not on the list of the workshop at hand."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_walk_in_action")
        event_id = self.env.context.get("default_event_id")
        return dict(action, context={"default_event_id": event_id} if event_id else {})

    def _outreach_log(self, kind, recorded_on=None, device=None, key=None):
        """Add a line to the attendance log and let Odoo's state follow, unless the line comes late and a later one counts.

        :param str kind: check_in, undo, excuse or no_show
        :param datetime recorded_on: when it happened, by the clock of the device (UTC); now if not given
        :param str device: which desk
        :param str key: makes the line unique, so that a late second upload of it is recognised
        """
        self.check_access("write")
        # sudo: lines of the log are written here and nowhere else
        self.env["outreach.attendance.entry"].sudo().create(
            [
                {
                    "registration_id": registration.id,
                    "kind": kind,
                    "recorded_on": recorded_on or registration._outreach_now(),
                    "device": device or False,
                    "key": key or str(uuid.uuid4()),
                }
                for registration in self
            ]
        )
        came = self.filtered(lambda registration: registration.outreach_attendance == "attended")
        came.filtered(lambda registration: registration.state != "done").write({"state": "done"})
        (self - came).filtered(lambda registration: registration.state == "done").write({"state": "open"})

    def _outreach_now(self):
        """Return the present time, or that of the latest line if a device's clock runs ahead: what is done now counts now."""
        return max([fields.Datetime.now(), *self.outreach_entry_ids.mapped("recorded_on")])

    def _outreach_log_state(self):
        """Log what Odoo's own desk and buttons did, so that both tell the same story."""
        came = self.filtered(lambda registration: registration.state == "done" and registration.outreach_attendance != "attended")
        left = self.filtered(lambda registration: registration.state != "done" and registration.outreach_attendance == "attended")
        if came:
            came._outreach_log("check_in")
        if left:
            left._outreach_log("undo")

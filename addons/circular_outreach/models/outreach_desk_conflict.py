from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for

KEEP_RESOLVED = timedelta(days=30)


class OutreachDeskConflict(models.Model):
    """Something the devices at the desk reported that a person must look at: open until somebody said which of two ways it was.

    What was tapped is in the log already wherever there is a registration to log it for; only what names an unknown one waits in here.
    """

    _name = "outreach.desk.conflict"
    _description = "Desk Entry to Clarify"
    _order = "resolved_on desc, id"
    _rec_name = "description"
    _rec_names_search = ["event_id"]

    event_id = fields.Many2one("event.event", string="Workshop", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("crossed", "Checked in and undone"),
            ("same_person", "Perhaps one person"),
            ("cancelled", "Had no seat"),
            ("no_seat", "No seat left"),
            ("unknown", "Not on the list"),
            ("locked", "After the list was closed"),
        ],
        required=True,
        readonly=True,
    )
    registration_id = fields.Many2one("event.registration", readonly=True, ondelete="cascade", index="btree_not_null")
    other_registration_id = fields.Many2one("event.registration", readonly=True, ondelete="set null", index="btree_not_null")
    key = fields.Char(required=True, readonly=True)
    entry = fields.Json(readonly=True)
    device = fields.Char(readonly=True)
    recorded_on = fields.Datetime(required=True, readonly=True)
    description = fields.Char(compute="_compute_description")
    resolution = fields.Selection([("accepted", "Was there"), ("rejected", "Was not there")], readonly=True)
    resolved_on = fields.Datetime(readonly=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True)

    _key_unique = models.UniqueIndex("(key)")

    @api.depends("kind", "registration_id", "other_registration_id", "device", "entry")
    @api.depends_context("lang")
    def _compute_description(self):
        for conflict in self:
            conflict.description = conflict._describe()

    def _describe(self):
        """Say in one sentence what there is to decide."""
        values = {
            "name": self.registration_id.name or (self.entry or {}).get("name") or self.env._("somebody"),
            "other": self.other_registration_id.name or "",
            "organisation": self.other_registration_id.company_name or "–",
            "device": self.device or "–",
        }
        if self.kind == "crossed":
            return self.env._(
                "%(name)s was checked in at “%(device)s” and undone on another device at about the same time.", **values
            )
        if self.kind == "same_person":
            return self.env._("%(name)s was entered as a walk-in; %(other)s (%(organisation)s) is on the list, too.", **values)
        if self.kind == "cancelled":
            return self.env._("%(name)s was checked in at “%(device)s”, but had cancelled or was on the waiting list.", **values)
        if self.kind == "no_seat":
            return self.env._("%(name)s was let in at “%(device)s”, but all seats are taken.", **values)
        if self.kind == "locked":
            return self.env._(
                "“%(device)s” reports %(name)s after the attendance was closed; an administrator decides.", **values
            )
        return self.env._("“%(device)s” reports %(name)s, who is not on the list of this workshop (any more).", **values)

    @only_for(EDITOR)
    def action_accept(self):
        """Decide that the person was there, or that the two are one person."""
        for conflict in self._get_open():
            if conflict.kind == "same_person":
                conflict._join()
            elif conflict.kind == "unknown":
                conflict._enter_unknown()
            elif conflict.kind == "locked":
                conflict._take_late()
            else:
                conflict._let_in()
            conflict._resolve("accepted")

    @only_for(EDITOR)
    def action_reject(self):
        """Decide that the person was not there, or that the two are two people."""
        for conflict in self._get_open():
            if conflict.kind not in ("same_person", "unknown", "locked"):
                conflict.registration_id._outreach_undo()
            conflict._resolve("rejected")

    def _get_open(self):
        self.event_id.registration_ids.check_access("write")
        return self.filtered(lambda conflict: not conflict.resolved_on)

    def _resolve(self, resolution):
        # sudo: decided by the buttons and by nothing else; see _get_open for the right to do so
        self.sudo().write({"resolution": resolution, "resolved_on": fields.Datetime.now(), "resolved_by_id": self.env.uid})

    def _let_in(self):
        """Give the person a seat, and say what to do if there is none."""
        registration, event = self.registration_id, self.event_id
        event._outreach_lock_seats()
        if registration.state not in ("open", "done") and not event._outreach_has_seat_for(registration.outreach_target_group_id):
            raise UserError(self.env["outreach.walk.in"].new({"event_id": event.id})._get_no_seat_message())
        registration._outreach_check_in()
        registration._outreach_follow_log()

    def _join(self):
        """Make one registration of the two: the one on the list stays and has attended."""
        walk_in, listed = self.registration_id, self.other_registration_id
        if not listed:
            raise UserError(self.env._("The other registration has been deleted. Press “Two people”."))
        walk_in._outreach_log("undo")
        walk_in.action_cancel()
        listed._outreach_check_in()

    def _enter_unknown(self):
        """Put somebody on the list whom only the device knows; there is nothing to enter if the device undid a check-in."""
        entry = self.entry or {}
        if entry.get("kind") == "undo" or not entry.get("name"):
            raise UserError(self.env._("There is no name to enter. Press “Leave out”."))
        walk_in = self.env["outreach.walk.in"].create({"event_id": self.event_id.id, "name": entry["name"]})
        walk_in.action_check_in()

    def _take_late(self):
        """Take what a device handed in after the attendance was closed, if an administrator says so."""
        self.event_id._outreach_check_lock(self.env.user.has_group("circular_outreach.group_manager"))
        self.env["outreach.desk.upload"]._take_late(self)

    @api.autovacuum
    def _gc_resolved(self):
        """Forget what has been decided, and the names in it."""
        self.search([("resolved_on", "<", fields.Datetime.now() - KEEP_RESOLVED)]).unlink()

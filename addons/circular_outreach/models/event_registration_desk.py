from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import attendance
from .event_registration_attendance import PRESENT


class EventRegistration(models.Model):
    """What the devices at the desk know of a registration, and what they made themselves."""

    _inherit = "event.registration"

    outreach_desk_key = fields.Char(
        string="Key of the Walk-in", readonly=True, copy=False, help="Made by the device on which the person was entered."
    )
    outreach_replaced_id = fields.Many2one(
        "event.registration",
        string="Comes Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _outreach_desk_key_unique = models.UniqueIndex("(outreach_desk_key) WHERE outreach_desk_key IS NOT NULL")

    def _get_outreach_desk_line(self, check_ins):
        """Return one line of the list on the device; what is empty is left out, for phones are slow and networks slower."""
        self.ensure_one()
        # sudo: the desk does not see invitations; only what a scanner must recognise leaves this method
        codes = self.event_id._get_outreach_codes(self.sudo().outreach_invitation_id, self.barcode)
        line = {
            "id": self.id,
            "name": self.name or "",
            "org": self.company_name
            or self.sudo().outreach_organisation_id.name,  # sudo: only the name, as on the sheet at the door
            "group": self.outreach_target_group_id.id,
            "state": self._get_outreach_desk_state(),
            "codes": codes,
            "in": check_ins.get(self.id),
            "key": self.outreach_desk_key,
            "walk_in": self.outreach_is_walk_in,
        }
        return {field: value for field, value in line.items() if value}

    def _get_outreach_desk_state(self):
        """Return what is special about this person at the door; nothing if a seat is kept for them."""
        if self.outreach_is_waiting:
            return "waiting"
        if self.state == "cancel":
            return "cancelled"
        if self.outreach_attendance in ("excused", "no_show"):
            return "excused"
        return "draft" if self.state == "draft" else None

    def _outreach_follow_desk(self):
        """Let attendance and seats follow what was tapped. Nobody in the room is refused: without a seat they wait for a person's decision.

        :return: those of whom something was taken back
        """
        people = self.with_context(tracking_disable=True)  # the attendance log says it all
        undone = people._outreach_store_attendance()
        came = people.filtered(lambda person: person.outreach_attendance == "attended" and person.state != "done")
        choosy = came.filtered(
            lambda person: person.outreach_replaced_id or (person.state != "open" and person.event_id.seats_limited)
        )
        if came - choosy:
            (came - choosy).write(PRESENT)
        for person in choosy:
            person._outreach_seat_at_desk()
        left = people.filtered(lambda person: person.outreach_attendance != "attended" and person.outreach_desk_key)
        for person in left.filtered(lambda person: person.state != "cancel"):
            person._outreach_unseat_at_desk()
        people._outreach_follow_certificates()
        return undone

    def _outreach_store_attendance(self):
        """Store what the log says, in two statements however many people it is about.

        Whoever has a seat keeps it: "registered" becomes "attended" or the other way round, which is no matter of seats. Only where leads are to
        be made of people who attended, Odoo's way through `write` is taken, which makes them.
        """
        if not self:
            return self
        self.flush_recordset()  # what is still to be computed must not overwrite this
        rows = self.env.execute_query(
            SQL(
                "SELECT registration_id, key, kind, recorded_on, undoes_key FROM outreach_attendance_entry"
                " WHERE registration_id IN %s ORDER BY id",
                tuple(self.ids),
            )
        )
        logs = {}
        for number, *line in rows:
            logs.setdefault(number, []).append(attendance.Line(*line))
        is_plain = not self._outreach_makes_leads()
        values = [person._outreach_get_states(attendance.state(logs.get(person.id, ())), is_plain) for person in self]
        self.env.cr.execute_values(
            "UPDATE event_registration SET outreach_attendance = new.attendance, state = new.state, date_closed = CASE"
            " WHEN new.state = 'done' THEN COALESCE(date_closed, now() AT TIME ZONE 'UTC') END"
            " FROM (VALUES %s) AS new (id, attendance, state) WHERE event_registration.id = new.id",
            values,
            page_size=1000,
        )
        self.invalidate_recordset(["outreach_attendance", "state", "date_closed"])
        self.fetch(["outreach_attendance", "state"])
        self.event_id.invalidate_recordset(["seats_reserved", "seats_used"])
        return self.filtered(lambda person: any(line.kind == "undo" for line in logs.get(person.id, ())))

    def _outreach_get_states(self, attended, is_plain):
        state = self.state
        if state == "open" and attended == "attended" and is_plain and not self.outreach_replaced_id:
            state = "done"
        elif state == "done" and attended != "attended" and not self.outreach_desk_key:
            state = "open"
        return self.id, attended, state

    @api.model
    def _outreach_makes_leads(self):
        """Whether the module event_crm is there and has a rule for people who attended."""
        if "event.lead.rule" not in self.env:
            return False
        # sudo: a device is nobody to Odoo
        return bool(self.env["event.lead.rule"].sudo().search_count([("lead_creation_trigger", "=", "done")], limit=1))

    def _outreach_seat_at_desk(self):
        """Take the seat of the person replaced, or a free one if there is one."""
        replaced = self.outreach_replaced_id
        if replaced.state in ("open", "draft") and replaced.outreach_attendance != "attended":
            if replaced.state == "open":
                replaced._outreach_hand_over_seat(self, "done")
                return
            replaced._outreach_free_seat()
        if self.event_id._outreach_has_seat_for(self.outreach_target_group_id):
            self.write(PRESENT)

    def _outreach_unseat_at_desk(self):
        """Take somebody off the list who was entered by mistake; who was replaced gets the seat back."""
        replaced = self.outreach_replaced_id
        if replaced.state == "cancel" and self.state == "done":
            self._outreach_hand_over_seat(replaced, "open")
        else:
            self.action_cancel()

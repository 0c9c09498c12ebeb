from odoo import fields, models
from odoo.tools import SQL


class EventEvent(models.Model):
    """The seats of a workshop: one method locks them, one says who may have one, one serves the waiting list."""

    _inherit = "event.event"

    outreach_seat_version = fields.Integer(readonly=True, copy=False, default=0)

    def write(self, vals):
        result = super().write(vals)
        if {"seats_max", "seats_limited"} & set(vals):
            self._outreach_serve_waiting()
        return result

    def _outreach_serve_waiting(self):
        for event in self:
            event._outreach_promote()

    def _outreach_lock_seats(self):
        """Make this transaction the only one that changes the seats of these events until it ends (invariant I3).

        A mere lock is not enough: under REPEATABLE READ a transaction that waited for it would still count the seats as they were before it
        waited. The counter makes that visible. A transaction that began earlier fails here with a serialization error, which Odoo answers by
        running the request again; one in READ COMMITTED goes on with the present state (decision 0009).
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE event_event SET outreach_seat_version = COALESCE(outreach_seat_version, 0) + 1 WHERE id IN %s",
                tuple(self.ids or [0]),
            )
        )
        self.invalidate_recordset()

    def _outreach_has_seat_for(self, target_group):
        """Say whether somebody of this target group may take a seat now: one kept for the group, or else a common one."""
        self.ensure_one()
        if not self.seats_limited or not self.seats_max:
            return True
        quotas = {quota.target_group_id: quota.seats for quota in self.outreach_quota_ids}
        taken = dict(
            self.env["event.registration"]._read_group(
                [("event_id", "=", self.id), ("state", "in", ("open", "done"))], ["outreach_target_group_id"], ["__count"]
            )
        )
        if taken.get(target_group, 0) < quotas.get(target_group, 0):
            return sum(taken.values()) < self.seats_max
        common = self.seats_max - sum(quotas.values())
        return sum(max(0, count - quotas.get(group, 0)) for group, count in taken.items()) < common

    def _outreach_promote(self):
        """Give free seats to the waiting, in order of their places; whose quota is full is passed over, not dropped (invariant I4)."""
        self.ensure_one()
        if not self.outreach_waiting_count or self.is_finished:
            return
        self._outreach_lock_seats()
        for registration in self.env["event.registration"].search(
            [("event_id", "=", self.id), ("outreach_is_waiting", "=", True)], order="outreach_waiting_number, id"
        ):
            if self._outreach_has_seat_for(registration.outreach_target_group_id):
                registration._outreach_confirm()

from odoo import fields, models
from odoo.tools import SQL

from ..tools.seat_room import Guest, SeatRoom


class EventEvent(models.Model):
    """The seats of a workshop: one method locks them, one says who has them, one says who may have one."""

    _inherit = "event.event"

    outreach_seat_version = fields.Integer(readonly=True, copy=False, default=0)

    def _outreach_lock_seats(self):
        """Make this transaction the only one that changes the seats of these events until it ends (invariant I3).

        A mere lock is not enough: under REPEATABLE READ a transaction that waited for it would still count the seats as they were before it
        waited. The counter makes that visible. A transaction that began earlier fails here with a serialization error, which Odoo answers by
        running the request again; one in READ COMMITTED goes on with the present state (decision 0009).
        """
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE event_event SET outreach_seat_version = COALESCE(outreach_seat_version, 0) + 1 WHERE id IN %s",
                tuple(self.ids),
            )
        )
        # What was read under the lock stays true under it. The note goes with the transaction, or with the savepoint that held the lock.
        held = self.env.cr.precommit.data.setdefault("outreach.held_events", set())
        self.filtered(lambda event: event.id in held).invalidate_recordset(["outreach_seat_version"])
        self.filtered(lambda event: event.id not in held).invalidate_recordset()
        held.update(self.ids)

    def _outreach_has_seat_for(self, target_group, organisation=None):
        """Say whether somebody of this target group and organisation may take a seat now."""
        return self._outreach_get_room().has_seat_for(Guest(target_group.id or None, organisation.id if organisation else None))

    def _outreach_get_room(self):
        """Return the seats as they are: who is confirmed has one, and an offered seat is kept for whom it is offered to."""
        self.ensure_one()
        room = SeatRoom(
            self._outreach_get_capacity(),
            self._outreach_get_quotas(),
            self.outreach_organisation_limit,
            self._outreach_get_tickets(),
        )
        # sudo: a seat is taken whoever is looking
        taken = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [("event_id", "=", self.id), ("outreach_holds_seat", "=", True)],
                ["outreach_target_group_id", "outreach_organisation_id", "event_ticket_id"],
                ["__count"],
            )
        )
        for group, organisation, ticket, count in taken:
            room.take(Guest(group.id or None, organisation.id or None, ticket.id or None), count)
        return room

    def _outreach_get_capacity(self):
        """Return how many seats there are, or None for any number. Where an event has several times, Odoo's own check is the only one."""
        if not self.seats_limited or not self.seats_max or self._outreach_has_slots():
            return None
        return self.seats_max + self.outreach_extra_seats

    def _outreach_get_quotas(self):
        """Return {target group id: seats kept for it}; from the day of the release on there are none."""
        release = self.outreach_quota_release_on
        if release and release <= fields.Datetime.now():
            return {}
        return {quota.target_group_id.id: quota.seats for quota in self.outreach_quota_ids}

    def _outreach_get_tickets(self):
        """Return {ticket id: seats} of Odoo's kinds of tickets, as far as they are limited."""
        return {ticket.id: ticket.seats_max for ticket in self.event_ticket_ids if ticket.seats_max}

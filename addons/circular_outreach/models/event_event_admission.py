from odoo import models
from odoo.exceptions import ValidationError


class EventEvent(models.Model):
    """What a workshop says to registrations made in Odoo's own ways, when its seats are taken."""

    _inherit = "event.event"

    def _outreach_limits_seats(self):
        """Whether the seats are counted here; those of slots are Odoo's business."""
        return bool(self.seats_limited and self.seats_max and not self._outreach_has_slots())

    def _outreach_has_slots(self):
        """Whether seats are counted by slot. Odoo does so as soon as there are slots, also before the box “Multiple Slots” is ticked."""
        # sudo: who stands at the door may not read the slots
        return self.is_multi_slots or bool(self.sudo().event_slot_ids)

    def _verify_seats_availability(self, slot_tickets):
        """Let visitors of a website come in when the last seat has just gone: they get a waiting place, not an error.

        A kind of ticket that is sold out has no waiting list, and says so as usual.
        """
        is_visitor = not self.env.user._is_internal()
        if is_visitor and self._outreach_limits_seats() and any(count for _slot, _ticket, count in slot_tickets):
            slot_tickets = [
                (slot, ticket, count)
                for slot, ticket, count in slot_tickets
                if ticket and ticket.seats_max and ticket.seats_available < count
            ]
        return super()._verify_seats_availability(slot_tickets)

    def _outreach_check_extra_seats(self):
        """Hold the seats against their number without those a manager has added by hand."""
        for event in self:
            regular = [
                ("event_id", "=", event.id),
                ("state", "in", ("open", "done")),
                ("outreach_if_full", "!=", "extra"),
            ]
            if event._outreach_limits_seats() and self.env["event.registration"].search_count(regular) > event.seats_max:
                raise ValidationError(self.env._("“%s” has no seat left.", event.name))

    def _outreach_get_full_message(self, registration):
        """Say why there is no seat, and what a clerk can do about it."""
        is_kept = self.seats_available > 0
        why = (
            self.env._("the free seats (%s) are kept for other target groups", self.seats_available)
            if is_kept
            else self.env._("all %s seats are taken", self.seats_max)
        )
        return self.env._(
            "“%(event)s” has no seat for %(name)s: %(why)s. Choose in the field “If the Workshop Is Full” whether they go on the waiting "
            "list (%(waiting)s waiting) or get an extra seat, which administrators of events may give. Then register them again.",
            event=self.name,
            name=registration.name or self.env._("this person"),
            why=why,
            waiting=self.outreach_waiting_count,
        )

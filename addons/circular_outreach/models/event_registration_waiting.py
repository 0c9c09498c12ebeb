from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..tools.button_right import EDITOR, only_for


class EventRegistration(models.Model):
    """What the waiting list shows, and what the office may do with it."""

    _inherit = "event.registration"

    outreach_waiting_place = fields.Integer(
        string="Place on Waiting List", compute="_compute_outreach_waiting_place", help="0 for whom a seat is offered to."
    )
    outreach_offer_text = fields.Char(string="Offer Until", compute="_compute_outreach_offer_text")

    @api.depends("state", "outreach_waiting_since", "outreach_waiting_number", "outreach_offer_until", "event_id")
    def _compute_outreach_waiting_place(self):
        self.outreach_waiting_place = 0
        waiting = self.filtered(lambda one: one.outreach_is_waiting and not one.outreach_offer_until)
        if not waiting:
            return
        waiting.flush_model()
        places = dict(self.env.execute_query(waiting._outreach_get_place_query()))
        for registration in waiting:
            registration.outreach_waiting_place = places.get(registration._origin.id, 0)

    def _outreach_get_place_query(self):
        """Return the places of all who wait for these workshops, whoever is looking: a place among those one may see would be another."""
        return SQL(
            """
            SELECT id, row_number() OVER (PARTITION BY event_id ORDER BY outreach_waiting_number, id)
            FROM event_registration
            WHERE event_id IN %s AND active AND state = 'draft'
                AND outreach_waiting_since IS NOT NULL AND outreach_offer_until IS NULL
            """,
            tuple(self.event_id.ids),
        )

    def _outreach_forget_places(self):
        """Have the places counted anew: they depend on what others do."""
        self.env["event.registration"].invalidate_model(["outreach_waiting_place"], flush=False)
        self.env["outreach.invitation"].invalidate_model(["waiting_place"], flush=False)

    @api.depends("outreach_offer_until", "event_id.date_tz")
    @api.depends_context("lang")
    def _compute_outreach_offer_text(self):
        """Say until when the offer is valid, on the clock of the place."""
        pattern = self.env._("EEEE, MMMM d, y, h:mm a")
        for one in self:
            until, tz = one.outreach_offer_until, one.event_id.date_tz or "Europe/Berlin"
            one.outreach_offer_text = format_datetime(self.env, until, tz=tz, dt_format=pattern) if until else ""

    @only_for(EDITOR)
    def action_outreach_grant(self):
        """Ask how, and why, this person gets a seat."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_seat_grant_action")
        return dict(action, context={"default_registration_id": self.id, "default_kind": self.env.context.get("kind", "offer")})

    @only_for(EDITOR)
    def action_outreach_withdraw_offer(self):
        """Take an offer back; the person waits at the old place.

        :raises UserError: if the person would get the same offer again at once
        """
        for registration in self.filtered("outreach_offer_until"):
            registration.event_id._outreach_lock_seats()
            registration.outreach_offer_until = False
            registration.event_id._outreach_promote()
            if registration.outreach_offer_until or not registration.outreach_is_waiting:
                raise UserError(
                    self.env._(
                        "%(name)s is the next in line and would get the seat again at once. To take this person off the waiting list, cancel "
                        "the registration.",
                        name=registration.name,
                    )
                )
            registration._outreach_tell("waiting")

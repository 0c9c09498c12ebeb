from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, escape_psql

from ..tools import german_order, person_name

# How long before its beginning and after its end a workshop is still the one at the door.
NEAR = timedelta(hours=6)


class OutreachWalkIn(models.TransientModel):
    """Somebody at the door who is not on the list: a name is enough to take a seat and to be checked in."""

    _name = "outreach.walk.in"
    _description = "Walk-in"

    event_id = fields.Many2one("event.event", string="Workshop", required=True, default=lambda self: self._default_event_id())
    name = fields.Char(required=True)
    organisation_name = fields.Char(string="Organisation")
    email = fields.Char()
    organisation_id = fields.Many2one(
        "res.partner",
        string="Known Organisation",
        compute="_compute_organisation_id",
        store=True,
        readonly=False,
        domain="[('is_company', '=', True)]",
        help="Found by its name. Choose another one, or leave it empty.",
    )
    target_group_id = fields.Many2one("outreach.target.group", compute="_compute_organisation_facts", store=True, readonly=False)
    municipality_id = fields.Many2one(
        "res.city",
        compute="_compute_organisation_facts",
        store=True,
        readonly=False,
        domain="[('outreach_kind', '!=', False)]",
    )
    same_name_ids = fields.Many2many("event.registration", string="Already on the List", compute="_compute_same_name_ids")

    @api.model
    def _default_event_id(self):
        """Return the workshop that is on, if it is the only one."""
        now = fields.Datetime.now()
        events = self.env["event.event"].search([("date_begin", "<=", now + NEAR), ("date_end", ">=", now - NEAR)], limit=2)
        return events if len(events) == 1 else False

    @api.depends("organisation_name")
    def _compute_organisation_id(self):
        for walk_in in self:
            walk_in.organisation_id = self._find_partner([("is_company", "=", True)], walk_in.organisation_name)

    @api.depends("organisation_id")
    def _compute_organisation_facts(self):
        for walk_in in self:
            walk_in.target_group_id = walk_in.organisation_id.outreach_target_group_id
            walk_in.municipality_id = walk_in.organisation_id.outreach_municipality_id

    @api.depends("event_id", "name")
    def _compute_same_name_ids(self):
        for walk_in in self:
            key = self._get_name_key(walk_in.name)
            everybody = self.env["event.registration"].search([("event_id", "=", walk_in.event_id.id)]) if key else ()
            walk_in.same_name_ids = [
                registration.id for registration in everybody if self._get_name_key(registration.name) == key
            ]

    @api.model
    def _get_name_key(self, name):
        """Return what two spellings of a name have in common: "Dr. Jürgen Müller" and "mueller, jürgen" are one."""
        parsed = person_name.parse(name=name)
        return german_order.key(f"{parsed.surname} {parsed.first_name}")

    @api.model
    def _find_partner(self, domain, name):
        """Return the one contact of exactly this name, capitals aside; of several nobody knows which is meant."""
        name = (name or "").strip()
        Partner = self.env["res.partner"]
        known = Partner.search([*domain, ("name", "=ilike", escape_psql(name))], limit=2) if name else Partner
        return known if len(known) == 1 else Partner

    def action_check_in(self):
        """Put the person on the list and check them in; whoever is on it with this name and address is not put there twice.

        :raises UserError: if there is no seat for the person
        """
        self.ensure_one()
        event = self.event_id
        event._outreach_lock_seats()
        registration = self._find_registration() or self.env["event.registration"].create(self._prepare_registration_values())
        guest = registration.outreach_target_group_id, registration.outreach_organisation_id
        if not registration.outreach_holds_seat and not event._outreach_has_seat_for(*guest):
            raise UserError(self._get_no_seat_message())
        registration._outreach_check_in()
        return {"type": "ir.actions.act_window_close"}

    def _find_registration(self):
        email = email_normalize(self.email)
        return self.same_name_ids.filtered(lambda registration: email and email_normalize(registration.email) == email)[:1]

    def _prepare_registration_values(self):
        """Return the values of a registration without a seat: the check-in takes one, and Odoo sends no confirmation to the door."""
        attendee = self._find_attendee()
        return {
            "event_id": self.event_id.id,
            "state": "draft",
            "name": self.name.strip(),
            "email": (self.email or "").strip() or False,
            "company_name": self.organisation_id.name or self.organisation_name,
            "outreach_is_walk_in": True,
            "outreach_attendee_id": attendee.id,
            "outreach_organisation_id": self.organisation_id.id,
            "outreach_target_group_id": self.target_group_id.id,
            "outreach_municipality_id": self.municipality_id.id,
            "outreach_organisation_type_id": self.organisation_id.outreach_organisation_type_id.id,
            # sudo: who works at the desk may not look at roles, but the figures tell them
            "outreach_role_type_ids": [
                fields.Command.set((attendee | self.organisation_id).sudo().outreach_open_role_type_ids.ids)
            ],
        }

    def _find_attendee(self):
        """Return the one contact with this name and address; a name alone may be anybody's."""
        email = email_normalize(self.email)
        return self._find_partner([("is_company", "=", False), ("email_normalized", "=", email)], self.name if email else "")

    def _get_no_seat_message(self):
        event = self.event_id
        if event.seats_available > 0:
            return self.env._(
                "“%(event)s” has free seats (%(free)s), but they are kept for certain target groups. Choose the target group of this "
                "person, or keep fewer seats: on the workshop, page “Seats and Waiting List”. Then check in again.",
                event=event.name,
                free=event.seats_available,
            )
        return self.env._(
            "All seats of “%(event)s” are taken (%(count)s). If the room has more chairs, raise the number of seats on the workshop, "
            "field “Limit Registrations”, and check in again. New seats go to the waiting list first (%(waiting)s waiting).",
            event=event.name,
            count=event.seats_max,
            waiting=event.outreach_waiting_count,
        )

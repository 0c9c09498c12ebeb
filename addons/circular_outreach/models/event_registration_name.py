from odoo import models

from ..tools import german_order, person_name


class EventRegistration(models.Model):
    """The name of an attendee as papers need it: in its parts, and in the order of German name lists."""

    _inherit = "event.registration"

    def _get_outreach_name(self):
        """Return the name in its parts: as the office keeps it on the contact, else read from the registration."""
        attendee = self.outreach_attendee_id
        if attendee.outreach_surname:
            return person_name.PersonName(
                title=attendee.outreach_title or "",
                first_name=attendee.outreach_first_name or "",
                surname=attendee.outreach_surname,
            )
        name = person_name.parse(name=self.name)
        return name if name.surname else name._replace(surname=self.display_name)

    def _get_outreach_institution(self):
        """Return the institution as it was given with the registration, else as the office knows it."""
        # sudo: who prints papers at the desk may read the name of an organisation, and no more
        return self.company_name or self.sudo().outreach_organisation_id.name or ""

    def _sort_outreach_by_name(self):
        """Return the registrations by surname after DIN 5007-2, particles last."""
        names = {registration: registration._get_outreach_name() for registration in self}
        return self.sorted(
            lambda one: (
                german_order.key(names[one].surname, ignore_particles=True),
                german_order.key(names[one].first_name),
                one.id,
            )
        )

from odoo import api, models
from odoo.tools import format_date, format_time

from ..tools import german_order, person_name

# Rows for people nobody expected.
BLANK_ROWS = 8


class SignInSheet(models.AbstractModel):
    """The list that participants sign: the funder's proof that the workshop took place.

    It holds what funders ask for, name and signature, and what helps to find oneself; no address, phone or e-mail.
    """

    _name = "report.circular_outreach.sign_in_sheet"
    _description = "Sign-in Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        events = self.env["event.event"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "event.event",
            "docs": events,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "title": self.env._("Sign-in sheet: %s", ", ".join(events.mapped("name"))),
            "sheets": [self._prepare_sheet(event) for event in events],
        }

    @api.model
    def _prepare_sheet(self, event):
        """Return what is printed about one workshop."""
        # sudo: who works at the desk may print the funder's logos without access to the funding records
        funding = event.sudo().outreach_funding_id
        office = event.company_id or self.env.company
        return {
            "event": event,
            "funding": funding,
            "project": self._get_project(funding),
            "organiser": event.organizer_id.name or office.name,
            "when": self._get_when(event),
            "note": self._get_note(funding, office),
            "rows": self._get_rows(event),
            "blank_rows": BLANK_ROWS,
        }

    @api.model
    def _get_project(self, funding):
        if not funding.reference_number:
            return funding.name
        return self.env._("%(project)s, reference number %(number)s", project=funding.name, number=funding.reference_number)

    @api.model
    def _get_note(self, funding, office):
        """Return purpose, recipient and time of keeping in a few words for the foot of a page (GDPR, article 13)."""
        sentences = [self.env._("Your name and signature prove that the workshop took place.")]
        if not funding:
            sentences.append(self.env._("The list stays with the office and is handed to nobody."))
        elif funding.funder:
            sentences.append(self.env._("The list is handed to the funder (%s) and to nobody else.", funding.funder))
        else:
            sentences.append(self.env._("The list is handed to the funder and to nobody else."))
        if funding.keep_until:
            day = format_date(self.env, funding.keep_until, date_format="long")
            sentences.append(self.env._("It is kept until %s, as the funding demands.", day))
        elif funding:
            sentences.append(self.env._("It is kept as long as the funding demands."))
        if office.outreach_privacy_url:
            sentences.append(self.env._("Privacy notice: %s", office.outreach_privacy_url))
        return " ".join(sentences)

    @api.model
    def _get_when(self, event):
        """Return day and time in the time zone of the workshop."""
        there = self.with_context(tz=event.date_tz).env
        begin_day, end_day = (format_date(there, moment, date_format="full") for moment in (event.date_begin, event.date_end))
        begin, end = (
            format_time(there, moment, tz=event.date_tz, time_format="short") for moment in (event.date_begin, event.date_end)
        )
        if begin_day == end_day:
            return self.env._("%(day)s, %(begin)s to %(end)s", day=begin_day, begin=begin, end=end)
        return self.env._(
            "%(first_day)s, %(begin)s to %(last_day)s, %(end)s", first_day=begin_day, begin=begin, last_day=end_day, end=end
        )

    @api.model
    def _get_rows(self, event):
        """Return who has a seat, in the order of German name lists; people on the waiting list sign on a blank row."""
        registrations = self.env["event.registration"].search([("event_id", "=", event.id), ("state", "in", ("open", "done"))])
        rows = [
            {
                "registration": registration,
                "name": self._get_name(registration),
                "institution": registration.company_name or registration.outreach_organisation_id.name,
            }
            for registration in registrations
        ]
        return sorted(rows, key=lambda row: (*self._get_sort_key(row["name"]), row["registration"].id))

    @api.model
    def _get_name(self, registration):
        """Return the name in its parts: as the office keeps it on the contact, else read from the registration."""
        attendee = registration.outreach_attendee_id
        if attendee.outreach_surname:
            return person_name.PersonName(
                title=attendee.outreach_title or "",
                first_name=attendee.outreach_first_name or "",
                surname=attendee.outreach_surname,
            )
        name = person_name.parse(name=registration.name)
        return name if name.surname else name._replace(surname=registration.display_name)

    @api.model
    def _get_sort_key(self, name):
        return german_order.key(name.surname, ignore_particles=True), german_order.key(name.first_name)

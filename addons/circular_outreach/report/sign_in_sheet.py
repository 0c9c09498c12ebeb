from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, format_time

from ..tools import german_order, sheet_code

# A page has room for more rows than this, however long the names are.
FEWEST_ROWS = 4


class SignInSheet(models.AbstractModel):
    """The list that participants sign: the funder's proof that the workshop took place.

    It holds what funders ask for, name and signature, and what helps to find oneself; no address, phone or e-mail.
    """

    _name = "report.circular_outreach.sign_in_sheet"
    _description = "Sign-in Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        # sudo: who works at the desk may print, without access to the records of what was printed
        sheets = self.env["outreach.sign.in.print"].sudo().browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "outreach.sign.in.print",
            "docs": sheets,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "title": self.env._("Sign-in sheet: %s", ", ".join(sheets.event_id.mapped("name"))),
            "sheets": [self._prepare_sheet(sheet) for sheet in sheets],
        }

    @api.model
    def _find_holders(self, docids):
        """Return the records whose people stand on it, for the export register."""
        # sudo: see _get_report_values
        return self.env["outreach.sign.in.print"].sudo().browse(docids).row_ids.registration_id

    @api.model
    def _prepare_sheet(self, sheet):
        """Return what is printed about one day of a workshop."""
        event = sheet.event_id.with_env(self.env)
        # sudo: who works at the desk may print the funder's logos without access to the funding records
        funding = event.sudo().outreach_funding_id
        office = event.company_id or self.env.company
        return {
            "event": event,
            "code": sheet.code,
            "page_codes": self._get_page_codes(sheet),
            "has_groups": sheet.has_groups,
            "funding": funding,
            "project": self._get_project(funding),
            "organiser": event.organizer_id.name or office.name,
            "when": self._get_when(event, sheet.day),
            "note": self._get_note(funding, office),
            "rows": [self._prepare_row(row) for row in sheet.row_ids],
        }

    @api.model
    def _prepare_row(self, row):
        registration = row.registration_id.with_env(self.env)
        if not registration or registration.outreach_desk_key:
            return {"number": row.number, "registration": None}
        institution = registration.company_name or registration.outreach_organisation_id.name
        return {
            "number": row.number,
            "registration": registration,
            "name": self._get_name(registration),
            "institution": institution,
        }

    @api.model
    def _get_page_codes(self, sheet):
        """Return the style rules that put a QR code at the foot of each page: nobody knows yet how many pages there will be."""
        letter = self.env["outreach.letter"]
        most_pages = 2 + len(sheet.row_ids) // FEWEST_ROWS
        return Markup("").join(
            Markup('@page :nth(%s) { @bottom-right { background-image: url("%s") } }')
            % (page, letter._get_qr_code(sheet_code.show(sheet.code, page)))
            for page in range(1, most_pages + 1)
        )

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
        privacy_page = office._get_outreach_page("privacy")
        if privacy_page:
            sentences.append(self.env._("Privacy notice: %s", privacy_page))
        return " ".join(sentences)

    @api.model
    def _get_when(self, event, day):
        """Return day and time in the time zone of the workshop; of several days, which one it is."""
        there = self.with_context(tz=event.date_tz).env
        days = event._get_outreach_days()
        begin, end = (
            format_time(there, moment, tz=event.date_tz, time_format="short") for moment in (event.date_begin, event.date_end)
        )
        words = {"day": format_date(self.env, day, date_format="full"), "begin": begin, "end": end}
        if len(days) == 1:
            return self.env._("%(day)s, %(begin)s to %(end)s", **words)
        words |= {"number": days.index(day) + 1 if day in days else "–", "days": len(days)}
        if day == days[0]:
            return self.env._("%(day)s, from %(begin)s (day %(number)s of %(days)s)", **words)
        if day == days[-1]:
            return self.env._("%(day)s, until %(end)s (day %(number)s of %(days)s)", **words)
        return self.env._("%(day)s (day %(number)s of %(days)s)", **words)

    @api.model
    def _sort_registrations(self, event):
        """Return who has a seat, in the order of German name lists; people on the waiting list sign on a blank row."""
        registrations = self.env["event.registration"].search([("event_id", "=", event.id), ("state", "in", ("open", "done"))])
        return registrations.sorted(lambda one: (*self._get_sort_key(self._get_name(one)), one.id))

    @api.model
    def _get_name(self, registration):
        return registration._get_outreach_name()

    @api.model
    def _get_sort_key(self, name):
        return german_order.key(name.surname, ignore_particles=True), german_order.key(name.first_name)

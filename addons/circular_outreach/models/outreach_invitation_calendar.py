from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..tools import calendar_text, calendar_uid
from ..tools.mail_wire import CalendarPart

# The mails that put an appointment into a calendar.
SEAT_NEWS = ("confirmation", "moved_up")


class OutreachInvitation(models.Model):
    """The appointment of an invitee: one UID for the life of the invitation, one attendee, and versions that only grow (RFC 5545, RFC 5546)."""

    _inherit = "outreach.invitation"

    calendar_count = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="How often this appointment was put into the invitee's calendar or taken out of it.",
    )
    calendar_since = fields.Integer(
        readonly=True, copy=False, default=0, help="The first version of this appointment with the present date and place."
    )
    is_to_confirm = fields.Boolean(
        string="To Confirm Again",
        readonly=True,
        copy=False,
        help="Has said yes, but to another date or place. The seat stays until there is another answer.",
    )
    confirmed_version = fields.Integer(readonly=True, copy=False, default=0)
    waiting_text = fields.Char(string="Waiting Place in Words", compute="_compute_waiting_text")
    offer_text = fields.Char(string="Offered until", related="registration_id.outreach_offer_text")

    _to_confirm = models.Index("(campaign_id) WHERE is_to_confirm")

    @api.depends("waiting_place")
    def _compute_waiting_text(self):
        for invitation in self:
            invitation.waiting_text = str(invitation.waiting_place or "")

    def _follow_with_seat(self):
        """An answer is to the workshop as it is now; who says yes once more gets the appointment once more."""
        is_confirmed_again = self.is_to_confirm and self.registration_id.state == "open" and self.answer == "accepted"
        self.write({"is_to_confirm": False, "confirmed_version": self.event_id.outreach_calendar_version})
        result = super()._follow_with_seat()
        if is_confirmed_again:
            self.registration_id._outreach_tell("seat")
        return result

    def _get_calendar_uid(self):
        self.ensure_one()
        return calendar_uid.make(self._get_token_key("calendar"), self.id)

    def _get_calendar_version(self):
        """Return what calendars compare (SEQUENCE): it grows with the workshop and with each time this appointment was taken out or put back."""
        return self.event_id.outreach_calendar_version + max(self.calendar_count - 1, 0)

    def _note_in_calendar(self, kind):
        """Count what the next mail does to the invitee's calendar, if anything: an odd count means that the appointment is in it."""
        is_inside = self.calendar_count % 2 == 1
        if (kind in SEAT_NEWS and not is_inside) or (kind == "withdrawn" and is_inside):
            self.calendar_count += 1

    def _prepare_calendar_part(self, kind):
        """Return the appointment that goes with a mail of this kind, or None if it says nothing about a seat."""
        if kind in SEAT_NEWS or (kind == "date_changed" and self.registration_id.state == "open"):
            content = calendar_text.write_request(self._prepare_appointment(), datetime.now(timezone.utc))
        elif kind == "withdrawn" and self.calendar_count:
            content = calendar_text.write_withdrawal(self._prepare_appointment(), datetime.now(timezone.utc))
        elif kind == "cancellation" and self.calendar_count % 2:
            content = calendar_text.write_cancellation(self._prepare_appointment(), datetime.now(timezone.utc))
        else:
            return None
        return CalendarPart(calendar_text.read_method(content), content, self._get_calendar_filename())

    def _has_appointment(self):
        """Whether this person has said yes and has a seat at a workshop that takes place: only then is there something for a calendar."""
        has_seat = self.answer == "accepted" and self.registration_state in ("open", "done")
        return has_seat and self.event_id.kanban_state != "cancel"

    def _write_calendar_file(self):
        """Return the appointment as a file to download."""
        return calendar_text.write_publication(self._prepare_appointment(), datetime.now(timezone.utc))

    def _get_calendar_filename(self):
        return "termin.ics" if (self.env.lang or "").startswith("de") else "appointment.ics"

    def _prepare_appointment(self):
        # sudo: date and place of a workshop are for everybody who is invited
        event, campaign = self.event_id.sudo(), self.campaign_id.sudo()
        return calendar_text.Appointment(
            uid=self._get_calendar_uid(),
            sequence=self._get_calendar_version(),
            begin=event.date_begin,
            end=event.date_end,
            zone=self._get_calendar_zone(),
            title=event.name or "",
            place=self.event_place or "",
            description=self._describe_appointment(),
            url=self._get_answer_url(),
            organizer=campaign._get_calendar_mailbox(),
            attendee=(self.partner_id.name or "", self.partner_id.email_normalized or ""),
            participation="NEEDS-ACTION" if self.is_to_confirm else "ACCEPTED",
            status="CANCELLED" if event.kanban_state == "cancel" else "CONFIRMED",
        )

    def _get_calendar_zone(self):
        """Return the zone of the workshop; a zone that is known to Odoo and not to this system is shown in UTC, which is never wrong."""
        zone = self.campaign_id._get_tz()
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError):
            return "UTC"
        return zone

    def _describe_appointment(self):
        """Return the text of the appointment: how to change the answer, and whom to ask."""
        company = self.company_id.sudo()  # sudo: name and telephone of the office are public
        lines = [
            self.env._("Change your answer: %s", self._get_answer_url()),
            " · ".join(word for word in (company.name, company.phone, company.email) if word),
        ]
        return "\n".join(lines)

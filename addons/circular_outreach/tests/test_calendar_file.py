import icalendar

from odoo.tests import HttpCase, tagged

from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestCalendarFile(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contact(lang="de_DE"))
        self.path = f"/rsvp/{self.invitation._get_token()}"

    def test_appointment_can_be_saved_and_nothing_changes(self):
        self.invitation._answer("accepted", "page")
        before = self.invitation.calendar_count
        response = self.url_open(f"{self.path}/calendar?utm=x")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "text/calendar; charset=UTF-8")
        self.assertIn("termin.ics", response.headers["Content-Disposition"])
        for name, value in {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}.items():
            self.assertEqual(response.headers[name], value)
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        calendar = icalendar.Calendar.from_ical(response.content)
        (event,) = calendar.walk("VEVENT")
        self.assertEqual((str(calendar["METHOD"]), str(event["SUMMARY"])), ("PUBLISH", "Building in Circles"))
        self.assertNotIn("ATTENDEE", event)
        self.assertNotIn(b"Muster", response.content)
        self.assertEqual(self.invitation.calendar_count, before)

    def test_answer_page_leads_to_it(self):
        self.invitation._answer("accepted", "page")
        self.assertIn(f'href="{self.path}/calendar"', self.url_open(self.path).text)

    def test_who_has_no_seat_is_led_to_the_answer_page(self):
        event = self.invitation.event_id
        event.write({"seats_limited": True, "seats_max": 1})
        first = self._invite(self._make_contact("Otto Other"), title="Other")
        first._answer("accepted", "page")
        states = [("none", 0), ("accepted", 1), ("declined", 0)]
        for answer, place in states:
            with self.subTest(answer):
                if answer != "none":
                    self.invitation._answer(answer, "page")
                self.assertEqual((self.invitation.answer, self.invitation.waiting_place), (answer, place))
                response = self.url_open(f"{self.path}/calendar?lang=en", allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith(f"{self.path}?lang=en"))

    def test_cancelled_workshop_has_no_appointment(self):
        self.invitation._answer("accepted", "page")
        self.invitation.event_id.kanban_state = "cancel"
        self.assertIn("text/html", self.url_open(f"{self.path}/calendar").headers["Content-Type"])

    def test_wrong_token_shows_the_same_page_as_everywhere(self):
        known = self.url_open("/rsvp/" + "0" * 64)
        response = self.url_open("/rsvp/" + "0" * 64 + "/calendar")
        self.assertEqual((response.status_code, response.text), (200, known.text))

    def test_call_for_a_role_has_no_appointment(self):
        role_type = self.env["outreach.role.type"].create({"name": "Test partner"})
        call = self._invite(
            self._make_contact("Anna Otto"), purpose="call", event_id=False, role_type_id=role_type.id, title="Call"
        )
        response = self.url_open(f"/rsvp/{call._get_token()}/calendar")
        self.assertEqual(response.headers["Content-Type"], "text/html; charset=utf-8")

    def test_page_asks_to_confirm_again(self):
        self.invitation._answer("accepted", "page")
        self.invitation.is_to_confirm = True
        self.assertIn("Bitte bestätigen Sie erneut", self.url_open(self.path).text)

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import icalendar

from odoo import fields
from odoo.exceptions import UserError

from .common import MailCase


class TestAnswerNews(MailCase):
    """Who answers is told at once what has come of it, with the appointment; never twice, and never what is no longer true."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.event.seats_max = 1
        self.contacts = self._make_contact() | self._make_contact("Anna Otto")
        self.first, self.second = self._invite(self.contacts, user_id=self.clerk.id)
        self.campaign = self.first.campaign_id
        self.campaign.state = "running"
        # The invitations are no matter here.
        self.campaign.step_ids.filtered(lambda step: step.kind == "invitation").write(
            {"timing": "fixed", "fixed_on": fields.Datetime.now() + timedelta(days=9)}
        )

    def _get_news(self, invitation):
        return invitation.delivery_ids.filtered("occasion").sorted("occasion")

    def _read_event(self, message):
        """Return method and event of the appointment in a mail, which comes twice and is the same both times."""
        parts = [part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
        self.assertEqual([part.get_content_type() for part in parts], ["text/calendar", "application/ics"])
        inline, attached = (part.get_payload(decode=True) for part in parts)
        self.assertEqual(inline, attached)
        calendar = icalendar.Calendar.from_ical(inline)
        self.assertEqual(parts[0].get_param("method"), str(calendar["METHOD"]))
        (event,) = calendar.walk("VEVENT")
        return str(calendar["METHOD"]), event

    def test_yes_is_confirmed_with_the_appointment(self):
        self.first._answer("accepted", "page")
        self._send_due()
        (message,) = self.mailbox.parsed()
        self.assertEqual(message["Subject"], "Your seat: Building in Circles")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message.get_content_type(), "multipart/mixed")
        alternative = next(message.iter_parts())
        self.assertEqual(
            [part.get_content_type() for part in alternative.iter_parts()], ["text/plain", "text/html", "text/calendar"]
        )
        method, event = self._read_event(message)
        self.assertEqual((method, event["SEQUENCE"], str(event["STATUS"])), ("REQUEST", 0, "CONFIRMED"))
        self.assertEqual(str(event["ATTENDEE"]), "mailto:erika.muster@firm.example")
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "ACCEPTED")
        self.assertEqual(str(event["ORGANIZER"]), "mailto:office@county.example")
        self.assertIn(self.first._get_answer_url(), str(event["DESCRIPTION"]))
        self.assertNotIn(self.first.nonce, str(event["UID"]))
        self.assertNotIn(self.first._get_token()[32:], str(event["UID"]))

    def test_office_may_have_a_mailbox_for_calendars(self):
        self.env.company.outreach_calendar_email = "calendar@county.example"
        self.first._answer("accepted", "page")
        self._send_due()
        _method, event = self._read_event(self.mailbox.parsed()[0])
        self.assertEqual(str(event["ORGANIZER"]), "mailto:calendar@county.example")
        with self.assertRaisesRegex(UserError, "not one mailbox"):
            self.env.company.outreach_calendar_email = "nobody"

    def test_who_waits_is_told_so_without_an_appointment(self):
        (self.first | self.second).mapped(lambda one: one._answer("accepted", "page"))
        self._send_due()
        (waiting,) = (one for one in self.mailbox.parsed() if "anna.otto" in one["To"])
        self.assertEqual(waiting["Subject"], "On the waiting list: Building in Circles")
        self.assertIn("waiting list: 1.", waiting.get_body(("plain",)).get_content())
        self.assertEqual(waiting.get_content_type(), "multipart/alternative")

    def test_who_moves_up_gets_the_appointment(self):
        self.first._answer("accepted", "page")
        self.second._answer("accepted", "page")
        self._send_due()
        self.mailbox.messages.clear()
        self.first._answer("declined", "page")
        self._send_due()
        by_recipient = {str(one["To"].addresses[0].addr_spec): one for one in self.mailbox.parsed()}
        method, _event = self._read_event(by_recipient[self.second.email_normalized])
        self.assertEqual(method, "REQUEST")
        method, event = self._read_event(by_recipient[self.first.email_normalized])
        self.assertEqual((method, event["SEQUENCE"]), ("CANCEL", 1))
        self.assertNotIn("STATUS", event)

    def test_yes_no_yes_is_told_three_times_with_versions_that_grow(self):
        versions = []
        for answer in ("accepted", "declined", "accepted"):
            self.first._answer(answer, "page")
            self._send_due()
            method, event = self._read_event(self.mailbox.parsed()[-1])
            versions.append((method, int(event["SEQUENCE"]), str(event["UID"])))
        uid = versions[0][2]
        self.assertEqual(versions, [("REQUEST", 0, uid), ("CANCEL", 1, uid), ("REQUEST", 2, uid)])
        self.assertEqual(self._get_news(self.first).mapped("occasion"), [1, 2, 3])

    def test_saying_yes_twice_is_confirmed_once(self):
        self.first._answer("accepted", "page")
        self.first._answer("accepted", "page")
        self.first.registration_id._outreach_tell("seat")
        self._send_due()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 1)

    def test_news_that_is_no_longer_true_does_not_leave(self):
        self.first._answer("accepted", "page")
        self.first._answer("declined", "page")
        self._send_due()
        (message,) = self.mailbox.parsed()
        self.assertEqual(message["Subject"], "Your registration is cancelled: Building in Circles")
        self.assertEqual(self._get_news(self.first).mapped("state"), ["skipped", "sent"])

    def test_news_that_is_on_the_wire_is_not_taken_back(self):
        self.first._answer("accepted", "page")
        sent = self._get_news(self.first)
        sent.state = "sending"
        self.first._answer("declined", "page")
        self.assertEqual(sent.state, "sending")

    def test_no_without_a_seat_is_not_told(self):
        self.first._answer("declined", "page")
        self.assertFalse(self._get_news(self.first))

    def test_who_wants_no_invitations_and_is_on_the_blacklist_is_told_all_the_same(self):
        self.env["outreach.opt.out"]._record(self.first, "everything", "page")
        self.env["mail.blacklist"]._add(self.first.email_normalized)
        self.first._answer("accepted", "page")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), [self.first.email_normalized])

    def test_dead_address_becomes_something_to_do(self):
        self.first.partner_id.message_bounce = 1
        self.first._answer("accepted", "phone")
        self._send_due()
        self.assertFalse(self.mailbox.messages)
        self.assertEqual(self._get_news(self.first).state, "skipped")
        to_do = self.first.activity_ids
        self.assertEqual((to_do.summary, to_do.user_id), ("Tell Erika Muster: Seat confirmed", self.clerk))

    def test_answers_are_confirmed_after_the_campaign_was_closed(self):
        self.campaign.action_close()
        self.first._answer("accepted", "phone")
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 1)

    def test_nothing_is_told_once_the_workshop_has_begun(self):
        self.event.write({"date_begin": fields.Datetime.now() - timedelta(hours=1)})
        self.first._answer("accepted", "desk")
        self.assertFalse(self._get_news(self.first))

    def test_campaign_without_these_steps_gets_them(self):
        self.campaign.step_ids.filtered(lambda step: step.recipients == "concerned").unlink()
        self.first._answer("accepted", "page")
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 1)

    def test_release_adds_what_answers_are_confirmed_with(self):
        campaign = self._make_campaign(title="Bare", rule_domain=repr([("id", "in", self._make_contact("Eva New").ids)]))
        campaign.step_ids.filtered(lambda step: step.recipients == "concerned").unlink()
        campaign.action_build_audience()
        campaign.action_release()
        self.assertEqual(len(campaign.step_ids.filtered(lambda step: step.recipients == "concerned")), 6)

    def test_answer_that_is_not_stored_tells_nothing(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.first._answer("accepted", "page")
            raise ZeroDivisionError
        self.assertFalse(self._get_news(self.first))

    def test_offer_names_its_end_and_expiry_is_told(self):
        self.second._answer("accepted", "page")
        self.first._answer("accepted", "page")
        self._send_due()
        self.mailbox.messages.clear()
        registration = self.first.registration_id
        registration.outreach_offer_until = "2031-03-20 11:00:00"
        registration._outreach_tell("offer")
        self._send_due()
        self.assertIn("until Thursday, March 20, 2031", self.mailbox.parsed()[0].get_body(("plain",)).get_content())
        registration._outreach_tell("expired")
        self._send_due()
        self.assertTrue(self.mailbox.parsed()[1]["Subject"].startswith("The offered seat is no longer kept"))

    def test_moved_workshop_asks_who_said_yes_to_confirm_again(self):
        self.first._answer("accepted", "page")
        self._send_due()
        self.mailbox.messages.clear()
        self.event.write({"date_begin": self.begin + timedelta(days=1), "date_end": self.begin + timedelta(days=1, hours=4)})
        self.assertIn("new date or place", self.campaign.next_step_text)
        self.campaign.step_ids.filtered(lambda step: step.kind == "date_changed").action_send_now()
        self.assertTrue(self.first.is_to_confirm)
        self.assertEqual((self.campaign.confirm_count, self.first.registration_id.state), (1, "open"))
        self._send_due()
        method, event = self._read_event(self.mailbox.parsed()[0])
        self.assertEqual((method, event["SEQUENCE"]), ("REQUEST", 1))
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "NEEDS-ACTION")
        self.first._answer("accepted", "page")
        self.assertFalse(self.first.is_to_confirm)
        self._send_due()
        _method, event = self._read_event(self.mailbox.parsed()[1])
        self.assertEqual((event["SEQUENCE"], event["ATTENDEE"].params["PARTSTAT"]), (1, "ACCEPTED"))

    def test_another_place_is_another_appointment_and_another_title_is_not(self):
        self.first._answer("accepted", "page")
        before = self.first._get_calendar_version()
        self.event.name = "Building in Better Circles"
        self.assertEqual(self.first._get_calendar_version(), before)
        self.event.address_id = self._make_contact("Town Hall")
        self.assertEqual(self.first._get_calendar_version(), before + 1)
        self.assertIn("new date or place", self.campaign.next_step_text)

    def test_cancelled_workshop_is_taken_out_of_the_calendar(self):
        self.first._answer("accepted", "page")
        self._send_due()
        self.mailbox.messages.clear()
        self.event.kanban_state = "cancel"
        self.campaign.step_ids.filtered(lambda step: step.kind == "cancellation").action_send_now()
        self._send_due()
        method, event = self._read_event(self.mailbox.parsed()[0])
        self.assertEqual((method, event["SEQUENCE"], str(event["STATUS"])), ("CANCEL", 1, "CANCELLED"))

    def test_clerk_who_takes_down_an_answer_needs_no_more_rights(self):
        self.first.with_user(self.clerk).action_answer_accepted()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 1)

    def test_step_preview_shows_a_confirmation(self):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "confirmation")
        subject, _page, text = step.with_user(self.clerk)._get_preview_parts(self.first)
        self.assertEqual(subject, "Your seat: Building in Circles")
        self.assertNotIn(self.first._get_token(), text)

    def test_stamp_is_new_in_every_mail(self):
        delivery = self.env["outreach.delivery"].new(
            {
                "step_id": self.campaign._get_news_step("confirmation").id,
                "campaign_id": self.campaign.id,
                "invitation_id": self.first.id,
            }
        )
        message = message_from_bytes(delivery._write_mail(), policy=default)
        _method, event = self._read_event(message)
        self.assertLess(abs(event["DTSTAMP"].dt.timestamp() - fields.Datetime.now().timestamp()), 3 * 3600)

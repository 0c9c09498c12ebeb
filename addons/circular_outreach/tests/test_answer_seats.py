from datetime import timedelta

from odoo.exceptions import UserError, ValidationError

from .common import OutreachCase


class TestAnswerSeats(OutreachCase):
    def _accept(self, invitations):
        for invitation in invitations:
            invitation._answer("accepted", "page")

    def test_twenty_seats_then_the_waiting_list(self):
        invitations = self._invite(self._make_contacts(22))
        self._accept(invitations)
        self.assertEqual(self.event.seats_taken, 20)
        self.assertEqual(invitations[19].registration_id.state, "open")
        self.assertEqual(invitations.mapped("waiting_place"), [0] * 20 + [1, 2])
        self.assertEqual(self.event.outreach_waiting_count, 2)

    def test_decline_promotes_the_first_in_line(self):
        invitations = self._invite(self._make_contacts(22))
        self._accept(invitations)
        invitations[3]._answer("declined", "page")
        self.assertEqual(invitations[20].registration_id.state, "open")
        self.assertEqual(invitations[21].waiting_place, 1)
        self.assertEqual(self.event.seats_taken, 20)

    def test_cancellation_by_staff_promotes_too(self):
        invitations = self._invite(self._make_contacts(21))
        self._accept(invitations)
        invitations[0].registration_id.action_cancel()
        self.assertEqual(invitations[20].registration_id.state, "open")

    def test_more_seats_serve_the_waiting(self):
        invitations = self._invite(self._make_contacts(23))
        self._accept(invitations)
        self.event.seats_max = 22
        self.assertEqual(self.event.seats_taken, 22)
        self.assertEqual(invitations[22].waiting_place, 1)

    def test_saying_yes_twice_takes_one_seat(self):
        invitation = self._invite(self._make_contact())
        self._accept(invitation + invitation)
        self.assertEqual(self.event.seats_taken, 1)
        self.assertEqual(len(invitation.answer_ids), 2)

    def test_latest_answer_counts(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page")
        invitation._answer("declined", "phone", "ill")
        self.assertEqual(invitation.answer, "declined")
        self.assertEqual(invitation.registration_id.state, "cancel")
        invitation._answer("accepted", "page")
        self.assertEqual(invitation.registration_id.state, "open")

    def test_answer_found_late_in_the_post_does_not_undo_a_newer_one(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page")
        invitation._answer("declined", "paper", answered_on=invitation.answered_on - timedelta(days=2))
        self.assertEqual(invitation.answer, "accepted")
        self.assertEqual(invitation.registration_id.state, "open")
        self.assertEqual(len(invitation.answer_ids), 2)

    def test_who_comes_back_after_a_decline_queues_at_the_end(self):
        invitations = self._invite(self._make_contacts(22))
        self._accept(invitations)
        invitations[0]._answer("declined", "page")
        invitations[0]._answer("accepted", "page")
        self.assertEqual(invitations[0].waiting_place, 2)

    def test_quota_keeps_seats_for_its_group(self):
        self.event.write(
            {"seats_max": 3, "outreach_quota_ids": [(0, 0, {"target_group_id": self.group_research.id, "seats": 1})]}
        )
        builders = self._make_contacts(3)
        researcher = self._make_contact("Rita Research", outreach_target_group_id=self.group_research.id)
        invitations = self._invite(builders + researcher)
        self._accept(invitations)
        self.assertEqual(invitations.mapped("registration_id.state"), ["open", "open", "draft", "open"])

    def test_waiting_list_passes_over_whose_quota_is_full(self):
        self.event.write(
            {"seats_max": 2, "outreach_quota_ids": [(0, 0, {"target_group_id": self.group_research.id, "seats": 1})]}
        )
        builders = self._make_contacts(2)
        researchers = self.env["res.partner"].concat(
            *(self._make_contact(f"Rita Research{n}", outreach_target_group_id=self.group_research.id) for n in range(2))
        )
        invitations = self._invite(builders + researchers)
        self._accept(invitations)
        self.assertEqual([invitation.registration_id.state for invitation in invitations], ["open", "draft", "open", "draft"])
        invitations[2]._answer("declined", "page")
        self.assertEqual([invitation.registration_id.state for invitation in invitations], ["open", "draft", "cancel", "open"])

    def test_registration_made_by_staff_cannot_oversell(self):
        self._accept(self._invite(self._make_contacts(20)))
        with self.assertRaises(ValidationError):
            self.env["event.registration"].create({"event_id": self.event.id, "name": "One too many"})

    def test_no_answer_on_the_page_after_the_deadline(self):
        invitation = self._invite(self._make_contact())
        invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        with self.assertRaisesRegex(UserError, "call the office"):
            invitation._answer("accepted", "page")
        invitation._answer("accepted", "phone")
        self.assertEqual(invitation.answer, "accepted")

    def test_unknown_answer_is_refused(self):
        with self.assertRaisesRegex(UserError, "choose one"):
            self._invite(self._make_contact())._answer("perhaps", "page")

    def test_registration_takes_down_group_and_organisation(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        person = self._make_contact("Anna Ready", parent_id=organisation.id)
        invitation = self._invite(person)
        self._accept(invitation)
        person.outreach_target_group_id = self.group_research
        registration = invitation.registration_id
        self.assertEqual(registration.outreach_target_group_id, self.group_building)
        self.assertEqual(registration.outreach_organisation_id, organisation)
        self.assertEqual(registration.company_name, "Firm")

    def test_every_way_to_free_a_seat_serves_the_waiting(self):
        self.event.seats_max = 1
        ways = {
            "delete": lambda registration: registration.unlink(),
            "archive": lambda registration: registration.write({"active": False}),
            "move": lambda registration: registration.write({"event_id": self.event.copy({"seats_limited": False}).id}),
        }
        for name, free in ways.items():
            with self.subTest(way=name):
                seated = self.env["event.registration"].search([("event_id", "=", self.event.id), ("state", "=", "open")])
                if not seated:
                    self._accept(self._invite(self._make_contact(f"First {name}"), title=f"First {name}"))
                    seated = self.env["event.registration"].search([("event_id", "=", self.event.id), ("state", "=", "open")])
                waiting = self._invite(self._make_contact(f"Second {name}"), title=name)
                self._accept(waiting)
                self.assertEqual(waiting.waiting_place, 1)
                free(seated)
                self.assertEqual(waiting.registration_id.state, "open")

    def test_quota_that_is_given_up_serves_the_waiting(self):
        quota = {"target_group_id": self.group_research.id, "seats": 1}
        self.event.write({"seats_max": 2, "outreach_quota_ids": [(0, 0, quota)]})
        invitations = self._invite(self._make_contacts(2))
        self._accept(invitations)
        self.assertEqual(invitations[1].waiting_place, 1)
        self.event.outreach_quota_ids.unlink()
        self.assertEqual(invitations[1].registration_id.state, "open")

    def test_registration_with_attendance_cannot_be_deleted(self):
        invitation = self._invite(self._make_contact())
        self._accept(invitation)
        invitation.registration_id.action_outreach_check_in()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            invitation.registration_id.unlink()

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user

from .common import OutreachCase


class TestRegistrationAdmission(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Manager")
        cls.event.seats_max = 2

    def _register(self, number=1, user=None, **values):
        vals = {"event_id": self.event.id, **values}
        names = [{"name": f"Guest {index}", **vals} for index in range(number)]
        return self.env["event.registration"].with_user(user or self.clerk).create(names)

    def test_staff_registration_takes_a_seat(self):
        self.assertEqual(self._register(2).mapped("state"), ["open", "open"])

    def test_beyond_the_seats_a_clerk_reads_what_to_choose(self):
        self._register(2)
        with self.assertRaisesRegex(ValidationError, "all 2 seats are taken.*If the Workshop Is Full"):
            self._register()

    def test_several_at_once_are_counted_one_by_one(self):
        with self.assertRaisesRegex(ValidationError, "Guest 2"):
            self._register(3)

    def test_clerk_chooses_the_waiting_list(self):
        registrations = self._register(4, outreach_if_full="wait")
        self.assertEqual(registrations.mapped("outreach_waiting_place"), [0, 0, 1, 2])
        registrations[0].action_cancel()
        self.assertEqual(registrations.mapped("state"), ["cancel", "open", "open", "draft"])

    def test_manager_gives_an_extra_seat_and_nobody_else_suffers(self):
        regular = self._register(2)
        extra = self._register(user=self.manager, outreach_if_full="extra")
        self.assertEqual(extra.state, "open")
        regular[0].action_outreach_check_in()
        self.assertEqual(regular[0].state, "done")
        with self.assertRaises(ValidationError):
            self._register()

    def test_seat_freed_beside_an_extra_one_is_not_given_away(self):
        regular = self._register(2)
        self._register(user=self.manager, outreach_if_full="extra")
        waiting = self._register(outreach_if_full="wait")
        regular[0].action_cancel()
        self.assertEqual(waiting.state, "draft")
        regular[1].action_cancel()
        self.assertEqual(waiting.state, "open")

    def test_clerk_may_not_give_extra_seats(self):
        with self.assertRaisesRegex(UserError, "Only administrators"):
            self._register(outreach_if_full="extra")

    def test_quota_holds_for_registrations_of_staff(self):
        self.event.outreach_quota_ids = [Command.create({"target_group_id": self.group_research.id, "seats": 1})]
        self._register(outreach_target_group_id=self.group_building.id)
        with self.assertRaisesRegex(ValidationError, "kept for other target groups"):
            self._register(outreach_target_group_id=self.group_building.id)
        self.assertEqual(self._register(outreach_target_group_id=self.group_research.id).state, "open")

    def test_booked_contact_brings_its_target_group(self):
        contact = self._make_contact(outreach_target_group_id=self.group_research.id)
        self.assertEqual(self._register(partner_id=contact.id).outreach_target_group_id, self.group_research)

    def test_confirming_a_draft_or_a_cancelled_one_asks_for_a_seat(self):
        self._register(2)
        late = self._register(state="draft")
        with self.assertRaisesRegex(ValidationError, "has no seat"), self.env.cr.savepoint():
            late.action_confirm()
        late.outreach_if_full = "wait"
        late.action_confirm()
        self.assertEqual(late.outreach_waiting_place, 1)

    def test_list_confirmed_at_once_stops_at_the_first_without_a_seat(self):
        drafts = self._register(3, state="draft")
        with self.assertRaisesRegex(ValidationError, "Guest 2"):
            drafts.action_confirm()

    def test_moving_into_a_full_workshop_is_refused(self):
        other = self.event.copy({"seats_max": 5})
        self._register(2)
        moving = self._register(event_id=other.id)
        with self.assertRaisesRegex(ValidationError, "has no seat"):
            moving.event_id = self.event

    def test_restoring_an_archived_registration_asks_for_a_seat(self):
        archived = self._register()
        archived.active = False
        self._register(2)
        with self.assertRaisesRegex(ValidationError, "has no seat"):
            archived.active = True

    def test_copy_is_a_registration_like_every_other(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page")
        copied = invitation.registration_id.copy()
        self.assertEqual((copied.state, copied.outreach_invitation_id.id), ("open", False))
        with self.assertRaises(ValidationError):
            copied.copy()

    def test_imported_list_names_the_row_that_has_no_seat(self):
        rows = [[f"Guest {number}", str(self.event.id), "ask"] for number in range(3)]
        result = self.env["event.registration"].with_user(self.clerk).load(["name", "event_id/.id", "outreach_if_full"], rows)
        self.assertIn("Guest 2", result["messages"][0]["message"])
        rows = [[*row[:2], "wait"] for row in rows]
        result = self.env["event.registration"].with_user(self.clerk).load(["name", "event_id/.id", "outreach_if_full"], rows)
        self.assertEqual(self.env["event.registration"].browse(result["ids"]).mapped("outreach_waiting_place"), [0, 0, 1])

    def test_ticket_that_is_sold_out_has_no_waiting_list(self):
        ticket = self.env["event.event.ticket"].create({"name": "Student", "event_id": self.event.id, "seats_max": 1})
        self._register(event_ticket_id=ticket.id)
        with self.assertRaisesRegex(ValidationError, "sold out"):
            self._register(event_ticket_id=ticket.id, outreach_if_full="wait")

    def test_visitor_of_a_website_waits_instead_of_reading_an_error(self):
        self._register(2)
        visitor = self.env.ref("base.public_user")
        self.event.with_user(visitor).sudo()._verify_seats_availability([(False, False, 1)])
        registration = self.env["event.registration"].with_user(visitor).sudo().create({"name": "V", "event_id": self.event.id})
        self.assertEqual(registration.outreach_waiting_place, 1)

    def test_workshop_without_a_limit_takes_everybody(self):
        self.event.seats_limited = False
        self.assertEqual(set(self._register(5).mapped("state")), {"open"})

    def test_person_on_the_waiting_list_is_not_checked_in_past_the_others(self):
        self._register(2)
        waiting = self._register(outreach_if_full="wait")
        with self.assertRaisesRegex(ValidationError, "has no seat"):
            waiting.action_outreach_check_in()

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, new_test_user

from ..tools import office_hours
from .common import OutreachCase


class WaitingCase(OutreachCase):
    """One seat, an offer for whoever is next, and a few people who say yes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event.write({"seats_max": 1, "outreach_offer_policy": "offer"})
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Manager")

    def setUp(self):
        super().setUp()
        # A test is one transaction: what would be committed is made visible to SQL instead.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))

    def _accept(self, number=3, **values):
        """Return the registrations of people who say yes one after the other."""
        invitations = self._invite(self._make_contacts(number, **values))
        for invitation in invitations:
            invitation._answer("accepted", "page")
        return invitations.registration_id

    def _run_out(self, registration):
        registration.outreach_offer_until = fields.Datetime.now() - timedelta(minutes=1)

    def _get_log(self, record):
        return " ".join(record.message_ids.mapped("body"))


class TestWaitingList(WaitingCase):
    def test_offer_keeps_the_seat(self):
        first, second, third = self._accept()
        first.action_cancel()
        self.assertTrue(second.outreach_offer_until)
        self.assertEqual(second.state, "draft")
        self.assertEqual(self.event.seats_available, 0)
        self.assertEqual(third.outreach_waiting_place, 1)

    def test_offer_counts_working_hours(self):
        first, second, _third = self._accept()
        before = fields.Datetime.now()
        first.action_cancel()
        earliest, latest = (office_hours.add_office_hours(now, 20, "Europe/Berlin") for now in (before, fields.Datetime.now()))
        self.assertTrue(earliest <= second.outreach_offer_until <= latest)

    def test_yes_takes_the_offer(self):
        first, second, _third = self._accept()
        first.action_cancel()
        second.outreach_invitation_id._answer("accepted", "page")
        self.assertEqual(second.state, "open")
        self.assertFalse(second.outreach_offer_until)

    def test_no_hands_the_offer_to_the_next(self):
        first, second, third = self._accept()
        first.action_cancel()
        second.outreach_invitation_id._answer("declined", "page")
        self.assertTrue(third.outreach_offer_until)

    def test_offer_that_runs_out_goes_to_the_next(self):
        first, second, third = self._accept()
        first.action_cancel()
        self._run_out(second)
        self.env["event.event"]._cron_outreach_serve_waiting()
        self.assertEqual(second.state, "cancel")
        self.assertTrue(second.outreach_offer_expired_on)
        self.assertTrue(third.outreach_offer_until)

    def test_yes_after_the_offer_goes_to_the_end_of_the_list(self):
        first, second, third = self._accept()
        first.action_cancel()
        self._run_out(second)
        second.outreach_invitation_id._answer("accepted", "page")
        self.assertEqual(second.outreach_waiting_place, 1)
        self.assertTrue(third.outreach_offer_until)

    def test_no_offer_whose_time_would_not_be_over_in_time(self):
        self.event.outreach_late_hours = 1000
        first, second, _third = self._accept()
        first.action_cancel()
        self.assertEqual(second.state, "open")

    def test_at_short_notice_nobody_moves_up_where_the_office_wants_to_decide(self):
        self.event.write({"outreach_late_hours": 1000, "outreach_late_policy": "staff"})
        first, second, _third = self._accept()
        first.action_cancel()
        self.assertEqual(second.outreach_waiting_place, 1)

    def test_newcomer_does_not_overtake_where_nobody_moves_up(self):
        self.event.write({"outreach_late_hours": 1000, "outreach_late_policy": "staff"})
        self._accept(2)[0].action_cancel()
        newcomer = self._invite(self._make_contact("Nina New"), title="Later")
        newcomer._answer("accepted", "page")
        self.assertEqual(newcomer.waiting_place, 2)

    def test_cancelled_workshop_takes_offers_back(self):
        first, second, _third = self._accept()
        first.action_cancel()
        self.event.kanban_state = "cancel"
        self.assertFalse(second.outreach_offer_until)
        self.assertEqual(second.outreach_waiting_place, 1)
        self.event.kanban_state = "normal"
        self.assertTrue(second.outreach_offer_until)

    def test_fewer_seats_take_nobodys_seat(self):
        self.event.seats_max = 3
        registrations = self._accept(4)
        self.event.seats_max = 1
        self.assertEqual(registrations.mapped("state"), ["open", "open", "open", "draft"])
        self.assertEqual(self.event.outreach_overhang, 2)
        registrations[0].action_outreach_check_in()
        self.assertEqual(registrations[0].state, "done")

    def test_nobody_moves_up_while_there_are_too_many(self):
        self.event.seats_max = 3
        registrations = self._accept(4)
        self.event.seats_max = 1
        registrations[0].action_cancel()
        self.assertFalse(registrations[3].outreach_offer_until)

    def test_archived_seat_comes_back_only_if_it_is_free(self):
        first, second, _third = self._accept()
        first.active = False
        second.outreach_invitation_id._answer("accepted", "page")
        with self.assertRaises(ValidationError):
            first.active = True

    def test_registration_that_moves_to_another_workshop_queues_there(self):
        self.event.outreach_offer_policy = "move_up"
        other = self.event.copy({"name": "Other", "seats_limited": True, "seats_max": 1})
        self.env["event.registration"].create({"event_id": other.id, "name": "There already"})
        first, second, third = self._accept()
        second.event_id = other
        self.assertEqual(second.outreach_waiting_place, 1)
        self.assertEqual(third.outreach_waiting_place, 1)
        first.action_cancel()
        self.assertEqual((second.state, third.state), ("draft", "open"))

    def test_organisation_at_its_limit_waits_beside_free_seats(self):
        self.event.write({"seats_max": 5, "outreach_organisation_limit": 1})
        firm = self._make_contact("Firm", is_company=True, email=False)
        first, second = self._accept(2, parent_id=firm.id)
        self.assertEqual((first.state, second.state), ("open", "draft"))
        self.assertEqual(self._accept_one("Otto Other").state, "open")
        first.action_cancel()
        self.assertTrue(second.outreach_offer_until)

    def _accept_one(self, name):
        invitation = self._invite(self._make_contact(name), title=name)
        invitation._answer("accepted", "page")
        return invitation.registration_id

    def test_kept_seats_are_for_all_from_the_day_of_their_release(self):
        quota = {"target_group_id": self.group_research.id, "seats": 1}
        self.event.write({"seats_max": 2, "outreach_quota_ids": [(0, 0, quota)], "outreach_offer_policy": "move_up"})
        _first, second, _third = self._accept()
        self.event.flush_recordset()
        self.env.cr.execute(
            "UPDATE event_event SET outreach_quota_release_on = now() AT TIME ZONE 'UTC' - interval '1 minute' WHERE id = %s",
            [self.event.id],
        )
        self.env.invalidate_all()
        self.env["event.event"]._cron_outreach_serve_waiting()
        self.assertEqual(second.state, "open")

    def test_places_of_a_long_list_take_one_query(self):
        registrations = self._accept(12)[1:]
        self.env.flush_all()
        self.env.invalidate_all()
        registrations.fetch(["state", "event_id", "outreach_waiting_since", "outreach_waiting_number", "outreach_offer_until"])
        with self.assertQueryCount(1):
            places = registrations.mapped("outreach_waiting_place")
        self.assertEqual(places, list(range(1, 12)))

    def test_many_move_up_at_the_cost_of_the_mail_that_tells_each_of_it(self):
        few, many = self._count_queries_of_moving_up(3), self._count_queries_of_moving_up(12)
        self.assertLessEqual(many, few + 9 * 8)

    def _count_queries_of_moving_up(self, number):
        event = self.event.copy(
            {"name": f"For {number}", "seats_limited": True, "seats_max": 1, "outreach_offer_policy": "move_up"}
        )
        invitations = self._invite(self._make_contacts(number + 1), title=f"For {number}", event_id=event.id)
        for invitation in invitations:
            invitation._answer("accepted", "page")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        event.seats_max = number + 1
        self.env.flush_all()
        self.assertEqual(event.seats_taken, number + 1)
        return self.env.cr.sql_log_count - before


class TestOverbooking(WaitingCase):
    def _hold_workshop(self, came, stayed_away):
        past = self.event.copy(
            {
                "name": "Past",
                "seats_limited": False,
                "date_begin": self.begin - timedelta(days=90),
                "date_end": self.begin - timedelta(days=89),
            }
        )
        registrations = self.env["event.registration"].create(
            [{"event_id": past.id, "name": f"Guest {number}"} for number in range(came + stayed_away)]
        )
        registrations[:came].action_outreach_check_in()

    def test_show_rate_of_past_workshops_is_shown(self):
        self.event.seats_max = 50
        self._hold_workshop(36, 4)
        self.assertIn("90 % of 40 people", self.event.outreach_overbooking_text)
        self.assertIn("55 seats for 50 chairs", self.event.outreach_overbooking_text)

    def test_nothing_is_overbooked_until_somebody_wants_it(self):
        self._hold_workshop(36, 4)
        self.event.seats_max = 50
        self.assertEqual(self.event.outreach_extra_seats, 0)
        self.event.outreach_is_overbooked = True
        self.assertEqual(self.event.outreach_extra_seats, 5)

    def test_extra_seats_are_given(self):
        self._hold_workshop(20, 20)
        self.event.write({"seats_max": 2, "outreach_is_overbooked": True, "outreach_overbooking_percent": 50})
        self.assertEqual(self._accept(4).mapped("state"), ["open", "open", "open", "draft"])

    def test_few_past_visitors_say_nothing(self):
        self._hold_workshop(5, 5)
        self.assertIn("Not known yet", self.event.outreach_overbooking_text)
        self.event.outreach_is_overbooked = True
        self.assertEqual(self.event.outreach_extra_seats, 0)


class TestSeatGrant(WaitingCase):
    def _grant(self, registration, user, **values):
        grant = self.env["outreach.seat.grant"].with_user(user).create({"registration_id": registration.id, **values})
        grant.action_grant()
        return grant

    def _free_seat_at_short_notice(self):
        self.event.write({"outreach_late_hours": 1000, "outreach_late_policy": "staff"})
        first, second, third = self._accept()
        first.action_cancel()
        return second, third

    def test_clerk_offers_a_seat_to_the_next_in_line(self):
        second, _third = self._free_seat_at_short_notice()
        self._grant(second, self.clerk, kind="offer")
        self.assertTrue(second.outreach_offer_until)

    def test_clerk_says_why_somebody_comes_before_others(self):
        _second, third = self._free_seat_at_short_notice()
        with self.assertRaisesRegex(UserError, "say why"):
            self._grant(third, self.clerk, kind="seat", reason=" ")
        self._grant(third, self.clerk, kind="seat", reason="Speaks at the workshop")
        self.assertEqual(third.state, "open")
        self.assertIn("Speaks at the workshop", self._get_log(third))
        self.assertIn("Speaks at the workshop", self._get_log(self.event))

    def test_clerk_cannot_give_more_seats_than_there_are(self):
        _first, second, _third = self._accept()
        with self.assertRaisesRegex(UserError, "Only managers"):
            self._grant(second, self.clerk, kind="seat", reason="Speaks")

    def test_manager_gives_a_seat_beyond_the_number_and_it_is_logged(self):
        _first, second, _third = self._accept()
        self._grant(second, self.manager, kind="seat", reason="Speaks")
        self.assertEqual(second.state, "open")
        self.assertEqual(self.event.outreach_overhang, 1)
        self.assertIn("beyond the number of seats", self._get_log(self.event))

    def test_offer_that_would_be_over_is_not_made(self):
        second, _third = self._free_seat_at_short_notice()
        with self.assertRaisesRegex(UserError, "later time"):
            self._grant(second, self.clerk, kind="offer", offer_until=fields.Datetime.now() - timedelta(hours=1))

    def test_who_is_not_waiting_gets_no_seat_from_the_list(self):
        first, _second, _third = self._accept()
        with self.assertRaisesRegex(UserError, "not on the waiting list"):
            self._grant(first, self.manager, kind="seat", reason="Speaks")

    def test_withdrawn_offer_goes_to_the_first_in_line(self):
        second, third = self._free_seat_at_short_notice()
        self._grant(third, self.clerk, kind="offer", reason="Speaks")
        self.event.write({"outreach_late_hours": 24})
        third.with_user(self.clerk).action_outreach_withdraw_offer()
        self.assertTrue(second.outreach_offer_until)
        self.assertEqual(third.outreach_waiting_place, 1)

    def test_offer_to_the_next_in_line_cannot_be_withdrawn_in_vain(self):
        first, second, _third = self._accept()
        first.action_cancel()
        with self.assertRaisesRegex(UserError, "next in line"):
            second.action_outreach_withdraw_offer()

    def test_buttons_open_the_question_how(self):
        _first, second, _third = self._accept()
        action = second.with_context(kind="seat").action_outreach_grant()
        self.assertEqual(action["context"], {"default_registration_id": second.id, "default_kind": "seat"})
        self.assertEqual(self.event.action_outreach_waiting()["res_model"], "event.registration")


class TestOfferPage(WaitingCase, HttpCase):
    def test_page_says_until_when_the_seat_is_kept(self):
        first, second, _third = self._accept()
        first.action_cancel()
        second.outreach_offer_until = datetime.fromisoformat("2035-03-05 09:00")
        page = self.url_open(f"/rsvp/{second.outreach_invitation_id._get_token()}").text
        self.assertIn("A seat has become free for you", page)
        self.assertIn("Monday, March 5, 2035, 10:00 AM", page.replace("\u202f", " "))

    def test_page_says_that_the_offer_is_over(self):
        first, second, _third = self._accept()
        first.action_cancel()
        self._run_out(second)
        self.event._outreach_serve_waiting()
        page = self.url_open(f"/rsvp/{second.outreach_invitation_id._get_token()}").text
        self.assertIn("has been given to somebody else", page)

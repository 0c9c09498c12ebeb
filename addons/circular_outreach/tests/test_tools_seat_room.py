from unittest import TestCase

from odoo.addons.circular_outreach.tools.seat_room import Guest, SeatRoom, extra_seats

BUILDER, RESEARCHER = Guest("building"), Guest("research")


class TestToolsSeatRoom(TestCase):
    def _choose(self, room, *queue):
        return room.choose(enumerate(queue))

    def test_without_limits_everybody_has_a_seat(self):
        self.assertEqual(self._choose(SeatRoom(), BUILDER, BUILDER), [0, 1])

    def test_first_come_first(self):
        self.assertEqual(self._choose(SeatRoom(2), BUILDER, BUILDER, BUILDER), [0, 1])

    def test_kept_seats_are_for_their_group(self):
        room = SeatRoom(2, {"research": 1})
        self.assertEqual(self._choose(room, BUILDER, BUILDER, RESEARCHER), [2, 0])
        self.assertTrue(room.is_full)

    def test_group_with_seats_left_comes_first(self):
        room = SeatRoom(3, {"research": 1, "building": 1})
        room.take(Guest("other"), 2)
        self.assertEqual(self._choose(room, Guest("other"), RESEARCHER), [1])

    def test_group_beyond_its_quota_takes_common_seats(self):
        room = SeatRoom(3, {"research": 1})
        self.assertEqual(self._choose(room, RESEARCHER, RESEARCHER, RESEARCHER, BUILDER), [0, 1, 2])

    def test_organisation_at_its_limit_is_passed_over(self):
        room = SeatRoom(3, organisation_limit=1)
        first, second, other = (Guest(organisation=name) for name in ("Firm", "Firm", "Other"))
        self.assertEqual(self._choose(room, first, second, other), [0, 2])
        self.assertFalse(room.has_seat_for(second))

    def test_who_belongs_to_no_organisation_is_not_limited(self):
        self.assertEqual(self._choose(SeatRoom(3, organisation_limit=1), BUILDER, BUILDER), [0, 1])

    def test_kind_of_ticket_that_is_sold_out_is_passed_over(self):
        room = SeatRoom(3, ticket_seats={"lunch": 1})
        self.assertEqual(self._choose(room, Guest(ticket="lunch"), Guest(ticket="lunch"), Guest(ticket="dinner")), [0, 2])

    def test_overhang_says_how_many_are_too_many(self):
        room = SeatRoom(2)
        room.take(BUILDER, 5)
        self.assertEqual(room.overhang, 3)
        self.assertFalse(room.has_seat_for(BUILDER))

    def test_seats_more_than_chairs_follow_the_show_rate(self):
        self.assertEqual(extra_seats(50, 0.9, 20), 5)

    def test_seats_more_than_chairs_have_an_upper_limit(self):
        self.assertEqual(extra_seats(50, 0.5, 10), 5)

    def test_no_seats_more_than_chairs_where_the_show_rate_is_unknown(self):
        self.assertEqual(extra_seats(50, 0, 10), 0)

    def test_no_seats_more_than_chairs_where_everybody_comes(self):
        self.assertEqual(extra_seats(50, 1, 10), 0)

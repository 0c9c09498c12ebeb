from datetime import date, datetime, time

from odoo.tests import BaseCase

from ..tools.office_hours import (
    add_office_hours,
    at_local_time,
    is_office_time,
    local_day,
    next_office_time,
    previous_office_time,
    saxon_holidays,
)

at = datetime.fromisoformat
TZ = "Europe/Berlin"


class TestOfficeHours(BaseCase):
    def test_holidays_of_saxony(self):
        self.assertEqual(
            saxon_holidays(2026),
            {
                date(2026, 1, 1),
                date(2026, 4, 3),
                date(2026, 4, 6),
                date(2026, 5, 1),
                date(2026, 5, 14),
                date(2026, 5, 25),
                date(2026, 10, 3),
                date(2026, 10, 31),
                date(2026, 11, 18),
                date(2026, 12, 25),
                date(2026, 12, 26),
            },
        )

    def test_day_of_repentance_is_the_wednesday_before_23_november(self):
        for day in (date(2022, 11, 16), date(2023, 11, 22), date(2024, 11, 20), date(2025, 11, 19), date(2028, 11, 22)):
            with self.subTest(day=day):
                self.assertIn(day, saxon_holidays(day.year))

    def test_office_is_open_on_working_days_only(self):
        for moment, is_open in (
            (at("2026-02-03 09:00"), True),
            (at("2026-02-03 06:59"), False),
            (at("2026-02-03 07:00"), True),
            (at("2026-02-03 17:00"), False),
            (at("2026-02-07 09:00"), False),
            (at("2026-11-18 09:00"), False),
            (at("2026-12-24 09:00"), False),
            (at("2026-12-31 09:00"), False),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(is_office_time(moment, TZ), is_open)

    def test_what_falls_within_office_hours_stays(self):
        moment = at("2026-02-03 09:17:05")
        self.assertEqual(next_office_time(moment, TZ), moment)

    def test_what_falls_outside_waits_until_the_office_opens(self):
        for moment, expected in (
            (at("2026-02-03 02:00"), at("2026-02-03 07:00")),
            (at("2026-02-03 20:00"), at("2026-02-04 07:00")),
            (at("2026-02-06 20:00"), at("2026-02-09 07:00")),
            # Good Friday to Easter Monday, in summer time
            (at("2026-04-02 20:00"), at("2026-04-07 06:00")),
            # Christmas Eve to the Monday after
            (at("2026-12-23 20:00"), at("2026-12-28 07:00")),
            # New Year's Eve over the turn of the year
            (at("2026-12-30 20:00"), at("2027-01-04 07:00")),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(next_office_time(moment, TZ), expected)

    def test_what_must_not_come_late_goes_out_before(self):
        for moment, expected in (
            (at("2026-02-03 09:17"), at("2026-02-03 09:17")),
            (at("2026-02-08 09:00"), at("2026-02-06 09:00")),
            (at("2026-02-03 20:00"), at("2026-02-03 16:00")),
            (at("2026-02-03 05:00"), at("2026-02-02 16:00")),
            (at("2026-04-06 08:00"), at("2026-04-02 08:00")),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(previous_office_time(moment, TZ), expected)

    def test_the_hour_is_that_of_the_clock_when_clocks_change(self):
        # The clock goes forward on 29 March and back on 25 October 2026.
        self.assertEqual(next_office_time(at("2026-03-27 20:00"), TZ), at("2026-03-30 06:00"))
        self.assertEqual(next_office_time(at("2026-10-23 20:00"), TZ), at("2026-10-26 07:00"))
        self.assertEqual(at_local_time(date(2026, 3, 29), time(2, 30), TZ), at("2026-03-29 01:30"))

    def test_the_day_is_that_of_the_place(self):
        self.assertEqual(local_day(at("2026-02-03 23:30"), TZ), date(2026, 2, 4))

    def test_working_hours_skip_nights_weekends_and_holidays(self):
        for begin, hours, end in (
            ("2026-01-14 08:00", 3, "2026-01-14 11:00"),
            ("2026-01-14 16:00", 3, "2026-01-15 09:00"),
            ("2026-01-16 16:00", 2, "2026-01-19 08:00"),
            ("2026-01-17 12:00", 1, "2026-01-19 08:00"),
            ("2026-04-02 15:00", 20, "2026-04-08 15:00"),
            ("2026-12-23 16:00", 11, "2026-12-28 17:00"),
        ):
            with self.subTest(begin=begin, hours=hours):
                self.assertEqual(add_office_hours(at(begin), hours, TZ), at(end))

    def test_working_hours_are_those_of_the_clock_when_clocks_change(self):
        self.assertEqual(add_office_hours(at("2026-03-27 15:00"), 4, TZ), at("2026-03-30 08:00"))

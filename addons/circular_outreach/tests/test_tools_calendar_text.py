from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.circular_outreach.tools import calendar_text
from odoo.addons.circular_outreach.tools.calendar_text import Appointment
from odoo.addons.circular_outreach.tools.calendar_zone import write_zone

from .calendar_reader import read_with_ical_js, read_with_icalendar, read_with_vobject

NOW = datetime(2031, 1, 5, 10, 15, tzinfo=timezone.utc)
BEGIN = datetime(2031, 3, 26, 8)  # noqa: DTZ001  UTC, as Odoo has it
HOSTILE = (
    'Bauen; im, Kreis\\ "Auftakt"',
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:other",
    "Zeile\nzwei\x0bdrei\u2028vier\x85fünf",
    "ü" * 200 + "😀" * 40,
    "\\n \\, \\; \\\\",
    "\x00\x1b[31m\ufeffrot",
    ":;,=\"'^",
    " führt ein ",
)
TEXT = st.text(max_size=150)


def make(**values):
    defaults = {
        "uid": "outreach-4711-0123456789abcdef0123456789abcdef",
        "sequence": 2,
        "begin": BEGIN,
        "end": BEGIN + timedelta(hours=4),
        "zone": "Europe/Berlin",
        "title": "Bauen im Kreis",
        "place": "Rathaus",
        "description": "Antwort: https://outreach.example/rsvp/1",
        "url": "https://outreach.example/rsvp/1",
        "organizer": ("Landkreis", "einladung@county.example"),
        "attendee": ("Erika Muster", "erika.muster@firm.example"),
    }
    return Appointment(**{**defaults, **values})


def clean(text):
    """Return a text as it should arrive: its lines, without characters no line may hold."""
    return calendar_text.UNWRITABLE.sub("", "\n".join(text.splitlines()))


def lines_of(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


class TestToolsCalendarText(BaseCase):
    """What is written is what calendars read: three of them, written by others, are asked."""

    def _check_alike(self, appointments):
        contents = [calendar_text.write_request(one, NOW) for one in appointments]
        by_js = read_with_ical_js(contents)
        for appointment, content, found in zip(appointments, contents, by_js, strict=True):
            name = " ".join(
                calendar_text.UNWRITABLE.sub("", appointment.attendee[0]).replace('"', "'").replace("\\", "/").split()
            )
            expected = {
                "method": "REQUEST",
                "uid": appointment.uid,
                "sequence": appointment.sequence,
                "begin": int(appointment.begin.replace(tzinfo=timezone.utc).timestamp()),
                "end": int(appointment.end.replace(tzinfo=timezone.utc).timestamp()),
                "title": clean(appointment.title),
                "place": clean(appointment.place) if appointment.place.strip() else "",
                "description": clean(appointment.description) if appointment.description.strip() else "",
                "name": name,
                "address": f"mailto:{appointment.attendee[1]}",
            }
            # icalendar undoes escapes in the wrong order: a backslash before "n" or a comma is lost there, and nowhere else.
            if "\\" not in appointment.title + appointment.place + appointment.description:
                self.assertEqual(read_with_icalendar(content), expected)
            self.assertEqual(read_with_vobject(content), expected)
            self.assertEqual(found, expected)

    def test_three_calendars_read_hostile_words_as_they_were_meant(self):
        self._check_alike([make(title=one, place=one, description=one, attendee=(one, "a@firm.example")) for one in HOSTILE])

    @settings(deadline=None, derandomize=True, max_examples=4)
    @given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=25, max_size=25))
    def test_three_calendars_read_any_words_as_they_were_meant(self, drawn):
        self._check_alike([make(title=t, place=p, description=d, attendee=(n, "a@firm.example")) for t, p, d, n in drawn])

    @settings(deadline=None, derandomize=True)
    @given(TEXT, TEXT)
    def test_no_line_is_longer_than_75_bytes_and_every_line_ends_as_it_must(self, title, name):
        content = calendar_text.write_request(make(title=title, attendee=(name, "a@firm.example")), NOW)
        lines = content.split(b"\r\n")
        self.assertEqual(lines[-1], b"")
        self.assertTrue(all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines))
        self.assertEqual(sum(line.startswith(b"BEGIN:VEVENT") for line in lines), 1)

    def test_request_asks_one_attendee_for_an_answer(self):
        lines = lines_of(calendar_text.write_request(make(), NOW))
        (attendee,) = (line for line in lines if line.startswith("ATTENDEE"))
        self.assertIn("PARTSTAT=NEEDS-ACTION;RSVP=TRUE", attendee)
        for line in (
            "METHOD:REQUEST",
            "STATUS:CONFIRMED",
            "DTSTAMP:20310105T101500Z",
            "SEQUENCE:2",
            "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        ):
            self.assertIn(line, lines)
        self.assertIn('ORGANIZER;CN="Landkreis":mailto:einladung@county.example', lines)
        self.assertIn("DTSTART;TZID=Europe/Berlin:20310326T090000", lines)
        self.assertNotIn("BEGIN:VALARM", lines)

    def test_cancelled_event_and_withdrawn_attendee_are_told_apart(self):
        cancelled = lines_of(calendar_text.write_cancellation(make(), NOW))
        withdrawn = lines_of(calendar_text.write_withdrawal(make(), NOW))
        self.assertIn("METHOD:CANCEL", cancelled)
        self.assertIn("STATUS:CANCELLED", cancelled)
        self.assertIn("METHOD:CANCEL", withdrawn)
        self.assertFalse([line for line in withdrawn if line.startswith("STATUS")])
        self.assertEqual(sum(line.startswith("ATTENDEE") for line in withdrawn), 1)

    def test_file_to_download_names_nobody(self):
        lines = lines_of(calendar_text.write_publication(make(attendee=None), NOW))
        self.assertIn("METHOD:PUBLISH", lines)
        self.assertFalse([line for line in lines if line.startswith("ATTENDEE")])

    def test_zone_is_right_in_summer_and_winter_all_over_the_world(self):
        zones = ("Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata")
        zones += ("Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Asia/Tehran", "UTC")
        for zone in zones:
            moments = [datetime(2027, month, day, 10) for month in range(1, 13) for day in (1, 27)]  # noqa: DTZ001  as Odoo has it
            contents = [
                calendar_text.write_request(make(zone=zone, begin=moment, end=moment + timedelta(hours=1)), NOW)
                for moment in moments
            ]
            for moment, content, found in zip(moments, contents, read_with_ical_js(contents), strict=True):
                utc = moment.replace(tzinfo=timezone.utc)
                self.assertEqual(found["begin"], int(utc.timestamp()), (zone, moment))
                calendar = icalendar.Calendar.from_ical(content)
                own_zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
                local = utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                self.assertEqual(
                    local.replace(tzinfo=own_zone).utcoffset(), utc.astimezone(ZoneInfo(zone)).utcoffset(), (zone, moment)
                )

    def test_zone_with_a_yearly_rule_is_one_rule_for_each_half(self):
        lines = write_zone("Europe/Berlin", 2031)
        self.assertEqual(
            [line for line in lines if line.startswith("RRULE")],
            [
                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            ],
        )

    def test_unknown_zone_is_said(self):
        with self.assertRaises(KeyError):
            write_zone("Europe/Mittweida", 2031)

    def test_address_no_mail_server_takes_is_refused(self):
        with self.assertRaises(UnicodeError):
            calendar_text.write_request(make(attendee=("Jörg", "jörg@firm.example")), NOW)

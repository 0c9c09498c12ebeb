"""An appointment as mail programs and calendars exchange it (iCalendar, RFC 5545; iTIP, RFC 5546; by mail, RFC 6047).

Written by hand, for the library at hand gives every text a new random UID (decision 22). One mail holds one attendee: a list would tell everybody who
else is invited.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .calendar_zone import write_zone
from .mail_wire import to_ascii

CRLF = "\r\n"
# RFC 5545, 3.1: no line is longer, in bytes, the line end not counted.
LONGEST_LINE = 75
PRODUCT = "-//circular_outreach//DE"
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
SPECIAL = re.compile(r"[\\;,\n]")
# Characters no line may hold, and surrogates, which no encoding has.
UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]")
# In a local part they would end the address or begin something else.
HARMLESS = "!$&'*+-/=@^_`{|}~."


@dataclass(frozen=True)
class Appointment:
    """What a calendar is told: `begin` and `end` are UTC without a zone, `zone` is the one whose clock is shown, addresses are (name, address)."""

    uid: str
    sequence: int
    begin: datetime
    end: datetime
    zone: str
    title: str
    place: str
    description: str
    url: str
    organizer: tuple[str, str]
    attendee: tuple[str, str] | None = None
    participation: str = "NEEDS-ACTION"
    status: str = "CONFIRMED"


def write_request(appointment: Appointment, now: datetime) -> bytes:
    """Ask the attendee, or tell them what is new; the same as before with a higher `sequence` means date or place have changed.

    Raises UnicodeError for an address only SMTPUTF8 could carry, KeyError for an unknown zone.
    """
    return _write("REQUEST", appointment, now, _write_attendee(appointment), f"STATUS:{appointment.status}")


def write_withdrawal(appointment: Appointment, now: datetime) -> bytes:
    """Take the appointment out of the calendar of one attendee, who does not come; the event itself stays (RFC 5546, 3.2.5)."""
    return _write("CANCEL", appointment, now, _write_attendee(appointment))


def write_cancellation(appointment: Appointment, now: datetime) -> bytes:
    """Tell the attendee that the event does not take place."""
    return _write("CANCEL", appointment, now, _write_attendee(appointment), "STATUS:CANCELLED")


def write_publication(appointment: Appointment, now: datetime) -> bytes:
    """Return the appointment as a file to be opened; nobody is asked for an answer (RFC 5546, 3.2.1)."""
    return _write("PUBLISH", appointment, now, f"STATUS:{appointment.status}")


def read_method(content: bytes) -> str:
    """Return the method of a text written here."""
    return re.search(rb"^METHOD:([A-Z]+)", content, re.MULTILINE)[1].decode()


def _write(method, appointment, now, *more):
    zone, local = appointment.zone, ZoneInfo(appointment.zone)
    begin, end = (moment.replace(tzinfo=timezone.utc).astimezone(local) for moment in (appointment.begin, appointment.end))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *write_zone(zone, begin.year),
        "BEGIN:VEVENT",
        f"UID:{_escape(appointment.uid)}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTART;TZID={zone}:{begin:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_escape(appointment.title)}",
        *_write_text("LOCATION", appointment.place),
        *_write_text("DESCRIPTION", appointment.description),
        *([f"URL:{appointment.url}"] if appointment.url else []),
        f"ORGANIZER{_write_name(appointment.organizer[0])}:{_write_mailto(appointment.organizer[1])}",
        *more,
        "TRANSP:OPAQUE",
        "CLASS:PUBLIC",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_fold(line) for line in lines).encode()


def _write_attendee(appointment):
    name, address = appointment.attendee
    kind = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
    # Apple shows no buttons without RSVP.
    answer = f"PARTSTAT={appointment.participation};RSVP=TRUE"
    return f"ATTENDEE;{kind};{answer}{_write_name(name)}:{_write_mailto(address)}"


def _write_text(name, text):
    return [f"{name}:{_escape(text)}"] if text.strip() else []


def _escape(text):
    """Return a text as a value (RFC 5545, 3.3.11); whatever some reader takes for the end of a line is one."""
    clean = UNWRITABLE.sub("", "\n".join(text.splitlines()))
    return SPECIAL.sub(lambda match: ESCAPES[match[0]], clean)


def _write_name(name):
    """Return a name as a parameter; between quotes everything may stand but quotes and control characters (RFC 5545, 3.2).

    Some readers take a backslash there for an escape, which it is not.
    """
    clean = " ".join(UNWRITABLE.sub("", name).replace('"', "'").replace("\\", "/").split())
    return f';CN="{clean}"' if clean else ""


def _write_mailto(address):
    return f"mailto:{quote(to_ascii(address), safe=HARMLESS)}"


def _fold(line):
    """Return a line with its end, broken so that no piece is too long and no letter is cut in two."""
    pieces, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            pieces.append(" ")
            length = 1
        pieces[-1] += letter
        length += size
    return CRLF.join(pieces) + CRLF

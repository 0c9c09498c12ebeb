"""Read what calendars send back for an invitation (iTIP REPLY, COUNTER and REFRESH; RFC 5546, by mail RFC 6047), as they really write it.

Exchange leaves out the organizer, Apple names the attendee by an address of its own and the real one in EMAIL, some send it as a file only, and names
and "mailto:" come in any case. So only the lines that matter are read, and each is forgiven what it can be. Reading never fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from email.message import EmailMessage, Message
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from . import mail_part

METHODS = ("REPLY", "COUNTER", "REFRESH")
CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
LINE_FOLD = re.compile(r"\r?\n[ \t]")
# A name, parameters in which quotes may hide colons, and the value.
LINE = re.compile(
    r'(?P<name>[A-Za-z0-9.-]+)(?P<parameters>(?:;[^:;"=]+=(?:"[^"]*"|[^:;",]*)(?:,(?:"[^"]*"|[^:;",]*))*)*):(?P<value>.*)'
)
# What is left of a line whose quotes do not match.
LOOSE_LINE = re.compile(r"(?P<name>[A-Za-z0-9.-]+)(?P<parameters>;.*?)?:(?P<value>.*)")
PARAMETER = re.compile(r';([^:;"=]+)=("[^"]*"|[^:;"]*)')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
MOST_LINES = 2000
LONGEST_LINE = 2000
WORDS = 1000


@dataclass(frozen=True)
class CalendarReply:
    """What a calendar says: `stamp` is UTC without a zone, `sequence` is None where it says nothing of it, addresses are in small letters."""

    method: str
    uid: str
    attendee: str = ""
    participation: str = ""
    delegated_to: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    is_one_of_series: bool = False
    comment: str = ""
    sender: str = ""


def find(message: EmailMessage) -> CalendarReply | None:
    """Return the first answer of a calendar in a mail, or None. What is inside a returned or forwarded mail is not its own."""
    if mail_part.content_type(message) == "multipart/report":
        return None
    for part in mail_part.own_parts(message):
        if not _is_calendar(part):
            continue
        reply = read(mail_part.text(part), mail_part.parameter(part, "method"))
        if reply:
            senders = ADDRESS.findall(mail_part.header(message, "From")[:WORDS].lower())
            return CalendarReply(**{**vars(reply), "sender": senders[-1] if senders else ""})
    return None


def read(text: str, method: str = "") -> CalendarReply | None:
    """Return what a calendar text says, or None if it is no answer; `method` is the one its mail names, for texts without."""
    properties, calendar_method = _read_event(text)
    method = (calendar_method or method).upper()
    uid = _value(properties, "UID")
    if method not in METHODS or not uid:
        return None
    parameters, attendee = _choose_attendee(properties)
    return CalendarReply(
        method=method,
        uid=uid,
        attendee=attendee,
        participation=parameters.get("PARTSTAT", "").upper(),
        delegated_to=_find_address(parameters.get("DELEGATED-TO", "")),
        sequence=_read_number(_value(properties, "SEQUENCE")),
        stamp=_read_moment(properties),
        is_one_of_series=bool(_value(properties, "RECURRENCE-ID")),
        comment=(_value(properties, "COMMENT") or _unescape(parameters.get("X-RESPONSE-COMMENT", "")))[:WORDS],
    )


def _is_calendar(part: Message) -> bool:
    if mail_part.content_type(part) in CALENDAR_TYPES:
        return True
    named = mail_part.header(part, "Content-Disposition") + mail_part.header(part, "Content-Type")
    return not part.is_multipart() and bool(re.search(r"\.ics\b", named, re.IGNORECASE))


def _read_event(text):
    """Return the properties of the first event as (name, parameters, value), and the method of the calendar."""
    properties, method, depth = [], "", []
    for name, parameters, value in _read_lines(text):
        if name == "BEGIN":
            depth.append(value.strip().upper())
        elif name == "END":
            if depth and depth.pop() == "VEVENT" and properties:
                break
        elif depth[-1:] == ["VEVENT"]:
            properties.append((name, parameters, value))
        elif name == "METHOD":
            method = value.strip()
    return properties, method


def _read_lines(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in LINE_FOLD.sub("", text.lstrip("\ufeff").replace("\r\n", "\n")).split("\n")[:MOST_LINES]:
        beginning = line.strip()[:LONGEST_LINE]
        match = LINE.match(beginning) or LOOSE_LINE.match(beginning)
        if match:
            # Apple and others may put a group before the name.
            name = match["name"].rpartition(".")[2].upper()
            parameters = {key.strip().upper(): value.strip('" ') for key, value in PARAMETER.findall(match["parameters"] or "")}
            yield name, parameters, match["value"]


def _value(properties, wanted):
    return next((_unescape(value).strip() for name, _parameters, value in properties if name == wanted), "")


def _choose_attendee(properties):
    """Return parameters and address of who answers: where several are named, the one with an answer."""
    attendees = [(parameters, value) for name, parameters, value in properties if name == "ATTENDEE"]
    answered = [one for one in attendees if one[0].get("PARTSTAT", "").upper() not in ("", "NEEDS-ACTION")]
    if not attendees:
        return {}, ""
    parameters, value = (answered or attendees)[0]
    return parameters, _find_address(value) or _find_address(parameters.get("EMAIL", ""))


def _find_address(text):
    match = ADDRESS.search(re.sub(r"^\s*mailto:", "", unquote(text), flags=re.IGNORECASE))
    return match[0].lower() if match else ""


def _read_number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _read_moment(properties):
    """Return DTSTAMP in UTC. It should be written so (RFC 5545, 3.8.7.2); some write their own clock and name the zone."""
    for name, parameters, value in properties:
        match = MOMENT.fullmatch(value.strip()) if name == "DTSTAMP" else None
        if match:
            return _to_utc([int(number) for number in match.groups()[:6]], "" if match[7] else parameters.get("TZID", ""))
    return None


def _to_utc(numbers, zone):
    numbers[5] = min(numbers[5], 59)
    try:
        moment = datetime(*numbers, tzinfo=ZoneInfo(zone) if zone else timezone.utc)
        return moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, LookupError, OverflowError, OSError):
        return None


def _unescape(text):
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)

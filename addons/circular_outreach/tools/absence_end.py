"""Find in the text of an automatic answer until when somebody is away."""

import re
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

TEXT_LENGTH = 5_000
MONTHS = (
    "januar january jan",
    "februar february feb",
    "märz maerz march mär mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
MONTH = "|".join(sorted(NUMBERS, key=len, reverse=True))
# "bis einschließlich Freitag, den" stands between the word and the day.
WEEKDAY = r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
BETWEEN = rf"[\s,]+(?:(?:einschließlich|einschl\.|inkl\.|und mit|zum|dem|den|and including|the|{WEEKDAY})[\s,]+){{0,4}}"
UNTIL = re.compile(rf"\b(?:bis|until|till|through|to){BETWEEN}(?=\d|{MONTH})", re.IGNORECASE)
BACK = re.compile(
    rf"\b(?:zurück (?:am|ab)|wieder (?:am|ab|da am)|return(?:ing)? on|returning|back (?:in the office )?(?:on|from)){BETWEEN}(?=\d|{MONTH})",
    re.IGNORECASE,
)
FROM = re.compile(rf"\b(?:ab|from|am|on){BETWEEN}(?=\d|{MONTH})", re.IGNORECASE)
AGAIN = re.compile(r"[^.!?\n]{0,40}\b(?:wieder|zurück|back)\b", re.IGNORECASE)
DAY_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\b\.?(?:\s?(?P<year>\d{4}|\d{2})\b)?"),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?:of\s)?(?P<month>{MONTH})\b\.?(?:,?\s(?P<year>\d{{4}}))?", re.IGNORECASE
    ),
    re.compile(rf"(?P<month>{MONTH})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<year>\d{{4}}))?", re.IGNORECASE),
)


def find(words: str, date_header: str) -> date | None:
    """Return the last day of an absence, if it is said; a year that is not said is that of the next such day after the mail."""
    text = " ".join(words[:TEXT_LENGTH].split())
    written_on = _read_header(date_header)
    for match in UNTIL.finditer(text):
        day, _end = _read_day(text, match.end(), written_on)
        if day:
            return day
    for pattern in (BACK, FROM):
        for match in pattern.finditer(text):
            day, end = _read_day(text, match.end(), written_on)
            if day and (pattern is BACK or AGAIN.match(text, end)):
                return day - timedelta(days=1)
    return None


def _read_header(date_header: str) -> date:
    try:
        return parsedate_to_datetime(date_header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date.today()


def _read_day(text: str, start: int, written_on: date) -> tuple[date | None, int]:
    """Return the day written at a place of the text, and where it ends."""
    for form in DAY_FORMS:
        match = form.match(text, start)
        if match:
            return _make_day(match, written_on), match.end()
    return None, start


def _make_day(match: re.Match, written_on: date) -> date | None:
    month, year = match["month"].lower(), int(match["year"] or written_on.year)
    try:
        day = date(year if year > 99 else 2000 + year, NUMBERS.get(month) or int(month), int(match["day"]))
        return day.replace(year=day.year + 1) if day < written_on and not match["year"] else day
    except (ValueError, OverflowError):
        return None

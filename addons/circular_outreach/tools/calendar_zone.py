"""A time zone as calendars want it (RFC 5545, 3.6.5): read from the zone database of this system, for the years around a date.

Where the clock changes by the same rule every year the rule is written: Outlook reads one rule for each half of the year and nothing else. Where it
does not, every change around the date is listed.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How many years before and after the date are looked at; a rule must hold in all of them.
YEARS = 2
SECOND = timedelta(seconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)


@lru_cache(maxsize=64)
def write_zone(name: str, year: int) -> tuple[str, ...]:
    """Return the lines of the VTIMEZONE of a zone, right for the year and its neighbours. Raises KeyError for a zone nobody knows."""
    zone = ZoneInfo(name)
    changes = _find_changes(zone, year)
    blocks = _write_rules(changes) or [_write_start(zone, year), *map(_write_block, changes)]
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", *(line for block in blocks for line in block), "END:VTIMEZONE")


def _find_changes(zone, year):
    """Return (moment by the clock before, offset before, offset after, name after) of every change of the clock in the years around."""
    moment = datetime(year - YEARS, 1, 1, tzinfo=timezone.utc)
    end = datetime(year + YEARS + 1, 1, 1, tzinfo=timezone.utc)
    changes = []
    while moment < end:
        following = moment + timedelta(days=1)
        if _offset(zone, moment) != _offset(zone, following):
            changes.append(_find_change(zone, moment, following))
        moment = following
    return changes


def _find_change(zone, before, after):
    """Narrow a change down to the second."""
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    old, new = _offset(zone, before), _offset(zone, after)
    return (after.replace(tzinfo=None) + old, old, new, after.astimezone(zone).tzname() or "")


def _offset(zone, moment):
    return moment.astimezone(zone).utcoffset()


def _write_rules(changes):
    """Return a block for each half of the year, or nothing if the clock does not change by the same two rules every year."""
    halves = defaultdict(list)
    for change in changes:
        halves[change[1:]].append(change[0])
    rules = {half: _find_rule(moments) for half, moments in halves.items()}
    if len(rules) != 2 or not all(rules.values()):
        return []
    return [_write_block((halves[half][0], *half), rule) for half, rule in rules.items()]


def _find_rule(moments):
    """Return the yearly rule that these moments follow, or None."""
    days = [moment.date() for moment in moments]
    same = {(moment.month, moment.weekday(), moment.time()) for moment in moments}
    if len(moments) != 2 * YEARS + 1 or len({day.year for day in days}) != len(days) or len(same) != 1:
        return None
    month, weekday, _time = same.pop()
    if all(day.day + 7 > monthrange(day.year, day.month)[1] for day in days):
        place = -1
    else:
        places = {(day.day - 1) // 7 + 1 for day in days}
        if len(places) != 1:
            return None
        place = places.pop()
    return f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={place}{WEEKDAYS[weekday]}"


def _write_block(change, rule=None):
    moment, old, new, name = change
    kind = "DAYLIGHT" if new > old else "STANDARD"
    lines = [f"BEGIN:{kind}", f"DTSTART:{moment:%Y%m%dT%H%M%S}", *([rule] if rule else [])]
    return [*lines, f"TZOFFSETFROM:{_write_offset(old)}", f"TZOFFSETTO:{_write_offset(new)}", f"TZNAME:{name}", f"END:{kind}"]


def _write_start(zone, year):
    """Return a block for the time before the first change that is listed: no hour may be without an offset."""
    moment = datetime(year - YEARS, 1, 1, tzinfo=timezone.utc)
    offset = _offset(zone, moment)
    return _write_block((LONG_AGO, offset, offset, moment.astimezone(zone).tzname() or ""))


def _write_offset(offset):
    """Return an offset as `+0100`; seconds only where there are any (RFC 5545, 3.3.14)."""
    seconds = int(offset.total_seconds())
    sign, seconds = "-" if seconds < 0 else "+", abs(seconds)
    rest = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}{rest}"

"""When an office writes: on working days of Saxony, in the daytime.

Everything is reckoned on the clock of the place, so that "at nine" stays nine when the clocks change.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

BEGIN = time(8)
END = time(18)
LAST = time(17)
FRIDAY = 4
# Days from Easter Sunday to the holidays that move with it: Good Friday, Easter Monday, Ascension, Whit Monday.
EASTER_DAYS = (-2, 1, 39, 50)
# New Year, Labour Day, German Unity, Reformation, the two days of Christmas.
FIXED_DAYS = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
# No holidays by law, but nobody sits in the office.
QUIET_DAYS = ((12, 24), (12, 31))


@lru_cache(maxsize=64)
def saxon_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of Saxony; the Day of Repentance is the Wednesday before 23 November."""
    sunday = easter(year)
    days = {sunday + timedelta(days=number) for number in EASTER_DAYS} | {date(year, month, day) for month, day in FIXED_DAYS}
    before = date(year, 11, 22)
    return frozenset(days | {before - timedelta(days=(before.weekday() - 2) % 7)})


def is_office_day(day: date) -> bool:
    return day.weekday() <= FRIDAY and day not in saxon_holidays(day.year) and (day.month, day.day) not in QUIET_DAYS


def is_office_time(moment: datetime, tz: str) -> bool:
    """Say whether a moment (UTC, without zone) is within office hours on the clock of `tz`."""
    local = _to_local(moment, tz)
    return is_office_day(local.date()) and BEGIN <= local.time() < END


def next_office_time(moment: datetime, tz: str) -> datetime:
    """Return the moment itself if it is within office hours, else the next time the office opens (UTC, without zone)."""
    if is_office_time(moment, tz):
        return moment
    local = _to_local(moment, tz)
    day = local.date() if local.time() < BEGIN else local.date() + timedelta(days=1)
    while not is_office_day(day):
        day += timedelta(days=1)
    return at_local_time(day, BEGIN, tz)


def add_office_hours(moment: datetime, hours: int, tz: str) -> datetime:
    """Return when the office will have been open for so many hours from a moment on (UTC, without zone)."""
    left = timedelta(hours=hours)
    moment = next_office_time(moment, tz)
    while (closing := at_local_time(local_day(moment, tz), END, tz)) - moment < left:
        left -= closing - moment
        moment = next_office_time(closing, tz)
    return moment + left


def previous_office_time(moment: datetime, tz: str) -> datetime:
    """Return the moment itself if it is within office hours, else the nearest office time before it, at the same hour where that is one.

    What has to be known before a date must not slip behind it.
    """
    if is_office_time(moment, tz):
        return moment
    local = _to_local(moment, tz)
    day, hour = local.date(), min(max(local.time(), BEGIN), LAST)
    if local.time() < BEGIN:
        day, hour = day - timedelta(days=1), LAST
    while not is_office_day(day):
        day -= timedelta(days=1)
    return at_local_time(day, hour, tz)


def at_local_time(day: date, hour: time, tz: str) -> datetime:
    """Return when the clock of `tz` shows `hour` on `day` (UTC, without zone); an hour the clock skips is the one after it."""
    return datetime.combine(day, hour, ZoneInfo(tz)).astimezone(timezone.utc).replace(tzinfo=None)


def local_day(moment: datetime, tz: str) -> date:
    """Return the day it is at `tz` at a moment (UTC, without zone)."""
    return _to_local(moment, tz).date()


def local_time(moment: datetime, tz: str) -> time:
    """Return what the clock of `tz` shows at a moment (UTC, without zone)."""
    return _to_local(moment, tz).time()


def _to_local(moment: datetime, tz: str) -> datetime:
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz))

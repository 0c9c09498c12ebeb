"""Read a date as German lists write it."""

import re
from datetime import date, timedelta

DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
SERIAL = re.compile(r"\d{5}")
EPOCH = date(1899, 12, 30)  # from which Excel counts days, where a cell lost its format
CENTURY = 2000


def parse(text: str) -> date | None:
    """Return the date of a cell ("3.2.2025", "03.02.25", "2025-02-03", "45691"), or nothing if it is none."""
    text = text.strip()
    day_first, year_first = DAY_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    if SERIAL.fullmatch(text):
        return EPOCH + timedelta(days=int(text))
    if not (day_first or year_first):
        return None
    year, month, day = map(int, reversed(day_first.groups()) if day_first else year_first.groups())
    try:
        return date(year if year > 99 else CENTURY + year, month, day)
    except ValueError:
        return None

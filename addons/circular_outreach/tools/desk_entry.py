"""Entries as a device at the desk uploads them. Whatever does not fit is refused as a whole, before anything is stored."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

MOST_ENTRIES = 1000
MOST_BYTES = 512 * 1024
LONGEST_TEXT = 200
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
EARLIEST, LATEST = 946_684_800_000, 4_102_444_800_000  # the years 2000 and 2100, in milliseconds
ALWAYS = {"key", "kind", "at"}
NEEDED = {
    "check_in": {"registration"},
    "undo": {"registration", "undoes"},
    "walk_in": {"name"},
    "substitute": {"registration", "name"},
}
POSSIBLE = {
    "check_in": {"name"},
    "undo": {"name"},
    "walk_in": {"organisation", "email", "group"},
    "substitute": {"organisation", "email", "group"},
}
TEXTS = ("name", "organisation", "email")


class Refused(ValueError):
    """An upload that is not what a device sends; says where."""


class Entry(NamedTuple):
    """One tap. ``registration`` is an id, or the key of the walk-in that made the registration."""

    key: str
    kind: str
    at: datetime
    registration: int | str | None = None
    undoes: str | None = None
    name: str = ""
    organisation: str = ""
    email: str = ""
    group: int | None = None


def read_upload(upload: object) -> tuple[datetime, list[Entry]]:
    """Return the device's present time and its entries, both in UTC without zone. Raises Refused."""
    if not isinstance(upload, dict) or set(upload) != {"now", "entries"}:
        raise Refused("an upload has now and entries")
    entries = upload["entries"]
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise Refused(f"entries is a list of at most {MOST_ENTRIES}")
    return _read_time(upload["now"], "now"), [_read_entry(entry, f"entries[{index}]") for index, entry in enumerate(entries)]


def _read_entry(entry: object, where: str) -> Entry:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in NEEDED:
        raise Refused(f"{where} has no known kind")
    needed = ALWAYS | NEEDED[kind]
    if not needed <= set(entry) <= needed | POSSIBLE[kind]:
        raise Refused(f"{where} has other fields than a {kind} has")
    values = {field: _read_text(entry[field], f"{where}.{field}") for field in TEXTS if field in entry}
    if "name" in NEEDED[kind] and not values["name"]:
        raise Refused(f"{where}.name is empty")
    return Entry(
        key=_read_key(entry["key"], f"{where}.key"),
        kind=kind,
        at=_read_time(entry["at"], f"{where}.at"),
        registration=_read_registration(entry.get("registration"), f"{where}.registration"),
        undoes=_read_key(entry["undoes"], f"{where}.undoes") if "undoes" in entry else None,
        group=_read_id(entry["group"], f"{where}.group") if entry.get("group") is not None else None,
        **values,
    )


def _read_key(value: object, where: str) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise Refused(f"{where} is no UUID in small letters")
    return value


def _read_id(value: object, where: str) -> int:
    if type(value) is not int or not 0 < value < 1 << 31:
        raise Refused(f"{where} is no id")
    return value


def _read_registration(value: object, where: str) -> int | str | None:
    if value is None:
        return None
    return _read_key(value, where) if isinstance(value, str) else _read_id(value, where)


def _read_time(value: object, where: str) -> datetime:
    if type(value) is not int or not EARLIEST <= value <= LATEST:
        raise Refused(f"{where} is no time in milliseconds")
    return datetime.fromtimestamp(value / 1000, UTC).replace(tzinfo=None)


def _read_text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Refused(f"{where} is no text of at most {LONGEST_TEXT} characters")
    return CONTROL.sub(" ", value).strip()

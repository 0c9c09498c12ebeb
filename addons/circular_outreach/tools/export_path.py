"""Which records a table tells about whose columns are paths such as ``partner_id/name``."""

from collections.abc import Iterable


def walk(records, paths: Iterable[str]) -> list:
    """Return the records themselves, and for every step of a path the records it leads to; of no records, empty ones of the right model."""
    found = [records]
    steps: dict[str, list[str]] = {}
    for path in paths:
        name, _slash, rest = path.partition("/")
        steps.setdefault(name, []).append(rest)
    for name, rests in steps.items():
        field = records._fields.get(name)
        if field is not None and field.relational:
            found += walk(records[name], filter(None, rests))
    return found


def find_end(records, group: str) -> tuple:
    """Return the field a group such as ``partner_id.country_id`` or ``create_date:month`` is made by, and (empty) records it belongs or leads to."""
    field = None
    for name in group.partition(":")[0].split("."):
        field = records._fields.get(name)
        if field is None:
            break
        if field.relational:
            records = records.env[field.comodel_name]
    return field, records

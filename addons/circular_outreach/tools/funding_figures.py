"""What is done with the figures of a funding report once they are counted: hiding small ones, and saying what changed since the last time.

Figures are plain data, as they are stored:

    {"total": {measure: number}, "visits": {"first": number, "returning": number},
     "tables": {table: [{"key": …, "label": …, "counts": {measure: number}}]}}

A rate is None where there is nothing it could rest on.
"""

from .small_cell import hide, hide_alone, hide_rate

COUNTS = ("invited", "answered", "accepted", "attended", "no_show", "walk_in", "organisations")
RATES = {"response_rate": ("invited", "answered"), "show_rate": ("attended", "no_show")}
DIMENSIONS = ("target_group", "municipality", "role", "organisation_type")
# The order of the tables; the database keeps none.
TABLES = ("workshops", *DIMENSIONS, "calls")
# Counted once over everything: people come to several workshops.
TOTAL_ONLY = ("persons",)
VISITS = ("first", "returning")


def hand_out(figures):
    """Return figures in which small numbers are hidden, and what would give them away."""
    total = figures["total"]
    visits, _total = hide([figures["visits"][visit] for visit in VISITS], total["attended"])
    shown = {name: hide_alone(total[name]) for name in (*COUNTS, *TOTAL_ONLY)}
    return {
        **figures,
        "total": _hide_rates(shown, total),
        "visits": dict(zip(VISITS, visits, strict=True)),
        "tables": {
            # Calls lead to no workshop: what they add up to is in no total.
            table: _hide_table(figures["tables"][table], _add_up(figures["tables"][table]) if table == "calls" else total)
            for table in TABLES
        },
    }


def compare(before, now):
    """Return what differs between two sets of figures: [(table, label of the row, measure, before, now)].

    A row that was not there before, or is no more, has None on that side.
    """
    old, new = _flatten(before), _flatten(now)
    changes = []
    for place in {**new, **old}:
        label, _value = new.get(place) or old[place]
        values = [values[place][1] if place in values else None for values in (old, new)]
        if values[0] != values[1]:
            table, _key, measure = place
            changes.append((table, label, measure, *values))
    return changes


def _hide_table(rows, total):
    columns = {name: hide([row["counts"][name] for row in rows], total[name])[0] for name in COUNTS}
    return [
        {**row, "counts": _hide_rates({name: columns[name][place] for name in COUNTS}, row["counts"])}
        for place, row in enumerate(rows)
    ]


def _hide_rates(shown, counts):
    rates = {rate: hide_rate(counts[rate], *(shown[name] for name in names)) for rate, names in RATES.items()}
    return {**shown, **rates}


def _add_up(rows):
    return {name: sum(row["counts"][name] for row in rows) for name in COUNTS}


def _flatten(figures):
    """Return {(table, key of the row, measure): (label of the row, value)}, totals first."""
    values = {**figures["total"], **figures["visits"]}
    places = {("total", "", measure): ("", values[measure]) for measure in (*COUNTS, *TOTAL_ONLY, *VISITS, *RATES)}
    for table in TABLES:
        for row in figures["tables"][table]:
            places |= {(table, row["key"], measure): (row["label"], row["counts"][measure]) for measure in (*COUNTS, *RATES)}
    return places

"""What a log of attendance says, whatever the order its lines arrived in (decision 0024).

A line states something (somebody came, is excused, did not come); an undo names the one line it takes back by its key. What stands is every
statement that no undo names: a set, so neither order nor repetition of the lines matters, and an undo may arrive before what it undoes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

STATE_OF_KIND = {"check_in": "attended", "excuse": "excused", "no_show": "no_show"}


class Line(NamedTuple):
    key: str
    kind: str
    recorded_on: datetime
    undoes_key: str | None = None


def standing(lines: Iterable[Line]) -> list[Line]:
    """Return the statements that nobody took back, by time; lines of one second in the order given."""
    lines = list(lines)
    undone = {line.undoes_key for line in lines if line.kind == "undo"}
    return sorted((line for line in lines if line.kind != "undo" and line.key not in undone), key=lambda line: line.recorded_on)


def state(lines: Iterable[Line]) -> str:
    """Return the attendance: whoever was seen by anybody has attended; else the latest excuse or absence counts."""
    kinds = [line.kind for line in standing(lines)]
    if "check_in" in kinds:
        return "attended"
    return STATE_OF_KIND[kinds[-1]] if kinds else "expected"

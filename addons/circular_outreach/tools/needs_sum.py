"""What people need, counted without saying who: "2 × vegetarian"."""

import re
from collections import Counter
from collections.abc import Iterable

# People write several needs in one field, one below the other or in a row.
BETWEEN = re.compile(r"[\n\r,;/+]+|\s(?:und|and)\s", re.IGNORECASE)
AROUND = " \t.!-–•*"


def add_up(texts: Iterable[str | None]) -> list[tuple[int, str]]:
    """Return (how many, need), the most frequent first; the same words in small and capital letters are the same need."""
    counts, words = Counter(), {}
    for text in texts:
        needs = [need for part in BETWEEN.split(text or "") if (need := " ".join(part.split()).strip(AROUND))]
        for need in needs:
            words.setdefault(need.casefold(), need)
        counts.update({need.casefold() for need in needs})
    return sorted(((count, words[key]) for key, count in counts.items()), key=lambda line: (-line[0], line[1].casefold()))

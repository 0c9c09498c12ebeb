"""Find records by the words people use for them."""

import re
from collections.abc import Iterable

from .german_order import key

SEPARATOR = re.compile(r"[;,|\n]")


class Vocabulary:
    """Words for records; of two records with the same word the first counts."""

    def __init__(self, words: Iterable[tuple[int, str]]):
        self.by_word: dict[str, int] = {}
        for record, word in words:
            if key(word):
                self.by_word.setdefault(key(word), record)

    def find(self, text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Return the records of a cell, each once, and the parts nobody knows. A name may hold a comma, so the whole is tried first."""
        whole = self.by_word.get(key(text))
        if whole:
            return (whole,), ()
        parts = [part.strip() for part in SEPARATOR.split(text) if part.strip()]
        found = {part: self.by_word.get(key(part)) for part in parts}
        return tuple(dict.fromkeys(filter(None, found.values()))), tuple(part for part, record in found.items() if not record)

"""Sets of words, written as a dictionary of this folder reads best: one after the other."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())

"""Hides small numbers in tables that leave the house, so that nobody can be recognised by them or compute them.

A cell of one or two people is handed out as "fewer than three". A single hidden cell could be computed from the total, so further cells are hidden
until at least two numbers fit each of them (complementary suppression). That holds for whoever knows the table and what the marks mean. A zero is
shown: it describes nobody.
"""

from enum import StrEnum

FEWEST = 3


class Mark(StrEnum):
    """What stands in place of a number. It is a text, so that it survives JSON."""

    SMALL = "small"  # fewer than three
    HIDDEN = "hidden"  # any number; shown, it would give a small one away


def hide(counts, total):
    """Return what is handed out of one column: its cells in their order, and its total.

    :param list counts: non-negative numbers
    :param int total: their sum; less where one person is counted under several, more where some are counted nowhere
    """
    if 0 < total < FEWEST:
        # Whoever knows that there are two in all could compute them: no cell says more than the total.
        return [Mark.SMALL] * len(counts), Mark.SMALL
    if not any(map(is_small, counts)):
        return list(counts), total
    hidden = _find_partners(counts, total)
    if hidden is None:
        return [Mark.HIDDEN] * len(counts), total
    return [_mark(count, place in hidden) for place, count in enumerate(counts)], total


def hide_alone(count):
    """Return what is handed out of a number that is part of no sum."""
    return Mark.SMALL if is_small(count) else count


def hide_rate(rate, *counts):
    """Return a rate only if all the numbers are handed out from which it is computed: with it the hidden one could be."""
    return Mark.HIDDEN if any(isinstance(count, Mark) for count in counts) else rate


def is_small(count):
    return 0 < count < FEWEST


def _find_partners(counts, total):
    """Return the places to hide beside the small cells, smallest numbers first, or None if hiding cannot help."""
    hidden = set()
    larger = sorted((place for place, count in enumerate(counts) if count >= FEWEST), key=lambda place: counts[place])
    while not (_is_safe(counts, hidden, sum(counts)) and _is_safe(counts, hidden, total)):
        if not larger:
            return None
        hidden.add(larger.pop(0))
    return hidden


def _is_safe(counts, hidden, total):
    """Return whether every small cell may be one as well as two, for somebody who subtracts what is shown from the total."""
    small = sum(map(is_small, counts))
    rest = total - sum(count for place, count in enumerate(counts) if not is_small(count) and place not in hidden)
    if hidden:
        # What is hidden beside them may be anything from three on, and so swallow whatever the small ones leave.
        return rest - FEWEST * len(hidden) > small
    return small < rest < 2 * small


def _mark(count, is_hidden):
    if is_small(count):
        return Mark.SMALL
    return Mark.HIDDEN if is_hidden else count

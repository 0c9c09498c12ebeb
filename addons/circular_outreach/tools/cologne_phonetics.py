"""What a German name sounds like, as digits: the "Kölner Phonetik" (Hans Joachim Postel, IBM-Nachrichten 19, 1969)."""

import re
from functools import lru_cache

from . import german_order

NOT_LETTERS = re.compile("[^a-z]+")
# In this order: a pattern counts where no earlier one has matched. (?<!…) and (?=…) look at the neighbours without using them up.
SOUNDS = (
    (r"(?<![a-z])c(?=[ahkloqrux])|(?<![sz])(?<=[a-z])c(?=[ahkoqux])", "4"),
    (r"c", "8"),
    (r"p(?=h)", "3"),
    (r"[dt](?=[csz])", "8"),
    (r"(?<=[ckq])x", "8"),
    (r"x", "48"),
    (r"[aeijouy]", "0"),
    (r"[bp]", "1"),
    (r"[dt]", "2"),
    (r"[fvw]", "3"),
    (r"[gkq]", "4"),
    (r"l", "5"),
    (r"[mn]", "6"),
    (r"r", "7"),
    (r"[sz]", "8"),
    (r"h", ""),
)
SOUND = re.compile("|".join(f"({pattern})" for pattern, _digits in SOUNDS))
REPEATED = re.compile(r"(.)\1+")
DIGITS = "12345678"


@lru_cache(maxsize=50_000)
def code(text: str) -> str:
    """Return the digits of a text, its words read as one; nothing if it holds no letter from A to Z.

    Equal sounds share a digit, a repeated digit counts once, and vowels (0) only at the beginning.
    """
    letters = NOT_LETTERS.sub("", german_order.fold(text))
    digits = REPEATED.sub(r"\1", SOUND.sub(lambda match: SOUNDS[match.lastindex - 1][1], letters))
    return digits[:1] + digits[1:].replace("0", "")


def neighbours(digits: str) -> set[str]:
    """Return the codes one slip of the pen away: a digit after the first left out, put in, changed, or two of them swapped."""
    found = set()
    for at in range(1, len(digits) + 1):
        head, tail = digits[:at], digits[at:]
        found.update(head + digit + tail for digit in DIGITS)
        if tail:
            found.add(head + tail[1:])
            found.update(head + digit + tail[1:] for digit in DIGITS)
            found.add(head + tail[1:2] + tail[0] + tail[2:])
    return found - {digits}

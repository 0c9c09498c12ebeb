"""The code on each page of a printed sign-in sheet: six characters that name the print, and the number of the page, as in "KM4Q7T-2".

The alphabet has nothing that is mistaken for something else in print, and no vowels, so that no code is a word. The first character is a letter: a
code is never taken for the number of a row.
"""

import re
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
ALPHABET = LETTERS + "23456789"
LENGTH = 6
TYPED = re.compile(rf"([{LETTERS}][{ALPHABET}]{{{LENGTH - 1}}})(?:\s*[-\u2010-\u2015/.]?\s*(\d{{1,3}}))?")


def make() -> str:
    """Return a new code: one of three hundred million."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))


def show(code: str, page: int) -> str:
    return f"{code}-{page}"


def read(text: str) -> tuple[str, int | None] | None:
    """Return the code and the page of what was typed or scanned, whatever the case and the dash, or None if it is no such code."""
    typed = TYPED.fullmatch(text.strip().upper()) if isinstance(text, str) else None
    return (typed[1], int(typed[2]) if typed[2] else None) if typed else None

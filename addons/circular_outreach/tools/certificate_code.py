"""The code on a certificate that lets whoever holds the paper ask whether it is genuine.

Sixteen characters of the alphabet of :mod:`short_code`, 80 random bits: nobody finds one by trying, so the page that takes them needs no secret.
"""

import secrets

from .short_code import ALPHABET, SEPARATORS

LENGTH = 16
GROUP = 4


def new() -> str:
    """Return 80 random bits as sixteen letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def read(text: str) -> str | None:
    """Return the code that somebody typed or scanned, whatever the case and the separators, or None if it is none."""
    code = SEPARATORS.sub("", text).upper() if isinstance(text, str) else ""
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def show(code: str) -> str:
    """Return the code in four groups, as it is printed: "7KQ2-MX9D-4HWA-PB6T"."""
    return "-".join(code[place : place + GROUP] for place in range(0, LENGTH, GROUP))

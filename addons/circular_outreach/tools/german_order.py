"""The alphabetical order of names after DIN 5007, variant 2 (lists of names): ä as ae, ö as oe, ü as ue, ß as ss."""

import re
import unicodedata
from functools import lru_cache

from . import name_particle

# Letters that Unicode does not take apart into a base letter and a mark, and the umlauts DIN 5007-2 spells out.
SPELLED_OUT = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "a",
        "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h",
    }
)  # fmt: skip
APOSTROPHES = re.compile("['\u2019`\u00b4]")
NOT_IN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return a text in small letters without umlauts and accents; everything else stays."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(SPELLED_OUT)
    return "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 16)
def key(name: str, ignore_particles: bool = False) -> str:
    """Return the text to sort a name by: small letters, digits and single spaces.

    With ``ignore_particles`` "von der Aue" sorts under A, after every plain "Aue".
    """
    if ignore_particles:
        particles, main = name_particle.split(name)
        return f"{key(main)} {key(particles)}".strip()
    return NOT_IN_WORDS.sub(" ", APOSTROPHES.sub("", fold(name))).strip()

"""The small words before a surname: "von der" Aue, "Freiherr von" Muster, "Graf" Muster.

In Germany former titles of nobility are part of the surname since 1919 (Weimar Constitution, article 109).
"""

from .word_set import words

NOBLE_TITLES = words(
    "baron baronin baroness edle edler freifrau freiherr freiin fürst fürstin graf gräfin herzog herzogin prinz prinzessin ritter"
)
PARTICLES = words(
    "af al am an auf aus av da dal das de degli dei del della delle dem den der des di do dos du el im in la le lo of op ten ter "
    "und van vom von y zu zum zur"
)
# Written with a capital, these may be first names or the beginning of a proper surname ("An Nguyen", "Am Ende").
DOUBTFUL_PARTICLES = words("af al am an av do el im in of op y")
# Written with a capital, only these are set aside when sorting; "De Rossi" and "La Rocca" stand under their capital.
GERMAN_PARTICLES = words("van vom von zu zum zur")
CONNECTIVES = words("und u. & + and")


def is_noble_title(word: str) -> bool:
    """Whether a word is a former title of nobility, which stands before the rest of the surname."""
    return word.lower() in NOBLE_TITLES


def is_sure(word: str) -> bool:
    """Whether a word is a particle even in capitals."""
    return word.lower() in PARTICLES - DOUBTFUL_PARTICLES


def begins_surname(word: str) -> bool:
    """Whether a word inside a full name shows that the surname begins with it."""
    return word not in CONNECTIVES and (word[:1].islower() or is_sure(word) or is_noble_title(word))


def split(surname: str) -> tuple[str, str]:
    """Split a surname into its particles and its main part: ("Freiherr von der", "Aue"). The main part is never empty."""
    parts = surname.split()
    start = 0
    while start < len(parts) - 1 and _is_set_aside(parts[start]):
        start += 1
    return " ".join(parts[:start]), " ".join(parts[start:])


def _is_set_aside(word: str) -> bool:
    return word[:1].islower() or word.lower() in GERMAN_PARTICLES or is_noble_title(word)

"""Whether two names may be one: the same, similar, or neither."""

import re
from functools import lru_cache

from .known_name import KnownName, get_initial

SAME = "same"
SIMILAR = "similar"
DIFFERENT = ""

# Spellings of one sound, for folded words; the order matters.
SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("ph", "f"),
        ("v", "f"),
        ("th|dt", "t"),
        ("ck|c(?!h)|(?<!s)ch(?=[lr])", "k"),
        ("tz", "z"),
        ("qu", "kw"),
        ("x|chs", "ks"),
        ("[ae][iy]", "ei"),
        ("aeu|eu|oi|oy", "eu"),
        ("ae", "e"),
        ("oe", "o"),
        ("ue", "u"),
        ("ie|y|j", "i"),
        (r"(?<=[aeiou])h(?![aeiou])", ""),
        (r"(.)\1+", r"\1"),
    )
)
LONG_ENOUGH = 4  # in a shorter word another letter makes another word
FEW = 3  # letters that change places in one slip: Schneider, Scheinder


def compare(one: KnownName, other: KnownName) -> str:
    """Return how alike two names are. An organisation is never like a person."""
    if not one.last or not other.last or one.is_organisation != other.is_organisation:
        return DIFFERENT
    if one.is_organisation:
        return _compare_organisations(one.last, other.last)
    return _compare_people(one, other)


def _compare_organisations(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if "".join(one) == "".join(other) or sorted(one) == sorted(other):
        return SAME
    if _sound("".join(one)) == _sound("".join(other)):
        return SIMILAR
    return SIMILAR if len(one) == len(other) and all(map(_are_alike, sorted(one), sorted(other))) else DIFFERENT


def _compare_people(one: KnownName, other: KnownName) -> str:
    if one.first and (one.first, one.last) in ((other.first, other.last), (other.last, other.first)):
        return SAME
    if "neutral" not in (one.kind, other.kind) and one.kind != other.kind:
        return DIFFERENT
    if not _are_first_names_compatible(one.first, other.first):
        return DIFFERENT
    return SIMILAR if _are_surnames_alike(one, other) else DIFFERENT


def _are_first_names_compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two first names may be one person's: the same, an initial of the other, or not known. Anna is not Anne."""
    return all(_is_same_first_name(*pair) for pair in zip(one, other, strict=False))


def _is_same_first_name(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return get_initial(one) == get_initial(other)
    return _sound(one) == _sound(other) or (sorted(one) == sorted(other) and _is_one_slip(one, other))


def _are_surnames_alike(one: KnownName, other: KnownName) -> bool:
    """Whether two surnames may be one. Only a first name that is spelled out makes up for a slip, or for a double name by marriage."""
    is_sure = one.is_spelled_out and other.is_spelled_out
    if _sound("".join(one.last)) == _sound("".join(other.last)):
        return True
    if not is_sure:
        return False
    if len(one.last) == len(other.last):
        return all(map(_are_alike, one.last, other.last))
    return not set(map(_sound, one.last)).isdisjoint(map(_sound, other.last))


def _are_alike(one: str, other: str) -> bool:
    """Whether two words sound alike or are one slip of the pen apart."""
    one, other = _sound(one), _sound(other)
    return one == other or (min(len(one), len(other)) >= LONG_ENOUGH and _is_one_slip(one, other))


def _is_one_slip(one: str, other: str) -> bool:
    """Whether a letter after the first was left out, put in or changed, or two or three changed places. A digit is no slip."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    is_swapped = len(one) <= FEW and sorted(one) == sorted(other)
    return start > 0 and (is_swapped or max(len(one), len(other)) <= 1) and not any(map(str.isdigit, one + other))


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    for pattern, replacement in SPELLINGS:
        word = pattern.sub(replacement, word)
    return word

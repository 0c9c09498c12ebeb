"""The name of a contact in the parts that two spellings of it have in common."""

import re
from functools import lru_cache
from typing import NamedTuple

from . import german_order, name_particle, organisation_name, person_name

# One name, two initials: Carl and Karl, Yannik and Jannik.
SAME_INITIAL = str.maketrans("cy", "kj")
TWO_PLAIN_WORDS = re.compile("([A-ZÄÖÜ][a-zäöüß]+) ([A-ZÄÖÜ][a-zäöüß]+)")


class KnownName(NamedTuple):
    """Folded words: for a person those of first name and surname, for an organisation all that matter in ``last``."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    kind: str = "neutral"
    is_organisation: bool = False

    @property
    def initial(self) -> str:
        return get_initial(self.first[0]) if self.first else ""

    @property
    def is_spelled_out(self) -> bool:
        """Whether a first name is known, and not only its initial."""
        return bool(self.first) and len(self.first[0]) > 1


def get_initial(first_name: str) -> str:
    """Return the first letter of a folded first name, one letter for those that stand for each other."""
    return first_name[0].translate(SAME_INITIAL)


def read(name: str, first_name: str = "", surname: str = "", kind: str = "neutral", is_organisation: bool = False) -> KnownName:
    """Read a contact's name. The parts are believed while they stand in the name; somebody may have changed only that."""
    if is_organisation or (not surname and organisation_name.has_legal_form(name)):
        return KnownName(last=organisation_name.core_words(name), is_organisation=True)
    if not (surname and surname in name):
        first_name, surname, said = _split(name)
        kind = kind if kind != "neutral" else said
    main = _words(name_particle.split(surname)[1]) if " " in surname else _words(surname)
    return KnownName(_words(first_name), main, kind)


def _split(name: str) -> tuple[str, str, str]:
    """Return first name, surname and what the form of address says; the two plain words most names are need no parser."""
    plain = TWO_PLAIN_WORDS.fullmatch(name)
    if plain and _is_first_name(plain[1]) and _is_surname(plain[2]):
        return plain[1], plain[2], "neutral"
    parsed = person_name.parse(name=name)
    return parsed.first_name, parsed.surname, parsed.kind


@lru_cache(maxsize=10_000)
def _is_first_name(word: str) -> bool:
    return person_name.parse(name=f"{word} Muster").first_name == word


@lru_cache(maxsize=10_000)
def _is_surname(word: str) -> bool:
    return person_name.parse(name=f"Erika {word}").surname == word


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(german_order.key(text).split())

"""Keys under which a database finds the names that may be meant by a name: "657 h" for Hans Müller, H. Mueller, Dr. Hannes Müler.

A key is what the surname sounds like and the first letter of the first name, or what the words of an organisation sound like.
:mod:`name_likeness` then looks closely at the few that were found.
"""

from collections.abc import Iterator
from string import ascii_lowercase

from . import cologne_phonetics
from .known_name import KnownName, get_initial

INITIALS = tuple(dict.fromkeys(map(get_initial, ascii_lowercase)))
MANY_WORDS = 5  # an organisation's name so long is not found in another order


def key(name: KnownName) -> str:
    """Return the key a contact is stored with, or nothing if there is no name."""
    if name.is_organisation:
        return _sound("".join(name.last))
    return f"{_sound(name.last[0])} {name.initial}" if name.last else ""


def nearby(name: KnownName) -> set[str]:
    """Return the keys of all names that may be meant by this one."""
    if not name.last:
        return set()
    return set(_nearby_organisations(name) if name.is_organisation else _nearby_people(name))


def _nearby_organisations(name: KnownName) -> Iterator[str]:
    sound = key(name)
    yield sound
    yield from cologne_phonetics.neighbours(sound)
    if len(name.last) < MANY_WORDS:
        yield from (_sound("".join(name.last[at:] + name.last[:at])) for at in range(1, len(name.last)))


def _nearby_people(name: KnownName) -> Iterator[str]:
    """A slip of the pen and a swapped first name are only looked for where the first name is spelled out: too many would be found."""
    initials = (name.initial, "") if name.first else ("", *INITIALS)
    for part in name.last:
        yield from (f"{_sound(part)} {initial}" for initial in initials)
    if name.is_spelled_out:
        yield from (f"{sound} {name.initial}" for sound in cologne_phonetics.neighbours(_sound(name.last[0])))
        yield key(KnownName(first=name.last, last=name.first))


def _sound(word: str) -> str:
    """Return what a word sounds like; one in another script or in digits stands for itself."""
    return cologne_phonetics.code(word) or word

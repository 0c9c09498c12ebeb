"""By which words a person can be found in texts, and how to take them out.

PostgreSQL and Python read the same expressions but for the border of a word: in PostgreSQL ``[[:alnum:]]`` knows no underscore, in Python
``[^\\W_]`` says the same.
"""

import json
import re
from dataclasses import dataclass, field, fields

SHORTEST_NAME = 3  # letters; shorter ones are in too many words
SHORTEST_NUMBER = 6  # digits
BORDERS = {"python": (r"(?<![^\W_])", r"(?![^\W_])"), "postgresql": (r"(?<![[:alnum:]])", r"(?![[:alnum:]])")}
# Between the parts of a name: spaces, a comma, what HTML and file names make of them.
GAP = r"(?:\s|,|_|\.|-|&nbsp;|<[^<>]*>)*"
# Between the digits of a number, as people write them.
DIGIT_GAP = r"[\s./()–-]*"
PREFIX = r"(?:(?:\+\s*49|0049)[\s./()–-]*(?:\(?0\)?[\s./()–-]*)?|(?:\((?=0\d+\)))?0?)"
# No part of a longer address.
ADDRESS_BEGIN, ADDRESS_END = r"(?<![.\w+-])", r"(?![.-]\w)"


@dataclass(frozen=True)
class PersonWords:
    """What stands for one person, or several, in a text. Each entry is taken out wherever it stands as a word."""

    names: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # first name, surname
    surnames: frozenset[str] = field(default_factory=frozenset)  # those that may be taken out alone
    addresses: frozenset[str] = field(default_factory=frozenset)
    numbers: frozenset[str] = field(default_factory=frozenset)  # as they are written
    streets: frozenset[str] = field(default_factory=frozenset)
    others: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other):
        """Return what stands for these persons and those, to search for all of them at once."""
        return PersonWords(*(getattr(self, one.name) | getattr(other, one.name) for one in fields(self)))

    def __bool__(self):
        return bool(self.get_patterns())

    def get_patterns(self) -> list[str]:
        """Return the expressions that find this person, the longest first, without their borders."""
        found = set()
        for first_name, surname in self.names:
            found |= {_spell(f"{first_name} {surname}"), _spell(f"{surname} {first_name}")}
        for address in self.addresses:
            local, _at, domain = address.rpartition("@")
            spelt = f"{_spell(local)}(?:@|%40|=40|&#64;){_spell(domain)}" if local else _spell(address)
            found.add(f"{ADDRESS_BEGIN}{spelt}{ADDRESS_END}")
            found |= {_spell(local)} if _is_telling(local, self.names) else set()
        found |= {_spell(street) for street in self.streets if re.search(r"\d", street)}
        found |= {_spell(word) for word in self.surnames | self.others if len(word) >= SHORTEST_NAME}
        found |= {_spell_number(number) for number in self.numbers} - {""}
        return sorted(found - {""}, key=lambda pattern: (-len(pattern), pattern))

    def get_pattern(self, dialect: str) -> str:
        """Return one expression for all of it, in the dialect of "python" or "postgresql"; it is to be read without regard to case."""
        before, after = BORDERS[dialect]
        return f"{before}(?:{'|'.join(self.get_patterns())}){after}"

    def get_core(self) -> str:
        """Return a simple expression that is in every text this person is in, and in few others: a tenth of the time in a large database."""
        cores = {_spell_core(f"{first_name} {surname}") for first_name, surname in self.names}
        cores |= {_spell_core(word) for word in self.surnames | self.others | self.streets}
        cores |= {_spell(address.rpartition("@")[0] or address) for address in self.addresses}
        cores |= {_spell_number(number).removeprefix(PREFIX) for number in self.numbers}
        return "|".join(sorted(cores - {""}))

    def is_in(self, text: str) -> bool:
        """Whether a text names this person."""
        return bool(self) and bool(re.search(self.get_pattern("python"), text, re.IGNORECASE))

    def take_out(self, text: str, instead: str) -> str:
        """Return a text without this person."""
        return re.sub(self.get_pattern("python"), lambda _match: instead, text, flags=re.IGNORECASE) if self else text


def _spell(text: str) -> str:
    """Return the expression of a word or several, with letters outside ASCII also as JSON writes them."""
    return GAP.join(filter(None, (_spell_word(word) for word in re.split(r"[\s,]+", text.strip()))))


def _spell_core(text: str) -> str:
    """Return the expression of the longest word in a text, which stands in it however the words are set apart."""
    return _spell_word(max(re.split(r"[\s,]+", text), key=len))


def _spell_word(word: str) -> str:
    return "".join(_spell_letter(letter) for letter in word)


def _spell_letter(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else "\\" + letter
    escaped = [re.escape(json.dumps(one)[1:-1]) for one in dict.fromkeys((letter.lower(), letter.upper())) if len(one) == 1]
    return f"(?:{'|'.join([letter, *escaped])})"


def _spell_number(number: str) -> str:
    """Return the expression of a phone number in every way people write it, or an empty text if it is too short to be one."""
    digits = re.sub(r"^(?:\+\s*49|0049)?[^\d]*0?", "", number.strip().replace("(0)", ""))
    digits = re.sub(r"\D", "", digits)
    return PREFIX + DIGIT_GAP.join(digits) if len(digits) >= SHORTEST_NUMBER else ""


def _is_telling(local: str, names) -> bool:
    """Whether the part of an address before the @ names the person, so that it must not stay alone either."""
    return any(len(surname) > SHORTEST_NAME and surname.lower() in local.lower() for _first, surname in names)

"""A person as somebody else has typed them: cleaned, measured, and looked at for faults before anything is stored."""

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from . import mail_address

# Longer than any real one; what is longer still is a fault, not something to cut off in the middle.
LENGTHS = {"first_name": 60, "surname": 80, "email": mail_address.ADDRESS_LENGTH, "function": 120, "phone": 40}
# In a name they are an attempt to write a link, or to write something else than a name.
STRANGE_IN_NAMES = frozenset("<>@/\\{}[]|")


class NamedPerson(NamedTuple):
    """Who is named. The function and the telephone number may be missing, and the address where a clerk takes it down."""

    first_name: str = ""
    surname: str = ""
    email: str = ""
    function: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.surname}".strip()


def clean(value: object) -> str:
    """Return a form value as one line of text without control characters; what is no text is nothing."""
    if not isinstance(value, str):
        return ""
    # Control characters end header lines, format characters hide or turn text around.
    plain = "".join(" " if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") else character for character in value)
    return " ".join(plain.split())


def read(form: Mapping[str, object]) -> NamedPerson:
    """Return the person of a form."""
    return NamedPerson(**{field: clean(form.get(field)) for field in LENGTHS})


def find_faults(person: NamedPerson, *, needs_email: bool = True) -> dict[str, str]:
    """Return {field: what is wrong}: `missing`, `too_long`, or `wrong`; empty if the person can be stored."""
    faults = {field: "too_long" for field, length in LENGTHS.items() if len(getattr(person, field)) > length}
    for field in ("first_name", "surname"):
        if not getattr(person, field):
            faults.setdefault(field, "missing")
        elif STRANGE_IN_NAMES & set(getattr(person, field)):
            faults.setdefault(field, "wrong")
    if person.email and not mail_address.is_valid(person.email.lower()):
        faults.setdefault("email", "wrong")
    elif not person.email and needs_email:
        faults["email"] = "missing"
    return faults

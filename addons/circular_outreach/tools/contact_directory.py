"""Tell whether an organisation or a person of a list is one already known, from the database or from an earlier row.

An organisation is its name and its place: equal names in two municipalities are two organisations. A person is the name within an
organisation; without one, the name with the same address or, where one of the two has none, the same place.
"""

from typing import NamedTuple

from .german_order import key

ADDRESS = ("street", "zip", "city", "country_id")
MADE_FROM_OTHERS = {"name"}  # not worth a word if it differs: the contact was found by it


class Addition(NamedTuple):
    """What a row did to a contact.

    The fields it filled, those that stayed as they were although the row says otherwise, and those it replaced with what was there before.
    """

    filled: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    replaced: tuple[tuple[str, object], ...] = ()

    def and_also(self, other: "Addition") -> "Addition":
        return Addition(self.filled + other.filled, self.kept + other.kept, self.replaced + other.replaced)


class Contact:
    """An organisation or a person, known to the database by `id`, or only to the list.

    `row` is the first row about this contact, `changes` what the list adds to it; `values` are those together with what was there, and
    `told` names the fields some row has a value for.
    """

    def __init__(self, known_id: int = 0, organisation: "Contact | None" = None, is_organisation: bool = False):
        self.id = known_id
        self.is_known = bool(known_id)
        self.is_organisation = is_organisation
        self.organisation = organisation
        self.row = 0
        self.values: dict = {}
        self.changes: dict = {}
        self.told: set[str] = set()
        self.notes: set[str] = set()
        self.new_notes: list[str] = []

    def load(self, values: dict, notes: set[str]) -> None:
        """Take over what the database knows."""
        self.values = {name: value for name, value in {**values, "parent_id": self.organisation}.items() if value}
        self.notes = notes

    def join(self, organisation: "Contact") -> None:
        """Belong to an organisation from now on, unless the person has an address: the organisation's would take its place."""
        if not any(self.values.get(name) for name in ADDRESS):
            self.organisation = organisation

    def add(self, values: dict, replacing: frozenset[str] = frozenset()) -> Addition:
        """Fill what is empty, replace what was there before the list if it is to be, and return what was done.

        An address is filled or replaced as a whole or not at all. Of two rows that differ the first counts.
        """
        values = {name: value for name, value in values.items() if value}
        differing = {name for name, value in values.items() if self.values.get(name) and _differ(self.values[name], value)}
        missing = {name for name in values if not self.values.get(name)}
        replaced = self._get_replaced(values, differing, replacing)
        kept = differing - replaced
        if not kept.isdisjoint(ADDRESS):
            kept |= missing.intersection(ADDRESS)
        before = {name: self.values[name] for name in self.values if name in replaced}
        added = {name: values[name] for name in values if name in missing - kept or name in replaced}
        added |= {name: False for name in before if name not in values}
        self.told.update(values)
        self.values.update(added)
        self.changes.update(added)
        filled = tuple(name for name in added if name not in before)
        return Addition(filled, tuple(name for name in values if name in kept - MADE_FROM_OTHERS), tuple(before.items()))

    def _get_replaced(self, values: dict, differing: set[str], replacing: frozenset[str]) -> set[str]:
        replaced = differing & replacing - self.told - MADE_FROM_OTHERS
        if replaced.isdisjoint(ADDRESS) or not self.told.isdisjoint(ADDRESS):
            return replaced.difference(ADDRESS)
        # a street of one place and the postcode of another are no address
        without_country = {name for name in ADDRESS[:-1] if self.values.get(name) and name not in values}
        return replaced | differing.intersection(ADDRESS) | without_country

    def add_notes(self, lines: list[str]) -> list[str]:
        """Keep the lines that are not there yet, and return them."""
        lines = [line for line in dict.fromkeys(lines) if line not in self.notes]
        self.notes.update(lines)
        self.new_notes.extend(lines)
        return lines


class Directory:
    """The contacts met so far, found by what identifies them. Of two alike the first counts."""

    def __init__(self):
        self._organisations: dict[tuple[str, str], Contact] = {}
        self._namesakes: dict[str, list[Contact]] = {}
        self._colleagues: dict[tuple[Contact, str], Contact] = {}
        self._by_address: dict[tuple[str, str], Contact] = {}
        self._by_place: dict[tuple[str, str], Contact] = {}

    def add_organisation(self, contact: Contact, name: str, place_keys: set[str]) -> None:
        for place_key in place_keys or {""}:
            self._organisations.setdefault((key(name), place_key), contact)
        self._namesakes.setdefault(key(name), []).append(contact)

    def find_organisation(self, name: str, place_key: str) -> Contact | None:
        """Return the organisation; one whose place is not told is the only one of its name, if there is only one."""
        found = self._organisations.get((key(name), place_key))
        namesakes = self._namesakes.get(key(name), [])
        return namesakes[0] if not found and not place_key and len(namesakes) == 1 else found

    def add_person(self, contact: Contact, name: str, email: str, place_key: str) -> None:
        if contact.organisation:
            self._colleagues.setdefault((contact.organisation, key(name)), contact)
        else:
            self._by_place.setdefault((key(name), place_key), contact)
        if email:
            self._by_address.setdefault((key(name), email), contact)

    def find_person(self, name: str, organisation: Contact | None, email: str, place_key: str) -> Contact | None:
        """Return the person. Somebody with another organisation is somebody else, even with the same address: mailboxes are shared."""
        by_address = self._by_address.get((key(name), email)) if email else None
        if organisation:
            found = self._colleagues.get((organisation, key(name)))
            return found or (by_address if by_address and not by_address.organisation else None)
        by_place = self._by_place.get((key(name), place_key))
        return by_address or (by_place if by_place and not (email and by_place.values.get("email")) else None)


def _differ(known: object, listed: object) -> bool:
    """Whether two values say different things; spelling, and the way a telephone number is grouped, do not count."""
    if isinstance(known, tuple) and isinstance(listed, tuple):
        return not set(listed) <= set(known)
    if isinstance(known, str) and isinstance(listed, str):
        return known.lower() != listed.lower() if "@" in listed else key(known) != key(listed)
    return known != listed

"""Understand a row of a contact list: whose it is, where they are, how they are reached, and what the list says of them."""

from datetime import date
from typing import NamedTuple

from . import german_date, mail_address, municipality, objection, person_name
from .contact_table import Row
from .german_order import key
from .mail_address import Addresses
from .municipality import POSTCODE, Gazetteer, Match
from .person_name import PersonName
from .vocabulary import Vocabulary

ABBREVIATION = 4  # letters; a longer function in capitals is shouted, a shorter one is GF or CEO


class Words(NamedTuple):
    """The words a list may use for the office's own records, one vocabulary for each of these columns."""

    target_group: Vocabulary
    organisation_type: Vocabulary
    role: Vocabulary
    topics: Vocabulary


class ContactRow(NamedTuple):
    """A row, understood: ``records`` are the office's own by column, ``unmatched`` the words of these columns nobody knows."""

    number: int
    cells: dict[str, str]
    others: dict[str, str]
    name: PersonName
    addresses: Addresses
    match: Match
    place: str
    postcode: str
    records: dict[str, tuple[int, ...]]
    unmatched: dict[str, str]

    @property
    def organisation(self) -> str:
        return " ".join(self.cells.get("organisation", "").split())

    @property
    def person(self) -> str:
        """The name in natural order, without the academic title; somebody known by an address only is called by it."""
        name = " ".join(filter(None, (self.name.first_name, self.name.surname)))
        return name or ("" if self.organisation else self.addresses.main)

    @property
    def is_empty(self) -> bool:
        return not (self.organisation or self.person)

    @property
    def place_key(self) -> str:
        """What tells organisations of one name apart: the official key of the municipality, else the name of the place."""
        return self.match.municipality.ags if self.match.municipality else municipality.normalize(self.place)

    @property
    def is_place_unknown(self) -> bool:
        """Whether the row tells a place whose municipality is not certain."""
        return not self.match.municipality and self.match.why != "empty"

    @property
    def street(self) -> str:
        return " ".join(" ".join(filter(None, (self.cells.get("street"), self.cells.get("house_number")))).split())

    @property
    def source_date(self) -> date | None:
        return german_date.parse(self.cells.get("source_date", ""))

    @property
    def may_object(self) -> bool:
        return objection.sounds_like_one(self.cells.get("remark", ""))

    @property
    def phone(self) -> str:
        return self.cells.get("phone") or self.cells.get("mobile", "")


def read(row: Row, words: Words, gazetteer: Gazetteer) -> ContactRow:
    """Understand a row. Nothing is raised and nothing is dropped: what is not understood stays as text."""
    cells = _put_right(row.cells)
    records, unmatched = {}, {}
    for column, vocabulary in words._asdict().items():
        records[column], unknown = vocabulary.find(cells.get(column, ""))
        if unknown:
            unmatched[column] = ", ".join(unknown)
    if cells.get("source_date") and not german_date.parse(cells["source_date"]):
        unmatched["source_date"] = cells["source_date"]
    match = gazetteer.match(cells.get("place", ""), cells.get("postcode", ""))
    return ContactRow(
        number=row.number,
        cells=cells,
        others=row.others,
        name=person_name.parse(*(cells.get(column) for column in ("form_of_address", "title", "first_name", "name"))),
        addresses=mail_address.repair(cells.get("email")),
        match=match,
        place=_read_place(cells.get("place", ""), match),
        postcode=_read_postcode(cells),
        records=records,
        unmatched=unmatched,
    )


def _put_right(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells with an address that stands for a name where it belongs, and a function that is not shouted."""
    cells = dict(cells)
    if "@" in cells.get("name", ""):
        cells["email"] = "; ".join(filter(None, (cells.get("email"), cells.pop("name"))))
    function = cells.get("function", "")
    if function.isupper() and len(function) > ABBREVIATION:
        cells["function"] = function.title()
    return cells


def _read_postcode(cells: dict[str, str]) -> str:
    """Return the postcode from its own column, or from one that names postcode and place; a foreign one as it is."""
    written = cells.get("postcode", "")
    inside = POSTCODE.match(cells.get("place", ""))
    return municipality.restore_postcode(written or (inside[1] if inside else "")) or written


def _read_place(place: str, match: Match) -> str:
    """Return the place as an address shows it: districts stay, capitals throughout are a habit of lists."""
    text = " ".join(POSTCODE.sub("", place, count=1).split()) if POSTCODE.match(place) else " ".join(place.split())
    if text.isupper():
        return match.municipality.name if match.why == "name" and key(text) == key(match.municipality.name) else text.title()
    return text

"""Find the municipality of a place as lists name it ("Penig OT Grein", "GROSSHARTMANNSDORF", "Frankenberg/Sa.").

The name decides. A postcode only suggests: one may cover seven municipalities, and one municipality may have several.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from .german_order import fold

CELL_LENGTH = 200  # a longer cell names no place
POSTCODE = re.compile(r"(?<!\d)(?:D|DE)?[-\s]*(\d{4,5})(?!\d)", re.IGNORECASE)
DISTRICT = re.compile(r"[\s,;/(-]+(?:ot|ortsteil|gt|gemeindeteil|stadtteil)\b[\s.:].*$")
DISTRICT_FIRST = re.compile(r"^(?:ot|ortsteil)\b[\s.:][^,/]*[,/]\s*(?=\S)")
# What tells a place from others of its name, where that is Saxony or the Ore Mountains: left out on both sides of a comparison.
REGION = re.compile(
    r"(?:[\s,/(]+(?:i[mn]\s|i\.?\s?)?|(?<=\w)/)(?:sa|sachs|sachsen|erzgeb|erzgebirge|erzg)\b\.?\)?(?=\s*(?:$|[,/(]))"
)
RANK = re.compile(
    r"^(?:(?:grosse )?kreisstadt|hochschul\w*|universitaetsstadt|bergstadt|stadt|gemeinde)\s+(?=\w)"
    r"|,\s*(?:grosse kreisstadt|\w*stadt|gemeinde)\b"
)
PART = re.compile(r"[,/(;]|\s-\s")
SIMILARITY = 0.85


class Municipality(NamedTuple):
    """What is known of a municipality; ``successor`` is the official key of the one it was merged into."""

    ags: str
    name: str
    postcodes: tuple[str, ...] = ()
    successor: str = ""


class Match(NamedTuple):
    """The municipality of a place if it is certain, those it may be, and why.

    ``why`` is one of: ``name``; ``successor`` (the name of a dissolved municipality); ``name_and_postcode`` (the postcode told
    namesakes apart, or confirmed one part of the place); ``elsewhere`` (the name fits, but the postcode belongs to another part
    of the country); ``several`` (namesakes); ``part`` (a part of the place is a municipality, or the place part of a name);
    ``similar`` (a slip of the pen); ``postcode`` (only the postcode fits); ``unknown``; ``empty``.
    """

    municipality: Municipality | None
    candidates: tuple[Municipality, ...]
    why: str


def restore_postcode(value: object) -> str:
    """Return a German postcode of five digits, or nothing; a leading zero a spreadsheet dropped comes back (9322, "9322.0")."""
    match = POSTCODE.fullmatch(str(value).strip().removesuffix(".0"))
    return match[1].zfill(5) if match else ""


def normalize(place: str) -> str:
    """Return the name to compare places by: small letters, no postcode, district, rank or region."""
    return _normalize(place[:CELL_LENGTH])


@lru_cache(maxsize=8192)
def _normalize(place: str) -> str:
    text = fold(" ".join(place.split()))
    text = POSTCODE.sub(" ", text).strip()
    text = DISTRICT_FIRST.sub("", text)
    text = RANK.sub("", REGION.sub("", DISTRICT.sub("", text)))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


class Gazetteer:
    """Municipalities ready to be searched, for lists of many rows."""

    def __init__(self, municipalities: Iterable[Municipality]):
        self.by_ags = {municipality.ags: municipality for municipality in municipalities}
        self.by_name: dict[str, list[Municipality]] = {}
        self.by_postcode: dict[str, list[Municipality]] = {}
        self.by_word: dict[str, list[Municipality]] = {}
        for municipality in self.by_ags.values():
            key = normalize(municipality.name)
            self.by_name.setdefault(key, []).append(municipality)
            for word in set(key.split()) if " " in key else ():
                self.by_word.setdefault(word, []).append(municipality)
            for postcode in municipality.postcodes if not municipality.successor else ():
                self.by_postcode.setdefault(postcode, []).append(municipality)
        self.regions = {postcode[:2] for postcode in self.by_postcode}
        self._spelled_alike: dict[str, list[str]] = {}

    def match(self, place: object, postcode: object = "") -> Match:
        """Return the municipality of a place, its candidates and the reason."""
        place = "" if place is None or place is False else str(place).strip()
        postcode = restore_postcode(postcode) or restore_postcode(next(iter(POSTCODE.findall(place[:CELL_LENGTH])), ""))
        key = normalize(place)
        if not key:
            return self._suggest((), self.by_postcode.get(postcode, ()), "postcode" if place or postcode else "empty")
        if key in self.by_name:
            return self._decide(self.by_name[key], postcode)
        return self._match_part(place, postcode) or self._guess(key, postcode)

    def _decide(self, namesakes: list[Municipality], postcode: str) -> Match:
        if postcode and self.regions and postcode[:2] not in self.regions:
            return self._suggest(namesakes, (), "elsewhere")
        if len(namesakes) == 1:
            found = self._follow(namesakes[0])
            return Match(found, (found,), "name" if found == namesakes[0] else "successor")
        fitting = {self._follow(namesake) for namesake in namesakes if postcode in namesake.postcodes}
        if len(fitting) == 1:
            return Match(*fitting, tuple(fitting), "name_and_postcode")
        return self._suggest(namesakes, (), "several")

    def _follow(self, municipality: Municipality) -> Municipality:
        """Return what a dissolved municipality became."""
        seen = set()
        while municipality.successor in self.by_ags and municipality.ags not in seen:
            seen.add(municipality.ags)
            municipality = self.by_ags[municipality.successor]
        return municipality

    def _match_part(self, place: str, postcode: str) -> Match | None:
        """Look at the parts of "Falkenau/Flöha": one that is a municipality is certain if the postcode agrees."""
        keys = [normalize(part) for part in PART.split(fold(place[:CELL_LENGTH]))]
        found = [self._follow(municipality) for key in keys for municipality in self.by_name.get(key, ())]
        if not found:
            return None
        fitting = {municipality for municipality in found if postcode in municipality.postcodes}
        return Match(*fitting, tuple(fitting), "name_and_postcode") if len(fitting) == 1 else self._suggest(found, (), "part")

    def _guess(self, key: str, postcode: str) -> Match:
        """Suggest what has a word in common with the place, is spelled alike, or has its postcode."""
        by_postcode = self.by_postcode.get(postcode, ())
        if key in self.by_word:
            return self._suggest(self.by_word[key], by_postcode, "part")
        if key not in self._spelled_alike:  # a list names the same unknown places again and again
            self._spelled_alike[key] = get_close_matches(key, self.by_name, cutoff=SIMILARITY)
        similar = [municipality for name in self._spelled_alike[key] for municipality in self.by_name[name]]
        if similar:
            return self._suggest(similar, by_postcode, "similar")
        return self._suggest((), by_postcode, "postcode")

    def _suggest(self, first: Iterable[Municipality], then: Iterable[Municipality], why: str) -> Match:
        """Return candidates without a decision, each once, the better ones first."""
        candidates = tuple(dict.fromkeys(self._follow(municipality) for municipality in (*first, *then)))
        return Match(None, candidates, "unknown" if why == "postcode" and not candidates else why)


def match(place: object, postcode: object, municipalities: Iterable[Municipality] | Gazetteer) -> Match:
    """Return the municipality of one place; make a :class:`Gazetteer` first to look up many."""
    gazetteer = municipalities if isinstance(municipalities, Gazetteer) else Gazetteer(municipalities)
    return gazetteer.match(place, postcode)

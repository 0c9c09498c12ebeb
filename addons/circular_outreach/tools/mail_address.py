"""Read the e-mail addresses of a cell as people type them, mend what can only be meant one way, and report the rest.

Strict on purpose: no quoted local parts, no letters outside ASCII before the @, no address literals (RFC 5321, sections 4.1.2 and
4.5.3.1). Domains may be international (RFC 5890) and are returned as written.
"""

import re
import unicodedata
from typing import NamedTuple

import idna

LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")
LOCAL_PART_LENGTH = 64
DOMAIN_LENGTH = 255
ADDRESS_LENGTH = 254  # 256 octets for a path, less its angle brackets
CELL_LENGTH = 2000  # a longer cell is no list of addresses; it is reported, not searched

NOTHING = re.compile(
    r"[\W_]*|x|n\.?\s?n\.?|k\.?\s?a\.?|n/a|kein[es]?(?:\s(?:angaben?|e-?mail|mail))?|unbekannt|nicht (?:bekannt|vorhanden)",
    re.IGNORECASE,
)
MISTYPED_DOT = "\ue000"
COMMA_FOR_DOT = re.compile(r"(@[\w-]+),(?=(?:de|com|net|org|eu|info|example)\b(?![\w.@-]))", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"(?:https?://|(?<![\w@.-])www\.)[^\s;,@]+(?=[\s;,]|$)", re.IGNORECASE)
_PLACEHOLDER = r"(?:at|\u00e4t|a|@|dot|punkt|\.)"
IN_ANGLE_BRACKETS = re.compile(rf"(?P<before>[^<>;|\n]*)<(?!\s*{_PLACEHOLDER}\s*>)(?P<inside>[^<>]*)>", re.IGNORECASE)
SEPARATOR = re.compile(r"[;,|\n/]|\s(?:oder|und|or|and|bzw\.|u\.|&)\s", re.IGNORECASE)
COMMENT = re.compile(rf"\s*\((?!\s*{_PLACEHOLDER}\s*\))[^()]*\)\s*", re.IGNORECASE)
AROUND = " \t<>\"'()[]{}\u201e\u201c\u201d"
MENDINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (MISTYPED_DOT, "."),
        (COMMENT.pattern, " "),
        (r"^\W*(?:e-?mail(?:-?adresse)?|mail|mailto)\s*:[\s/]*", ""),
        (r"\?(?:subject|body|cc)=.*$", ""),
        (r"\s*[\[({<]\s*(?:at|\u00e4t|a|@)\s*[\])}>]\s*", "@"),
        (r"\s+(?:at|\u00e4t)\s+", "@"),
        (r"^([^@]*?[a-z0-9])[-_]at[-_](?!.*[-_]at[-_])([^@]*)$", r"\1@\2"),
        (r"\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*", "."),
        (r"\s+(?:dot|punkt)\s+", "."),
        (r"\s*@[\s@]*", "@"),
        (r"\s*\.[\s.]*", "."),
        (r"@\.", "@"),
        (r"^(\S+@\S+\.\S+)\s[^@]*$", r"\1"),
    )
)


class Addresses(NamedTuple):
    """What a cell holds: the first address, the others, the original text of those that were mended, and what is no address."""

    main: str = ""
    others: tuple[str, ...] = ()
    repaired_from: str = ""
    unusable: tuple[str, ...] = ()


def repair(text: object) -> Addresses:
    """Read the addresses of a cell; they come back in small letters, each once.

    Spaces, capitals and display names ("Kim Muster <kim@...>") around an address are ordinary and no repair.
    """
    cell = _clean(text)
    if len(cell) > CELL_LENGTH:
        return Addresses(unusable=(cell,))
    if NOTHING.fullmatch(cell):
        return Addresses()
    found: dict[str, str] = {}
    unusable = WEB_ADDRESS.findall(cell)
    for piece in _split(WEB_ADDRESS.sub(";", cell)):
        address, is_mended = _mend(piece)
        original = piece.replace(MISTYPED_DOT, ",").strip()
        if address:
            found.setdefault(address, original if is_mended else "")
        else:
            unusable.append(original)
    if not found:
        return Addresses(unusable=(" ".join(cell.split()),))
    main, *others = found
    return Addresses(main, tuple(others), "; ".join(filter(None, found.values())), tuple(unusable))


def is_valid(address: str) -> bool:
    """Whether a text is one address, in small letters and without a display name, that mail can be sent to."""
    local_part, _, domain = address.rpartition("@")
    domain = _to_ascii(domain)
    return (
        len(local_part) <= LOCAL_PART_LENGTH
        and len(domain) <= DOMAIN_LENGTH
        and len(local_part) + 1 + len(domain) <= ADDRESS_LENGTH
        and bool(LOCAL_PART.fullmatch(local_part))
        and bool(DOMAIN.fullmatch(domain))
    )


def _to_ascii(domain: str) -> str:
    """Return a domain as it goes over the wire, or nothing if it is none."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain).decode()
    except idna.IDNAError:
        return ""


def _clean(text: object) -> str:
    """Return the text of a cell with plain spaces and signs, without invisible ones."""
    normalized = unicodedata.normalize("NFKC", "" if text is None or text is False else str(text)).replace("\r", "\n")
    return "".join(letter for letter in normalized if unicodedata.category(letter) != "Cf").strip()


def _split(cell: str) -> list[str]:
    """Split a cell into the pieces that should each be one address; display names are dropped."""
    cell = COMMA_FOR_DOT.sub(rf"\1{MISTYPED_DOT}", cell)
    pieces = []
    for match in IN_ANGLE_BRACKETS.finditer(cell):
        pieces += [piece for piece in SEPARATOR.split(match["before"]) if "@" in piece]
        pieces.append(match["inside"])
    for piece in SEPARATOR.split(IN_ANGLE_BRACKETS.sub(";", cell)):
        words = piece.split()
        pieces += words if len(words) > 1 and all("@" in word.strip("@") for word in words) else [piece]
    return [piece for piece in pieces if not NOTHING.fullmatch(piece.strip())]


def _mend(piece: str) -> tuple[str, bool]:
    """Return the address of a piece, or nothing, and whether it had to be mended."""
    address = piece.strip(AROUND).rstrip(".,:").lower()
    if is_valid(address):
        return address, False
    for pattern, replacement in MENDINGS:
        piece = pattern.sub(replacement, piece)
    address = piece.strip(AROUND + ".,:").lower()
    return (address, True) if is_valid(address) else ("", False)

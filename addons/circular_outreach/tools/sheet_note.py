"""Read what somebody types from a signed list, in German or English: "page 2: all but 3, 5, 9", "Seite 1: 3-17, 20 da; Seite 2: alle".

    note      = statement { ";" statement }            a new line, or the word "page", begins a statement, too
    statement = [ page ] ( all [ but numbers ] | numbers [ here ] | numbers away | nobody )

Every statement says who of one page has come. A word nobody has heard of is refused, and so is everything that could mean two things.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LARGEST = 99_999
TOKEN = re.compile(r"\d+|[^\W\d_]+|\S|\n")
DASHES = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "bis", "to"}
PAGE = {"page", "p", "seite", "s", "blatt"}
ALL = {"all", "alle", "everybody", "everyone"}
BUT = {"but", "except", "without", "außer", "ausser", "ohne"}
NOBODY = {"none", "nobody", "keiner", "keine", "niemand"}
HERE = {"here", "present", "came", "da", "anwesend", "gekommen"}
AWAY = {"absent", "missing", "away", "fehlen", "fehlt", "fehlten", "abwesend"}
NOT = {"not", "nicht"}
ENDS = {";", "\n"}
# What the words of a statement, apart from "here", come to: whether everybody came but the numbers, and whether there must be numbers.
SHAPES = {
    frozenset(): (False, True),
    frozenset({"all"}): (True, False),
    frozenset({"all", "but"}): (True, True),
    frozenset({"but"}): (True, True),
    frozenset({"away"}): (True, True),
    frozenset({"nobody"}): (False, False),
}
FILLERS = {
    ",",
    ".",
    ":",
    "&",
    "+",
    "and",
    "und",
    "is",
    "are",
    "was",
    "were",
    "ist",
    "sind",
    "war",
    "waren",
    "row",
    "rows",
    "zeile",
    "zeilen",
}


class Statement(NamedTuple):
    """Who of a page has come: all of them but these numbers, or only these numbers. ``page`` is None where none was named."""

    page: int | None
    is_all: bool
    numbers: frozenset[int]


class Unreadable(ValueError):
    """What cannot be understood: the word it is about, and why (unknown, number, range, page, twice, unclear, empty)."""

    def __init__(self, token: str, why: str):
        super().__init__(f"{token}: {why}")
        self.token = token
        self.why = why


def read(text: str) -> list[Statement]:
    """Return what a note says, page by page. Raises Unreadable."""
    statements = [_read_statement(tokens) for tokens in _split(TOKEN.findall(text.lower()))]
    pages = [statement.page for statement in statements]
    for page in pages:
        if pages.count(page) > 1:
            raise Unreadable(str(page or ""), "twice")
    return statements


def _split(tokens: list[str]) -> Iterator[list[str]]:
    """Return the tokens of each statement; ends of lines and the word "page" part them."""
    statement: list[str] = []
    for token in tokens:
        if token in ENDS or (token in PAGE and set(statement) - FILLERS):
            if set(statement) - FILLERS:
                yield statement
            statement = []
        if token not in ENDS:
            statement.append(token)
    if set(statement) - FILLERS:
        yield statement


def _read_statement(tokens: list[str]) -> Statement:
    page, words = _take_page(_join_bis_auf([token for token in tokens if token not in FILLERS]))
    if not words:
        raise Unreadable(str(page), "empty")
    numbers, said = _read_words(words)
    is_all, has_numbers = SHAPES.get(frozenset(said if "away" in said else said - {"here"}), (False, None))
    if has_numbers != bool(numbers):
        raise Unreadable(" ".join(words), "unclear")
    return Statement(page, is_all, frozenset(numbers))


def _join_bis_auf(tokens: list[str]) -> list[str]:
    """Take "bis auf" for the "but" that it is; "bis" alone is a dash."""
    joined: list[str] = []
    for word in tokens:
        if word == "auf" and joined[-1:] == ["bis"]:
            joined[-1] = "außer"
        else:
            joined.append(word)
    return joined


def _take_page(tokens: list[str]) -> tuple[int | None, list[str]]:
    if tokens[0] not in PAGE:
        return None, tokens
    if len(tokens) < 2 or not tokens[1].isdecimal() or not 1 <= len(tokens[1]) <= 3:
        raise Unreadable(" ".join(tokens[:2]), "page")
    return int(tokens[1]), tokens[2:]


def _read_words(words: list[str]) -> tuple[set[int], set[str]]:
    """Return the numbers and the meanings of the other words."""
    numbers: set[int] = set()
    said: set[str] = set()
    rest = iter(words)
    previous = ""
    for word in rest:
        if word.isdecimal():
            numbers.add(_read_number(word))
        elif word in DASHES:
            numbers |= _read_range(previous, next(rest, ""))
        elif word in NOT:
            if next(rest, "") not in HERE:
                raise Unreadable(word, "unclear")
            said.add("away")
        else:
            said.add(_read_meaning(word))
        previous = word
    return numbers, said


def _read_number(word: str) -> int:
    if not (word.isascii() and 1 <= len(word) <= len(str(LARGEST)) and int(word)):
        raise Unreadable(word, "number")
    return int(word)


def _read_range(begin: str, end: str) -> set[int]:
    if not (begin.isdecimal() and end.isdecimal()) or _read_number(begin) > _read_number(end):
        raise Unreadable(f"{begin}-{end}", "range")
    return set(range(int(begin), int(end) + 1))


def _read_meaning(word: str) -> str:
    for meaning, words in (("all", ALL), ("but", BUT), ("nobody", NOBODY), ("here", HERE), ("away", AWAY)):
        if word in words:
            return meaning
    raise Unreadable(word, "unknown")

"""Read a list of contacts as offices keep it, XLSX or CSV, into rows whose cells are known by what they hold.

The headings decide what a column holds, in the usual German and English words and in any order; a column nobody knows is kept under its
own heading. Nothing is understood here but the table: names, addresses and places are read by their own modules.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from zipfile import BadZipFile

from openpyxl import load_workbook

from .german_order import key

HEADINGS = {
    "organisation": "firma; institution; organisation; organization; unternehmen; verein; betrieb; einrichtung; behörde; arbeitgeber; "
    "firmenname; name der firma; name der organisation; company; company name; organisation name; organization name; employer",
    "contact_person": "ansprechpartner; ansprechpartnerin; ansprechperson; kontaktperson; kontakt; contact; contact person; person",
    "form_of_address": "anrede; geschlecht; salutation; form of address; gender",
    "title": "titel; akad titel; akademischer titel; title; academic title",
    "first_name": "vorname; vornamen; rufname; first name; given name; forename",
    "name": "name; nachname; familienname; zuname; vorname name; vorname und name; vor und nachname; surname; last name; family name; "
    "full name",
    "function": "funktion; position; stellung; tätigkeit; amt; function; job title; job position",
    "street": "straße; str; straße nr; straße hausnummer; straße und hausnummer; straße hnr; anschrift; adresse; street; address",
    "house_number": "hausnummer; hausnr; haus nr; hnr; house number",
    "postcode": "plz; postleitzahl; zip; zip code; postcode; postal code",
    "place": "ort; stadt; wohnort; sitz; gemeinde; kommune; plz und ort; plz ort; city; town; place; municipality",
    "phone": "telefon; telefonnummer; telefonnr; tel; tel nr; rufnummer; festnetz; phone; phone number; telephone",
    "mobile": "mobil; mobiltelefon; mobilnummer; mobilfunk; handy; handynummer; mobile; mobile phone; cell phone",
    "email": "e mail; email; mail; e mail adresse; email adresse; emailadresse; mailadresse; mail adresse; e mail address; email address",
    "target_group": "zielgruppe; zielgruppen; akteursgruppe; gruppe; target group",
    "role": "rolle; rollen; partnerrolle; role; roles; partner role",
    "topics": "thema; themen; themenfeld; themenfelder; handlungsfelder; schlagworte; interessen; topic; topics; tags",
    "remark": "bemerkung; bemerkungen; anmerkung; anmerkungen; notiz; notizen; kommentar; hinweis; hinweise; remark; remarks; note; notes; "
    "comment; comments",
}
COLUMN_BY_HEADING = {key(heading): column for column, headings in HEADINGS.items() for heading in headings.split(";")}
# Two things in one column, each of which the reader of the other finds.
SHARED_COLUMNS = {frozenset({"postcode", "place"}): "place", frozenset({"first_name", "name"}): "name"}
WHO = {"organisation", "contact_person", "name", "email"}  # a row that names none of them is no header
HEADER_ROWS = 20  # how far down a header is looked for, below titles and dates
BLANK_ROWS = 100  # longer gaps between rows are not listed row by row
LINES_IN_A_CELL = 50  # more can only be a quotation mark that was never closed
DELIMITERS = (";", ",", "\t")
XLSX, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What openpyxl lets through when a file is no workbook, or a broken one.
BROKEN = (BadZipFile, AttributeError, EOFError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError, zlib.error)


class UnreadableTableError(Exception):
    """A file that holds no list of contacts.

    ``reason`` is one of: ``empty``; ``not_a_table``; ``old_or_protected`` (an .xls file, or one with a password); ``damaged``;
    ``no_header``; ``no_rows`` (nothing below the header); ``open_quote`` (a quotation mark in ``row`` is never closed).
    """

    def __init__(self, reason: str, row: int = 0):
        super().__init__(reason)
        self.reason = reason
        self.row = row


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it, the texts of its known columns, and of the others by heading."""

    number: int
    cells: dict[str, str]
    others: dict[str, str]


class ContactTable(NamedTuple):
    """The rows below the header, blank ones between them included, and the headings of the known columns as the file writes them."""

    headings: dict[str, str]
    rows: list[Row]


def read(content: bytes) -> ContactTable:
    """Return the first table with a header that is a list of contacts.

    :raises UnreadableTableError: if there is none
    """
    if not content.strip():
        raise UnreadableTableError("empty")
    if content.startswith(OLD_OFFICE):
        raise UnreadableTableError("old_or_protected")
    if content.startswith(XLSX):
        return _read_workbook(content)
    return _read_text(_decode(content))


def _read_workbook(content: bytes) -> ContactTable:
    try:
        sheets = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets
    except BROKEN:
        raise UnreadableTableError("not_a_table") from None
    for sheet in sheets:
        try:
            table = _read_table(sheet.iter_rows(values_only=True))
        except BROKEN:
            raise UnreadableTableError("damaged") from None
        if table:
            return _check_rows(table)
    raise UnreadableTableError("no_header")


def _decode(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or UTF-16 where it says so, else Windows-1252 as Excel writes it."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTableError("not_a_table")


def _read_text(text: str) -> ContactTable:
    """Read a CSV file by the delimiter that makes most headings known."""
    beginning = text[:100_000]
    known = {delimiter: len(_find_header(_split(beginning, delimiter))[1]) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=known.__getitem__)
    table = _read_table(_split(text, best))
    if not table:
        raise UnreadableTableError("no_header")
    return _check_rows(table)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number, line = 0, 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error:  # a cell longer than the module takes
            raise UnreadableTableError("open_quote", number) from None
        if row is None:
            return
        if reader.line_num - line > LINES_IN_A_CELL:
            raise UnreadableTableError("open_quote", number)
        line = reader.line_num
        yield row


def _find_header(rows: Iterable[Iterable]) -> tuple[int, dict[int, str], list[str]]:
    """Return the number of the header, what its columns hold, and its headings; without a header 0 and nothing."""
    for number, cells in zip(range(1, HEADER_ROWS + 1), rows, strict=False):
        headings = [_get_text(cell) for cell in cells]
        columns = _recognise(headings)
        if len(columns) > 1 and not WHO.isdisjoint(columns.values()):
            return number, columns, headings
    return 0, {}, []


def _recognise(headings: list[str]) -> dict[int, str]:
    """Return {index: what the column holds}; of two columns for the same thing the first counts."""
    columns: dict[int, str] = {}
    for index, heading in enumerate(headings):
        column = _recognise_heading(heading)
        if column and column not in columns.values():
            columns[index] = column
    return _tell_persons_from_organisations(columns)


def _recognise_heading(heading: str) -> str:
    whole = COLUMN_BY_HEADING.get(key(heading))
    if whole:
        return whole
    parts = {COLUMN_BY_HEADING.get(key(part)) for part in re.split(r"[/,;()&|+:]|\s(?:und|bzw\.?|and|or)\s", heading)} - {None}
    return next(iter(parts)) if len(parts) == 1 else SHARED_COLUMNS.get(frozenset(parts), "")


def _tell_persons_from_organisations(columns: dict[int, str]) -> dict[int, str]:
    """Read "Name, Ansprechpartner" as organisation and person, and "Firma, Ansprechpartner" too."""
    named = set(columns.values())
    if "contact_person" not in named:
        return columns
    renamed = {}
    if "name" not in named:
        renamed = {"contact_person": "name"}
    elif "organisation" not in named:
        renamed = {"name": "organisation", "contact_person": "name"}
    columns = {index: renamed.get(column, column) for index, column in columns.items()}
    return {index: column for index, column in columns.items() if column != "contact_person"}


def _read_table(rows: Iterable[Iterable]) -> ContactTable | None:
    """Return the table below the first header, or nothing if there is none."""
    rows = iter(rows)
    header, columns, headings = _find_header(rows)
    if not header:
        return None
    table = ContactTable({column: headings[index] for index, column in columns.items()}, [])
    blank: list[Row] = []
    for number, cells in enumerate(rows, header + 1):
        row = _read_row(number, cells, columns, headings)
        if row.cells or row.others:
            table.rows.extend([*blank, row])
            blank = []
        elif len(blank) < BLANK_ROWS:
            blank.append(row)
    return table


def _read_row(number: int, cells: Iterable, columns: dict[int, str], headings: list[str]) -> Row:
    row = Row(number, {}, {})
    for index, cell in enumerate(cells):
        text = _get_text(cell)
        if text and index in columns:
            row.cells[columns[index]] = text
        elif text:
            heading = headings[index] if index < len(headings) and headings[index] else str(index + 1)
            row.others[heading] = "; ".join(filter(None, (row.others.get(heading), text)))
    return row


def _get_text(cell: object) -> str:
    """Return what a cell shows: 9322 for 9322.0, a date without the midnight Excel keeps with it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell == datetime.combine(cell.date(), datetime.min.time()):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _check_rows(table: ContactTable) -> ContactTable:
    if not table.rows:
        raise UnreadableTableError("no_rows")
    return table

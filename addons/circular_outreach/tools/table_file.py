"""Read the cells of a file as texts, XLSX or CSV, without knowing what they mean.

A file that cannot be read as it is meant is refused with the row and the column of the fault; nothing is guessed.
"""

import csv
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

MAX_CELL = 32_767  # characters, as many as Excel allows
MAX_COLUMNS = 100  # of which something is written
MAX_ROWS = 100_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes; a workbook is a ZIP file, and a small one can unpack to anything
WORKBOOK_ROW, TEXT_ROW = 800, 120  # bytes, of a usual list
LAST_ROW = 1_048_576  # of a sheet in Excel; a file that counts further was made to keep a server busy
MAX_CELLS = 20_000_000  # blank ones included
LINES_IN_A_CELL = 50  # more can only be a quotation mark that was never closed
DELIMITERS = (";", ",", "\t")
XLSX, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the part of an Office file that a password protects
# What openpyxl lets through when a file is no workbook, or a broken one.
BROKEN = (BadZipFile, AttributeError, EOFError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError, zlib.error)
# Umlauts that were written in one encoding and read in another ("MÃ¼ller"), and letters that are lost for good.
DAMAGED = re.compile("[ÃÂ][\u00a4\u00b6\u00bc\u0178\u201e\u2013\u0153\u00a9\u00a8\u0178]|\ufffd")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL, ROW = f"{SPREADSHEET}c", f"{SPREADSHEET}row"
FORMULA = re.compile(rb"<f[ >/]")
CHUNK = 1 << 20
COORDINATES = re.compile(r"([A-Z]+)(\d+)")

Rows = Iterator[list[str]]


class UnreadableTableError(Exception):
    """A file that holds no list of contacts.

    ``reason`` is one of: ``empty``; ``not_a_table``; ``protected`` (with a password); ``old_format`` (an .xls file); ``damaged``;
    ``too_large`` (the file, unpacked); ``too_many_rows``; ``too_many_columns``; ``cell_too_long``; ``encoding`` (letters that cannot be
    read); ``formula`` (without a stored result); ``open_quote`` (a quotation mark that is never closed); ``no_header``; ``no_rows``
    (nothing below the header). Where it is known, ``row`` is the number and ``column`` the letter a spreadsheet shows.
    """

    def __init__(self, reason: str, row: int = 0, column: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.row = row
        self.column = column


class Table(NamedTuple):
    """One way to read a file: a sheet of a workbook, or a text by a delimiter. ``rows()`` reads it from the beginning."""

    rows: Callable[[], Rows]
    check: Callable[[], None] = lambda: None


def estimate_rows(content: bytes) -> int:
    """Return about how many rows a file holds, without reading it: from its size, unpacked if it is a workbook."""
    return _get_size(content) // (WORKBOOK_ROW if content.startswith(XLSX) else TEXT_ROW)


def _get_size(content: bytes) -> int:
    if not content.startswith(XLSX):
        return len(content)
    try:
        with ZipFile(io.BytesIO(content)) as package:
            return sum(part.file_size for part in package.infolist())
    except BROKEN:
        return len(content)


def open_tables(content: bytes) -> list[Table]:
    """Return the ways to read a file, the likelier ones first.

    :raises UnreadableTableError: if there is none
    """
    if not content.strip():
        raise UnreadableTableError("empty")
    if content.startswith(OLD_OFFICE):
        raise UnreadableTableError("protected" if ENCRYPTED in content else "old_format")
    if content.startswith(XLSX):
        return _open_workbook(content)
    text = _decode(content)
    return [Table(partial(_read_rows, partial(_split, text, delimiter))) for delimiter in DELIMITERS]


def _open_workbook(content: bytes) -> list[Table]:
    if _get_size(content) > MAX_UNPACKED:
        raise UnreadableTableError("too_large")
    try:
        sheets = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets
    except BROKEN:
        raise UnreadableTableError("not_a_table") from None
    return [Table(partial(_read_rows, partial(_read_sheet, sheet)), partial(_check_formulas, sheet)) for sheet in sheets]


def _read_sheet(sheet) -> Iterator[Sequence]:
    # Some programs write a wrong size into the file, and openpyxl would believe it.
    sheet.reset_dimensions()
    try:
        yield from sheet.iter_rows(values_only=True)
    except BROKEN:
        raise UnreadableTableError("damaged") from None


def _check_formulas(sheet) -> None:
    """Refuse a formula whose result was never stored: its cell would seem empty."""
    with sheet._get_source() as source:
        if not any(FORMULA.search(part) for part in iter(partial(source.read, CHUNK), b"")):
            return
    with sheet._get_source() as source:
        for _event, element in etree.iterparse(source, tag=(CELL, ROW), resolve_entities=False):
            if element.tag == CELL and _lacks_result(element):
                column, row = COORDINATES.match(element.get("r", "A0")).groups()
                raise UnreadableTableError("formula", int(row), column)
            if element.tag == ROW:
                element.clear()


def _lacks_result(cell: etree._Element) -> bool:
    has_result = cell.findtext(f"{SPREADSHEET}v") or cell.get("t") == "str"
    return cell.find(f"{SPREADSHEET}f") is not None and not has_result


def _decode(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or UTF-16 where it says so, else Windows-1252 as Excel writes it."""
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    faults = []
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            faults.append(error.start)
        else:
            if "\0" not in text:
                return text
    if not faults or is_utf16 or b"\0" in content:
        raise UnreadableTableError("not_a_table")
    before = content[: faults[-1]].decode("latin-1")
    row = before.count("\n") + 1
    column = max(before.rpartition("\n")[2].count(delimiter) for delimiter in DELIMITERS)
    raise UnreadableTableError("encoding", row, get_column_letter(column + 1))


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number, line = 0, 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error:  # a cell longer than the module takes
            raise UnreadableTableError("cell_too_long", number) from None
        if row is None:
            return
        if reader.line_num - line > LINES_IN_A_CELL:
            raise UnreadableTableError("open_quote", number)
        line = reader.line_num
        yield row


def _read_rows(read: Callable[[], Iterator[Sequence]]) -> Rows:
    """Yield the texts of each row, without blank cells at its end, and refuse what no list of contacts has."""
    count = 0
    for number, cells in enumerate(read(), 1):
        count += len(cells)
        if number > LAST_ROW or count > MAX_CELLS:
            raise UnreadableTableError("too_large")
        texts = [_get_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if number > MAX_ROWS and texts:
            raise UnreadableTableError("too_many_rows", number)
        if len(texts) > MAX_COLUMNS and sum(map(bool, texts)) > MAX_COLUMNS:
            raise UnreadableTableError("too_many_columns", number, get_column_letter(len(texts)))
        for index, text in enumerate(texts, 1):
            if len(text) > MAX_CELL or DAMAGED.search(text):
                raise UnreadableTableError(
                    "cell_too_long" if len(text) > MAX_CELL else "encoding", number, get_column_letter(index)
                )
        yield texts


def _get_text(cell: object) -> str:
    """Return what a cell shows: 9322 for 9322.0, a date without the midnight Excel keeps with it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell == datetime.combine(cell.date(), datetime.min.time()):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()

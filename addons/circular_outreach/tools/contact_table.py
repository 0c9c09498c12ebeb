"""Read a list of contacts as offices keep it, XLSX or CSV, into rows whose cells are known by what they hold.

The headings decide what a column holds, in any order, unless somebody decides otherwise; a column nobody knows is kept under its own
heading. Nothing is understood here but the table: names, addresses and places are read by their own modules.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from . import column_heading, table_file
from .table_file import Rows, Table, UnreadableTableError
from .word_set import words

HEADER_ROWS = 20  # how far down a header is looked for, below titles and dates
BLANK_ROWS = 100  # longer gaps between rows are not listed row by row
EXAMPLES = 3
# What a spreadsheet shows where a formula failed; kept as a note, for it is nobody's name.
ERROR_VALUES = words("#BEZUG! #DIV/0! #N/A #NAME? #NULL! #NUM! #NV #REF! #VALUE! #WERT! #ZAHL!")


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it, the texts of its known columns, and of the others by heading."""

    number: int
    cells: dict[str, str]
    others: dict[str, str]


class Column(NamedTuple):
    """A column: its place from 0, its heading, what it holds ("" for unknown), and the first texts in it."""

    index: int
    heading: str
    holds: str
    examples: tuple[str, ...]


class ContactTable(NamedTuple):
    """The rows below the header, blank ones between them included, and the columns."""

    columns: list[Column]
    rows: list[Row]

    @property
    def headings(self) -> dict[str, str]:
        """The headings of the known columns as the file writes them."""
        headings: dict[str, str] = {}
        for column in self.columns:
            if column.holds:
                headings.setdefault(column.holds, column.heading)
        return headings

    @property
    def names_somebody(self) -> bool:
        return not column_heading.WHO.isdisjoint(column.holds for column in self.columns)


class _Header(NamedTuple):
    number: int = 0
    columns: dict[int, str] = {}
    headings: list[str] = []

    @property
    def rank(self):
        return not column_heading.WHO.isdisjoint(self.columns.values()), len(self.columns)


def read(content: bytes, holds: dict[int, str] | None = None) -> ContactTable:
    """Return the list of contacts a file holds: the sheet, or the delimiter, that makes most headings known.

    :param holds: what the columns hold by index, as somebody decided it, instead of what the headings say
    :raises UnreadableTableError: if the file holds none
    """
    header, table = _find_table(content)
    table.check()
    rows = _read_rows(table.rows(), header._replace(columns=header.columns if holds is None else holds))
    if not rows:
        raise UnreadableTableError("no_rows")
    return ContactTable(_get_columns(table, header, holds), rows)


def _find_table(content: bytes) -> tuple[_Header, Table]:
    found, faults = [], [UnreadableTableError("no_header")]
    for table in table_file.open_tables(content):
        try:
            # what was found before a fault stays: a fault below the header does not unmake it
            found.extend((header, table) for header in _find_headers(table))
        except UnreadableTableError as fault:
            faults.append(fault)
    if not found:
        raise faults[-1]
    return max(found, key=lambda candidate: candidate[0].rank)


def _find_headers(table: Table) -> Iterator[_Header]:
    """Yield what may be the header among the first rows."""
    for number, headings in enumerate(islice(table.rows(), HEADER_ROWS), 1):
        header = _Header(number, column_heading.recognise(headings), headings)
        if len(header.columns) > 1:
            yield header


def _get_columns(table: Table, header: _Header, holds: dict[int, str] | None) -> list[Column]:
    first = list(islice(table.rows(), header.number, header.number + HEADER_ROWS))
    width = max(len(header.headings), *(len(row) for row in first))
    columns = []
    for index in range(width):
        texts = tuple(row[index] for row in first if index < len(row) and row[index])[:EXAMPLES]
        known = (header.columns if holds is None else holds).get(index, "")
        if texts or _get_heading(header, index, ""):
            columns.append(Column(index, _get_heading(header, index), known, texts))
    return columns


def _get_heading(header: _Header, index: int, default: str | None = None) -> str:
    heading = header.headings[index] if index < len(header.headings) else ""
    return heading or (str(index + 1) if default is None else default)


def _read_rows(texts: Rows, header: _Header) -> list[Row]:
    rows: list[Row] = []
    blank: list[Row] = []
    for number, cells in islice(enumerate(texts, 1), header.number, None):
        row = _read_row(number, cells, header)
        if row.cells or row.others:
            rows.extend([*blank, row])
            blank = []
        elif len(blank) < BLANK_ROWS:
            blank.append(row)
    return rows


def _read_row(number: int, cells: list[str], header: _Header) -> Row:
    row = Row(number, {}, {})
    for index, text in enumerate(cells):
        if not text:
            continue
        column = "" if text in ERROR_VALUES else header.columns.get(index, "")
        kept, name = (row.cells, column) if column else (row.others, _get_heading(header, index))
        kept[name] = "; ".join(filter(None, (kept.get(name), text)))
    return row

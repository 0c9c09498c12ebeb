"""Writes a funding report as an XLSX workbook: a title block, one sheet per table, and one that says how each figure is counted.

Every text is written as a text, never as a formula, whatever it begins with.
"""

import io
import re
from datetime import date

import xlsxwriter

from ..tools.small_cell import Mark

HEAD_COLOUR = "#E8ECEA"
FORMATS = {
    "title": {"bold": True, "font_size": 16},
    "label": {"bold": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": HEAD_COLOUR, "border": 1},
    "total_text": {"bold": True, "top": 2},
    "count": {"num_format": "#,##0", "valign": "top", "align": "right"},
    "rate": {"num_format": "0.0%", "valign": "top", "align": "right"},
    "date": {"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"},
    "total_count": {"num_format": "#,##0", "bold": True, "top": 2, "align": "right"},
    "total_rate": {"num_format": "0.0%", "bold": True, "top": 2, "align": "right"},
    "warning": {"bold": True, "font_color": "#A61C00"},
}
A4, NARROW, WIDE, WIDEST = 9, 12, 24, 60
NOTE_HEIGHT = 45
# What Excel refuses in the name of a sheet, and how long it may be.
FORBIDDEN, LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31


def write_workbook(document, get_mark_text, page_text, draft_text):
    """Return the bytes of the workbook.

    :param dict document: title, facts, sentence, tables, changes, sources and legend
    :param get_mark_text: what stands in a cell in place of a number
    :param str page_text: the foot of the printed page, with &P and &N for its number and their count
    :param str draft_text: the warning on a report that is not issued
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": document["title"], "author": document["author"]})
        writer = FundingWorkbook(book, get_mark_text, page_text)
        first, *tables = document["tables"]
        writer.write_cover(document, first, draft_text if document["is_draft"] else "")
        for table in [*tables, *filter(None, [document["changes"]]), document["sources"]]:
            writer.write_sheet(table, document["legend"] if table["key"] not in ("sources", "calls") else "")
    return stream.getvalue()


class FundingWorkbook:
    """Lays tables out on sheets."""

    def __init__(self, book, get_mark_text, page_text):
        self.book, self.get_mark_text, self.page_text = book, get_mark_text, page_text
        self.formats = {name: book.add_format(values) for name, values in FORMATS.items()}
        self.names = set()

    def write_cover(self, document, table, warning):
        """Write the first sheet: what the report is about, and the totals."""
        sheet = self._add_sheet(table["sheet"])
        sheet.set_column(0, 0, WIDE + NARROW)
        sheet.set_column(1, 1, WIDEST)
        sheet.write_string(0, 0, document["title"], self.formats["title"])
        lines = [(label, text, "text") for label, text in document["facts"]]
        lines += [("", text, style) for text, style in ((document["sentence"], "text"), (warning, "warning")) if text]
        for row, (label, text, style) in enumerate(lines, start=2):
            sheet.write_string(row, 0, label, self.formats["label"])
            sheet.write_string(row, 1, text, self.formats[style])
        self._write_table(sheet, table, len(lines) + 3, document["legend"])

    def write_sheet(self, table, legend):
        sheet = self._add_sheet(table["sheet"])
        sheet.write_string(0, 0, table["title"], self.formats["title"])
        for column, (_label, kind) in enumerate(table["columns"]):
            sheet.set_column(column, column, self._get_width(table, column, kind))
        self._write_table(sheet, table, 2, legend)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)

    def _get_width(self, table, column, kind):
        if kind != "text":
            return NARROW
        return WIDEST if table["key"] == "sources" and column else WIDE + NARROW

    def _write_table(self, sheet, table, top, legend):
        for column, (label, _kind) in enumerate(table["columns"]):
            sheet.write_string(top, column, label, self.formats["heading"])
        kinds = [kind for _label, kind in table["columns"]]
        row = top
        for cells in table["rows"]:
            row += 1
            for column, (value, kind) in enumerate(zip(cells, kinds, strict=True)):
                self._write_cell(sheet, row, column, value, kind)
        if table["total"]:
            row += 1
            for column, (value, kind) in enumerate(zip(table["total"], kinds, strict=True)):
                self._write_cell(sheet, row, column, value, kind if kind in ("count", "rate") else "text", "total_")
        for text in filter(None, (table["note"], legend)):
            row += 2
            # Over the width of the table: what runs beyond it would not be printed.
            sheet.set_row(row, NOTE_HEIGHT)
            sheet.merge_range(row, 0, row, max(len(kinds) - 1, 1), "", self.formats["text"])
            sheet.write_string(row, 0, text, self.formats["text"])

    def _write_cell(self, sheet, row, column, value, kind, style=""):
        if isinstance(value, tuple):
            kind, value = value
        cell_format = self.formats[f"{style}{kind}"]
        if isinstance(value, Mark) or value is None:
            sheet.write_string(row, column, self.get_mark_text(value) if value else "–", cell_format)
        elif kind == "date" and value:
            sheet.write_datetime(row, column, date.fromisoformat(value), cell_format)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, cell_format)
        else:
            sheet.write_number(row, column, value, cell_format)

    def _add_sheet(self, title):
        sheet = self.book.add_worksheet(self._get_sheet_name(title))
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{title.replace('&', '&&')}&R{self.page_text}")
        sheet.hide_gridlines(2)
        return sheet

    def _get_sheet_name(self, title):
        """Return a name that no sheet of the workbook has, as Excel allows it."""
        wanted = FORBIDDEN.sub("-", title).strip("'")
        names = (f"{wanted[: LONGEST_NAME - len(ending)]}{ending}" for ending in ("", *(f" {number}" for number in range(2, 99))))
        name = next(name for name in names if name.lower() not in self.names)
        self.names.add(name.lower())
        return name

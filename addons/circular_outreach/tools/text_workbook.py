"""Make an Excel workbook in which every text stays one: what begins with "=" in somebody's name must not become a formula (OWASP, CSV injection)."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

TO_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH = 24  # characters


def make(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return the workbook: one sheet, the headings fixed above the rows."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True, **TO_TEXT})
    sheet = workbook.add_worksheet()
    sheet.set_column(0, max(len(headings) - 1, 0), WIDTH)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate([headings, *rows]):
        style = workbook.add_format({"bold": True}) if number == 0 else None
        for column, value in enumerate(row):
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(number, column, value, style)
    workbook.close()
    return file.getvalue()

from odoo.addons.web.controllers.export import CSVExport, ExcelExport, ExportXlsxWriter, GroupExportXlsxWriter

# What a spreadsheet program may take for the beginning of a formula (OWASP, CSV injection). Odoo itself knows =, + and -.
FORMULA = ("@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class TextCells:
    """Writes every text as a text: Odoo lets XlsxWriter make formulas and links of what looks like them."""

    def __init__(self, *args):
        super().__init__(*args)
        self.worksheet.add_write_handler(str, lambda sheet, *cell: sheet.write_string(*cell) if cell[2] else None)


class TextXlsxWriter(TextCells, ExportXlsxWriter):
    pass


class GroupTextXlsxWriter(TextCells, GroupExportXlsxWriter):
    pass


class TextExcelExport(ExcelExport):
    """Odoo's export as XLSX, in which nobody's name can become a formula."""

    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupTextXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class TextCSVExport(CSVExport):
    """Odoo's export as CSV: what a spreadsheet would take for a formula gets the apostrophe Odoo gives to some of it."""

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, [[self._quote(value) for value in row] for row in rows])

    @staticmethod
    def _quote(value):
        text = value.decode() if isinstance(value, bytes) else value
        return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else value

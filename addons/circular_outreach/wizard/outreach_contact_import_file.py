import base64

from odoo import models
from odoo.exceptions import UserError

from ..tools import contact_table, table_file
from ..tools.contact_table import HEADER_ROWS
from ..tools.table_file import UnreadableTableError


class OutreachContactImport(models.TransientModel):
    """The file of an import, and what to say when it holds no list of contacts."""

    _inherit = "outreach.contact.import"

    def _get_content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _read_table(self, holds=None):
        """Return the list in the file.

        :param holds: what the columns hold by index, as somebody decided it
        :raises UserError: if the file holds no list of contacts
        """
        try:
            return contact_table.read(self._get_content(), holds)
        except UnreadableTableError as error:
            raise UserError(self._get_unreadable_message(error)) from None

    def _get_unreadable_message(self, error):
        """Return what is wrong with the file, where, and what to do."""
        words = {"file": self.file_name or self.env._("the file"), "row": error.row, "column": error.column}
        messages = self._get_file_messages(words) | self._get_size_messages(words) | self._get_cell_messages(words)
        return messages[error.reason]

    def _get_file_messages(self, words):
        return {
            "empty": self.env._("“%(file)s” is empty. Choose a file with a row of headings and the contacts below it.", **words),
            "not_a_table": self.env._(
                "“%(file)s” is not a spreadsheet. Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, "
                "and choose the saved file.",
                **words,
            ),
            "protected": self.env._(
                "“%(file)s” is protected by a password. Save it as an Excel workbook (.xlsx) without a password, and choose the saved "
                "file.",
                **words,
            ),
            "old_format": self.env._(
                "“%(file)s” has the old format .xls. Save it as an Excel workbook (.xlsx), and choose the saved file.", **words
            ),
            "damaged": self.env._(
                "“%(file)s” is damaged and cannot be read to its end. Open it in your spreadsheet program, save it again, and choose "
                "the saved file.",
                **words,
            ),
            "no_header": self.env._(
                "No headings were found in the first %(rows)s rows of “%(file)s”. Write above each column what it holds, for example "
                "Organisation, First Name, Surname, E-mail, Postcode, City, and choose the file again.",
                rows=HEADER_ROWS,
                **words,
            ),
            "no_rows": self.env._("“%(file)s” has headings, but no contact below them. Choose a file with contacts.", **words),
        }

    def _get_size_messages(self, words):
        return {
            "too_large": self.env._(
                "“%(file)s” is too large to be a list of contacts. Save only the list in a file of its own, and choose that.",
                **words,
            ),
            "too_many_rows": self.env._(
                "“%(file)s” goes on beyond row %(row)s; at most %(rows)s can be read at once. Divide the list into several files, and "
                "choose them one after the other.",
                rows=table_file.MAX_ROWS,
                **words,
            ),
            "too_many_columns": self.env._(
                "Row %(row)s of “%(file)s” is filled up to column %(column)s; a list of contacts has at most %(columns)s columns. Delete "
                "the columns you do not need, and choose the file again.",
                columns=table_file.MAX_COLUMNS,
                **words,
            ),
        }

    def _get_cell_messages(self, words):
        return {
            "cell_too_long": self.env._(
                "The cell in row %(row)s, column %(column)s of “%(file)s” holds more than %(letters)s characters. Shorten it, and choose "
                "the file again.",
                letters=table_file.MAX_CELL,
                **words,
            ),
            "encoding": self.env._(
                "The letters in row %(row)s, column %(column)s of “%(file)s” cannot be read: umlauts were damaged when the file was "
                "saved. Open the original, save it as an Excel workbook (.xlsx) or as “CSV UTF-8”, and choose the saved file.",
                **words,
            ),
            "formula": self.env._(
                "The cell in row %(row)s, column %(column)s of “%(file)s” holds a formula without a result. Open the file in your "
                "spreadsheet program, save it again, and choose the saved file.",
                **words,
            ),
            "open_quote": self.env._(
                "Row %(row)s of “%(file)s” has a quotation mark that is never closed, so the rows below cannot be told apart. "
                "Remove or double it, and choose the file again.",
                **words,
            ),
        }

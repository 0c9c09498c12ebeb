import io

from openpyxl import Workbook

from odoo.tests import BaseCase

from ..tools import contact_table
from ..tools.contact_table import UnreadableTableError

LIST = "Firma;Ansprechpartner;E-Mail;PLZ\nMüller GmbH;Erika Muster;erika@firm.example;9322\n"


def make_workbook(*sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


class TestContactTable(BaseCase):
    """Lists are read by their headings, whatever program wrote them."""

    def assert_unreadable(self, content, reason):
        with self.assertRaises(UnreadableTableError) as caught:
            contact_table.read(content)
        self.assertEqual(caught.exception.reason, reason)
        return caught.exception

    def test_csv_is_read_in_every_usual_encoding_and_with_every_usual_delimiter(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            for delimiter in ";,\t":
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    table = contact_table.read(LIST.replace(";", delimiter).encode(encoding))
                    self.assertEqual(
                        table.rows[0].cells,
                        {
                            "organisation": "Müller GmbH",
                            "name": "Erika Muster",
                            "email": "erika@firm.example",
                            "postcode": "9322",
                        },
                    )

    def test_rows_have_the_numbers_a_spreadsheet_shows(self):
        rows = [["Verteiler 2025"], [], ["Firma", "E-Mail"], ["A", None], [None, " "], ["B", None], [], []]
        table = contact_table.read(make_workbook(rows))
        self.assertEqual(
            [(row.number, row.cells) for row in table.rows], [(4, {"organisation": "A"}), (5, {}), (6, {"organisation": "B"})]
        )

    def test_the_first_sheet_with_a_list_counts(self):
        table = contact_table.read(make_workbook([["Hinweise zum Verteiler"]], [["Firma", "Ort"], ["A", "Penig"]]))
        self.assertEqual(table.rows[0].cells["place"], "Penig")

    def test_headings_are_known_in_german_and_english(self):
        for headings in (
            ("Institution / Firma", "Anrede", "Vorname", "Nachname", "E-Mail-Adresse", "PLZ / Ort", "Tel.", "Bemerkungen"),
            ("COMPANY", "Salutation", "First Name", "Surname", "e-mail", "City", "Phone", "Notes"),
        ):
            with self.subTest(headings=headings):
                table = contact_table.read(make_workbook([headings, ["x"] * 8]))
                self.assertEqual(
                    list(table.headings),
                    ["organisation", "form_of_address", "first_name", "name", "email", "place", "phone", "remark"],
                )

    def test_a_name_beside_a_contact_person_is_the_organisation(self):
        table = contact_table.read(b"Name,Ansprechpartner\nMilk Farm,Erika Muster\n")
        self.assertEqual(table.rows[0].cells, {"organisation": "Milk Farm", "name": "Erika Muster"})

    def test_columns_nobody_knows_keep_their_heading(self):
        rows = [["Firma", "E-Mail", "Fax", "Telefon", "Telefon", None], ["A", None, "1", "2", "3", "4"]]
        row = contact_table.read(make_workbook(rows)).rows[0]
        self.assertEqual(row.cells, {"organisation": "A", "phone": "2"})
        self.assertEqual(row.others, {"Fax": "1", "Telefon": "3", "6": "4"})

    def test_numbers_are_texts(self):
        row = contact_table.read(make_workbook([["Firma", "PLZ"], ["A", 9322.0]])).rows[0]
        self.assertEqual(row.cells["postcode"], "9322")

    def test_long_gaps_are_not_listed(self):
        table = contact_table.read(make_workbook([["Firma", "Ort"], *[[]] * 5000, ["A", "Penig"]]))
        self.assertEqual(len(table.rows), contact_table.BLANK_ROWS + 1)
        self.assertEqual(table.rows[-1].number, 5002)

    def test_cells_may_have_several_lines(self):
        table = contact_table.read(b'Firma;Bemerkung\nA;"one\ntwo"\nB;\n')
        self.assertEqual([(row.number, row.cells.get("remark")) for row in table.rows], [(2, "one\ntwo"), (3, None)])

    def test_what_is_no_list_is_refused_with_its_reason(self):
        workbook = make_workbook([["Firma", "Ort"], ["A", "Penig"]])
        for content, reason in (
            (b"", "empty"),
            (b" \n", "empty"),
            (b"%PDF-1.7\0\1", "not_a_table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_protected"),
            (b"PK\x03\x04 and no workbook", "not_a_table"),
            (workbook[: len(workbook) // 2], "not_a_table"),
            (make_workbook([["A", "Penig"]]), "no_header"),
            (b"Dear Sir, this is a letter.\n", "no_header"),
            (b"Firma;Ort\n;\n", "no_rows"),
        ):
            with self.subTest(content=content[:20]):
                self.assert_unreadable(content, reason)

    def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row(self):
        error = self.assert_unreadable(b'Firma;Ort\nA;Penig\n"B;Penig\n' + b"C;Penig\n" * 100, "open_quote")
        self.assertEqual(error.row, 3)

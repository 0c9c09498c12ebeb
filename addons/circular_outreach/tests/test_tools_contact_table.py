import io
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from odoo.tests import BaseCase

from ..tools import contact_table, table_file
from ..tools.table_file import UnreadableTableError

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

    def test_the_sheet_with_most_known_headings_counts(self):
        sheets = (
            [["Hinweise zum Verteiler"]],
            [["Ort", "PLZ"], ["B", "1"]],
            [["Firma", "Ort"], ["A", "Penig"]],
            [["Firma", "Ort"], ["C", "X"]],
        )
        self.assertEqual(contact_table.read(make_workbook(*sheets)).rows[0].cells, {"organisation": "A", "place": "Penig"})

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
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected"),
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

    def test_faults_are_named_with_row_and_column(self):
        long, wide = "x" * 10_000_000, ["x"] * 200
        table = [["Firma", "Ort"], ["A", "Penig"]]
        cp437 = "Firma;Ort\nA;Penig\nMüller;Döbeln\n".encode("cp437")
        mixed = "Firma;Ort\nA;Penig\nB;Müdisdorf\n".encode() + b"C;D\xf6beln\n"
        for content, *fault in (
            (make_workbook([*table, ["B", None, "=A2"]]), "formula", 3, "C"),
            (self.replace_in_sheet(make_workbook([*table, ["B", "LONG"]]), b"LONG", long.encode()), "cell_too_long", 3, "B"),
            (f"Firma;Ort\nA;Penig\nB;{long}\n".encode(), "cell_too_long", 3, "B"),
            (make_workbook([["Firma", "Ort", *wide], ["A", "Penig"]]), "too_many_columns", 1, "GT"),
            (make_workbook([*table, wide]), "too_many_columns", 3, "GR"),
            (cp437, "encoding", 3, "A"),
            (mixed, "encoding", 3, "B"),
            ("Firma;Ort\nA;Penig\nM\ufffdller;Penig\n".encode(), "encoding", 3, "A"),
            (b"Firma;Ort\n" + b"A;Penig\n" * table_file.MAX_ROWS, "too_many_rows", table_file.MAX_ROWS + 1, ""),
        ):
            with self.subTest(fault=fault):
                error = self.assert_unreadable(content, fault[0])
                self.assertEqual([error.reason, error.row, error.column], fault)

    def test_many_blank_columns_are_no_fault(self):
        table = contact_table.read(make_workbook([["Firma", "Ort", *[None] * 300, "Fax"], ["A", "Penig"]]))
        self.assertEqual([column.heading for column in table.columns], ["Firma", "Ort", "Fax"])

    def test_formulas_are_read_by_their_stored_result(self):
        content = make_workbook([["Firma", "Ort", "Bemerkung"], ["A", "Penig", "=A2"]])
        stored = self.replace_in_sheet(content, b"<v></v>", b"<v>5</v>")
        self.assertEqual(contact_table.read(stored).rows[0].cells["remark"], "5")
        empty_text = self.replace_in_sheet(content, b'<c r="C2">', b'<c r="C2" t="str">')
        self.assertNotIn("remark", contact_table.read(empty_text).rows[0].cells)

    def test_a_workbook_that_says_it_is_smaller_than_it_is_is_read_to_its_end(self):
        content = self.replace_in_sheet(make_workbook([["Firma", "Ort"], ["A", "Penig"]]), b'ref="A1:B2"', b'ref="A1"')
        self.assertEqual(contact_table.read(content).rows[0].cells, {"organisation": "A", "place": "Penig"})

    def test_what_a_failed_formula_shows_is_nobodys_name(self):
        row = contact_table.read(b"Firma;Ort\n#REF!;Penig\n").rows[0]
        self.assertEqual((row.cells, row.others), ({"place": "Penig"}, {"Firma": "#REF!"}))

    def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(self):
        file = io.BytesIO(make_workbook([["Firma", "Ort"], ["A", "Penig"]]))
        with ZipFile(file, "a", ZIP_DEFLATED) as package, package.open("xl/bomb.xml", "w", force_zip64=True) as part:
            for _chunk in range(table_file.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
        self.assert_unreadable(file.getvalue(), "too_large")

    def test_a_workbook_that_counts_to_a_billion_is_refused(self):
        content = make_workbook([["Firma", "Ort"], ["A", "Penig"]])
        for after in (b'<row r="9999999999">', b'<row r="2000000">'):
            self.assert_unreadable(self.replace_in_sheet(content, b'<row r="2">', after), "too_large")

    def test_columns_can_be_said_by_hand(self):
        content = b"Betriebsname;Wer;PLZ;Ort\nA;Erika Muster;09322;Penig\n"
        table = contact_table.read(content)
        self.assertFalse(table.names_somebody)
        self.assertEqual([column.heading for column in table.columns if not column.holds], ["Betriebsname", "Wer"])
        self.assertEqual(table.columns[1].examples, ("Erika Muster",))
        table = contact_table.read(content, {0: "organisation", 1: "name", 3: "remark"})
        self.assertTrue(table.names_somebody)
        self.assertEqual(table.rows[0].cells, {"organisation": "A", "name": "Erika Muster", "remark": "Penig"})
        self.assertEqual(table.rows[0].others, {"PLZ": "09322"})

    @staticmethod
    def replace_in_sheet(content, before, after):
        """Return a workbook with other bytes in its first sheet."""
        changed = io.BytesIO()
        with ZipFile(io.BytesIO(content)) as package, ZipFile(changed, "w") as copy:
            for name in package.namelist():
                part = package.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    assert before in part, part
                    part = part.replace(before, after)
                copy.writestr(name, part)
        return changed.getvalue()

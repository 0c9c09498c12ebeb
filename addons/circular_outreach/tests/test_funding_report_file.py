import base64
import io

import openpyxl
import pdfua
from lxml.html import fromstring
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from ..report.funding_workbook import write_workbook
from ..tools import bar_picture
from ..tools.office_hours import local_day
from .funding_case import FundingCase

TABLES = ("At a glance", "Workshops", "By target group", "By municipality", "By role", "By organisation type")


def make_document(text):
    """Return a small document in which every text is the given one."""
    table = {"key": "workshops", "title": text, "sheet": text, "columns": [(text, "text")], "total": None, "note": text}
    return {
        "title": text,
        "author": text,
        "facts": [(text, text)],
        "sentence": text,
        "tables": [{**table, "rows": [[text]]}],
        "changes": {**table, "rows": [[text]]},
        "sources": {**table, "rows": []},
        "legend": text,
        "is_draft": True,
    }


@tagged("post_install", "-at_install")
class TestFundingReportFile(FundingCase):
    """One report is issued; the tests read its files back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firm = cls._make_contact("=Firm & Sons", is_company=True)
        cls._let_come(1, "Builder", parent_id=firm.id)
        cls._let_come(5, "Research", outreach_target_group_id=cls.group_research.id)
        cls.first = cls._make_report()
        cls.first.action_issue()
        cls._let_come(3, "Later", outreach_target_group_id=cls.group_research.id)
        cls.report = cls._make_report()
        cls.report.action_issue()
        cls.pdf = base64.b64decode(cls.report.pdf_file)
        cls.text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(cls.pdf)).pages)
        cls.book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(cls.report.xlsx_file)))

    def _read_row(self, sheet, label):
        return next([cell.value for cell in row] for row in self.book[sheet].iter_rows() if row[0].value == label)

    def test_title_of_the_document_is_what_it_is_about(self):
        title = PdfReader(io.BytesIO(self.pdf)).metadata.title
        self.assertEqual(title, f"Workshops and participants: {self.report.display_name}")

    def test_workbook_has_a_sheet_for_each_table_for_changes_and_for_sources(self):
        self.assertEqual(self.book.sheetnames, [*TABLES, "Changes", "Sources"])

    def test_cover_says_what_the_report_is_about(self):
        cells = {row[0].value: row[1].value for row in self.book["At a glance"].iter_rows(max_row=12)}
        self.assertEqual(cells["Project"], "Circular Region")
        self.assertEqual(cells["Reference number"], "CR-4711")
        self.assertEqual(cells["Report"], f"{self.report.number}, version 2")
        self.assertIn("by Clerk", cells["Issued on"])
        self.assertIn("Paid for by the Ministry of Cycles.", cells.values())

    def test_numbers_are_numbers_and_dates_are_dates(self):
        row = next(row for row in self.book["Workshops"].iter_rows() if row[0].value == "Building in Circles")
        self.assertEqual(row[1].value.date(), local_day(self.begin, self.event.date_tz))
        self.assertEqual((row[3].value, row[6].value), (9, 9))
        self.assertEqual((row[10].value, row[10].number_format), (1, "0.0%"))

    def test_small_numbers_and_what_gives_them_away_are_hidden(self):
        self.assertEqual(self._read_row("By target group", "Builders")[4], "< 3")
        self.assertEqual(self._read_row("By target group", "Researchers")[4], "×")
        self.assertEqual(self._read_row("By target group", "In all")[4], 9)
        self.assertIn("< 3: fewer than 3", self.text)

    def test_sheets_are_ready_to_be_printed(self):
        for sheet in self.book.worksheets[1:]:
            self.assertEqual(
                (sheet.page_setup.paperSize, sheet.page_setup.orientation),
                ("9", "landscape") if isinstance(sheet.page_setup.paperSize, str) else (9, "landscape"),
            )
            self.assertEqual(sheet.freeze_panes, "B4")
            self.assertEqual(sheet.print_title_rows, "$3:$3")

    def test_sources_say_how_every_figure_is_counted(self):
        named = {row[0].value for row in self.book["Sources"].iter_rows()}
        labels = self.report._get_labels()
        self.assertFalse(set(labels.values()) - named)

    def test_changes_since_the_version_before(self):
        rows = [[cell.value for cell in row] for row in self.book["Changes"].iter_rows()]
        self.assertIn(["At a glance", "", "Attended", 6, 9], rows)
        self.assertIn("What changed since version 1", self.text)

    def test_no_text_becomes_a_formula(self):
        for beginning in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://x.example")', "https://x.example"):
            content = write_workbook(make_document(beginning), str, "&P", "draft")
            for sheet in openpyxl.load_workbook(io.BytesIO(content)):
                for row in sheet.iter_rows():
                    self.assertFalse([cell.value for cell in row if cell.data_type == "f" or cell.hyperlink], beginning)

    def test_names_of_sheets_are_such_as_excel_takes(self):
        title = "By [kind]: a/b*c? and a name that is too long"
        names = openpyxl.load_workbook(io.BytesIO(write_workbook(make_document(title), str, "&P", ""))).sheetnames
        self.assertEqual(len(set(names)), 3)
        self.assertFalse([name for name in names if len(name) > 31 or set(name) & set("[]:*?/\\")])

    def test_pdf_is_accessible(self):
        findings = pdfua.validate(io.BytesIO(self.pdf)).findings
        self.assertFalse([finding for finding in findings if finding.severity is pdfua.Severity.ERROR])

    def test_pdf_has_the_same_tables(self):
        for words in (*TABLES, "Sources", "CR-4711", "Paid for by the Ministry of Cycles.", f"{self.report.number}, version 2"):
            self.assertIn(words, self.text)

    def test_pictures_have_words(self):
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        html, _kind = report._render_qweb_html("circular_outreach.funding_report", self.report.ids)
        words = [image.get("alt") for image in fromstring(html).iter("img")]
        self.assertEqual(words[0], "Logo of the Ministry of Cycles")
        self.assertIn("Builders: < 3; ", words[1])

    def test_draft_says_that_it_is_one(self):
        draft = self._make_report()
        report = self.env["ir.actions.report"].with_user(self.clerk).with_context(lang="en_US")
        pdf, _kind = report._render("circular_outreach.funding_report", draft.ids)
        self.assertIn("Draft: these figures may still change.", PdfReader(io.BytesIO(pdf)).pages[0].extract_text())

    def test_bars_escape_what_they_name_and_end_in_the_picture(self):
        picture = bar_picture.draw([("A & <b>", 4, "4"), ("Nobody", 0, "0")])
        self.assertIn("A &amp; &lt;b&gt;", picture)
        self.assertIn('width="510.0"', picture)
        self.assertIn('width="0.0"', picture)


@tagged("post_install", "-at_install")
class TestFundingReportDownload(HttpCase, FundingCase):
    def test_clerk_downloads_the_workbook_that_was_issued(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        self.authenticate("clerk_test", "clerk_test")
        response = self.url_open(
            f"/web/content/outreach.funding.report/{report.id}/xlsx_file?download=true&filename_field=xlsx_name"
        )
        self.assertEqual(response.content, base64.b64decode(report.xlsx_file))
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        self.authenticate("desk_test", "desk_test")
        refused = self.url_open(f"/web/content/outreach.funding.report/{report.id}/xlsx_file")
        self.assertNotEqual(refused.content[:2], b"PK")

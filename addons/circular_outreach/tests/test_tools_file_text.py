import io
from email.message import EmailMessage
from zipfile import ZipFile

from openpyxl import Workbook
from weasyprint import HTML

from odoo.tests import BaseCase

from ..tools import file_text


class TestFileText(BaseCase):
    def test_pdf(self):
        self.assertIn("Erika Müller", file_text.read(HTML(string="<p>Erika Müller</p>").write_pdf()))

    def test_workbook(self):
        book, content = Workbook(), io.BytesIO()
        book.active.append(["Müller", "Erika"])
        book.save(content)
        self.assertIn("Müller", file_text.read(content.getvalue()))

    def test_packed_file(self):
        content = io.BytesIO()
        with ZipFile(content, "w") as archive:
            archive.writestr("liste.csv", "Müller;Erika")
        self.assertIn("Müller", file_text.read(content.getvalue()))

    def test_mail_in_base64(self):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "erika@firm.example", "Grüße von Müller"
        mail.set_content("Erika Müller ist krank", cte="base64")
        text = file_text.read(mail.as_bytes())
        self.assertIn("Erika Müller ist krank", text)
        self.assertIn("Grüße von Müller", text)

    def test_plain_text_in_any_encoding(self):
        for encoding in ("utf-8", "cp1252", "utf-16"):
            self.assertIn("Müller", file_text.read("Frau Müller".encode(encoding)), encoding)

    def test_html_entities(self):
        self.assertIn("Müller", file_text.read(b"<p>M&uuml;ller</p>"))

    def test_pictures_and_broken_files_have_no_text(self):
        for content in (b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.4 broken", b"PK\x03\x04broken"):
            self.assertEqual(file_text.read(content).strip(), "", content)

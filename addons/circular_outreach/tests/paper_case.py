import io

import pdfua
from pypdf import PdfReader

from odoo import Command

from .letter_case import LetterCase

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class PaperCase(LetterCase):
    """A funded workshop with people in it, and papers that are read back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://outreach.example")
        cls.funding = cls.env["outreach.funding"].create(
            {
                "name": "Circular Region",
                "sentence": "Paid for by the Ministry of Cycles.",
                "logo_ids": [Command.create({"name": "Logo of the Ministry of Cycles", "image": PIXEL})],
            }
        )
        cls.signatory = cls.env["outreach.signatory"].create(
            {"name": "Dr. Silke Siegel", "function": "Head of Office", "signature": PIXEL}
        )
        cls.env.company.outreach_signatory_id = cls.signatory
        cls.event.write(
            {
                "event_mail_ids": [Command.clear()],
                "outreach_funding_id": cls.funding.id,
                "date_begin": "2026-06-10 07:00:00",
                "date_end": "2026-06-10 11:30:00",
            }
        )

    @classmethod
    def _register(cls, *names, **values):
        return cls.env["event.registration"].create([{"event_id": cls.event.id, "name": name, **values} for name in names])

    def _print_report(self, name, records, user=None, lang="en_US"):
        report = self.env["ir.actions.report"].with_user(user or self.clerk).with_context(lang=lang)
        content, kind = report._render(f"circular_outreach.{name}", records.ids)
        self.assertEqual(kind, "pdf")
        return content

    def _get_pages(self, pdf):
        return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    def _assert_accessible(self, pdf):
        findings = pdfua.validate(io.BytesIO(pdf)).findings
        self.assertFalse([finding.message for finding in findings if finding.severity is pdfua.Severity.ERROR])
        self.assertTrue(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"])

    def _get_alternative_texts(self, pdf):
        return self._gather(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])

    def _gather(self, element):
        element = element.get_object()
        if isinstance(element, list):
            return [text for child in element for text in self._gather(child)]
        if not hasattr(element, "get"):
            return []
        return [*filter(None, [element.get("/Alt")]), *(self._gather(element["/K"]) if "/K" in element else [])]

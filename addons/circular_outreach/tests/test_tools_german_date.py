from datetime import date

from odoo.tests import BaseCase

from ..tools.german_date import parse


class TestGermanDate(BaseCase):
    def test_dates_as_lists_have_them(self):
        for text in ("3.2.2025", "03.02.2025", "03. 02. 25", "2025-02-03", "2025-02-03 14:30:00", " 45691 "):
            with self.subTest(text=text):
                self.assertEqual(parse(text), date(2025, 2, 3))

    def test_what_is_no_date_is_none(self):
        for text in ("", "bald", "31.2.2025", "2025-13-01", "Februar 2025", "3/2/2025", "12345678"):
            with self.subTest(text=text):
                self.assertIsNone(parse(text))

from odoo.tests import BaseCase

from odoo.addons.circular_outreach.tools import certificate_code, needs_sum
from odoo.addons.circular_outreach.tools.label_sheet import SHEETS, fit, fit_in_rows


class TestLabelSheet(BaseCase):
    def test_labels_lie_on_the_sheet_and_apart(self):
        for sheet in SHEETS.values():
            places = [sheet.place(number) for number in range(sheet.count)]
            self.assertEqual(len(set(places)), sheet.count)
            for left, top in places:
                self.assertGreaterEqual(min(left, top), 0)
                self.assertLessEqual(left + sheet.width, 210)
                self.assertLessEqual(top + sheet.height, 297)
            self.assertTrue(sheet.gap_x >= 0 and sheet.gap_y >= 0)

    def test_labels_are_centred_as_printers_expect_them(self):
        for sheet in SHEETS.values():
            left, top = sheet.place(sheet.count - 1)
            self.assertAlmostEqual(210 - left - sheet.width, sheet.left)
            self.assertAlmostEqual(297 - top - sheet.height, sheet.top)

    def test_zweckform_l4785(self):
        self.assertEqual([SHEETS["l4785"].place(number) for number in (0, 1, 2)], [(17.5, 13.5), (112.5, 13.5), (17.5, 68.5)])

    def test_short_names_are_large_and_long_ones_fit(self):
        self.assertEqual(fit(["Jo", "Li"], 72, 22, 9), 22)
        size = fit(["Karl-Theodor", "Wolfeschlegelsteinhausenberg"], 72, 22, 9)
        self.assertTrue(9 < size < 22)
        self.assertEqual(fit(["x" * 300], 72, 22, 9), 9)
        self.assertEqual(fit([], 72, 22, 9), 22)

    def test_institutions_shrink_until_they_stand_in_two_rows(self):
        self.assertEqual(fit_in_rows("Stadt Döbeln", 2, 50, 10, 6.5), 10)
        self.assertEqual(fit_in_rows("Institut " * 40, 2, 50, 10, 6.5), 6.5)
        self.assertEqual(fit_in_rows("", 2, 50, 10, 6.5), 10)


class TestCertificateCode(BaseCase):
    def test_code_reads_back_however_it_is_typed(self):
        code = certificate_code.new()
        for typed in (code, certificate_code.show(code), certificate_code.show(code).lower(), f" {code[:4]} {code[4:]} "):
            self.assertEqual(certificate_code.read(typed), code)

    def test_nothing_else_is_a_code(self):
        for text in ("", "7KQ2", "O" * 16, "7" * 17, "7KQ2-MX9D-4HWA-PB6/", None, 7):
            self.assertIsNone(certificate_code.read(text))

    def test_codes_have_eighty_bits(self):
        self.assertEqual(certificate_code.LENGTH * 5, 80)
        self.assertEqual(len({certificate_code.new() for _number in range(1000)}), 1000)


class TestNeedsSum(BaseCase):
    def test_same_needs_are_counted_together(self):
        texts = ["Vegetarisch", "vegetarisch und laktosefrei", "Rollstuhlplatz.", None, "laktosefrei; Nüsse"]
        self.assertEqual(needs_sum.add_up(texts), [(2, "laktosefrei"), (2, "Vegetarisch"), (1, "Nüsse"), (1, "Rollstuhlplatz")])

    def test_one_person_counts_once(self):
        self.assertEqual(needs_sum.add_up(["vegan, Vegan"]), [(1, "vegan")])

    def test_nothing_is_no_need(self):
        self.assertEqual(needs_sum.add_up([" - ", "", "\n"]), [])

from odoo.tests import BaseCase

from ..tools.postal_address import address_lines, is_long


class TestPostalAddress(BaseCase):
    def test_order_of_din_5008(self):
        self.assertEqual(
            address_lines("Firma GmbH", "Einkauf", "Frau Dr. Erika Muster", ["Hauptstraße 1", ""], "09599", "Freiberg"),
            ["Firma GmbH", "Einkauf", "Frau Dr. Erika Muster", "Hauptstraße 1", "09599 Freiberg"],
        )

    def test_person_alone_and_organisation_alone(self):
        self.assertEqual(
            address_lines("", "", "Herrn Max Muster", ["Postfach 1234"], "09599", "Freiberg"),
            ["Herrn Max Muster", "Postfach 1234", "09599 Freiberg"],
        )
        self.assertEqual(address_lines("Firma", "Firma", "", ["Weg 1"], "1", "Ort"), ["Firma", "Weg 1", "1 Ort"])

    def test_country_abroad_in_capitals_and_no_stray_spaces(self):
        lines = address_lines(" Firma \n GmbH ", None, "", ["Weg  1"], "1010", "Wien", "Österreich")
        self.assertEqual(lines, ["Firma GmbH", "Weg 1", "1010 Wien", "ÖSTERREICH"])

    def test_more_than_six_lines_are_long(self):
        self.assertFalse(is_long(["x" * 42] * 6))
        self.assertTrue(is_long(["x"] * 7))
        self.assertTrue(is_long(["x" * 43] * 4))

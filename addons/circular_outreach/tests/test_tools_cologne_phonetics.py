from odoo.tests import BaseCase

from ..tools import cologne_phonetics


class TestCologneDigits(BaseCase):
    def test_published_examples(self):
        for text, digits in (
            ("Wikipedia", "3412"),
            ("Müller-Lüdenscheidt", "65752682"),
            ("Breschnew", "17863"),
            ("Heinz", "068"),
        ):
            with self.subTest(text):
                self.assertEqual(cologne_phonetics.code(text), digits)

    def test_letters_that_depend_on_their_neighbours(self):
        for text, digits in (
            ("Philipp", "351"),
            ("Xaver", "4837"),
            ("Max", "648"),
            ("Boxer", "1487"),
            ("Bock-Xaver", "14837"),
            ("Christian", "47826"),
            ("Cecilie", "885"),
            ("Clara", "457"),
            ("Schack", "84"),
            ("Tscherner", "8767"),
            ("Bach", "14"),
        ):
            with self.subTest(text):
                self.assertEqual(cologne_phonetics.code(text), digits)

    def test_one_sound_has_one_code(self):
        for names in (("Meyer", "Meier", "Mayr", "Maier"), ("Schmidt", "Schmitt", "Schmid"), ("Müller", "Mueller", "MÜLLER")):
            with self.subTest(names):
                self.assertEqual(len(set(map(cologne_phonetics.code, names))), 1)

    def test_nothing_to_hear(self):
        for text in ("", "4711", "Петров", "-"):
            with self.subTest(text):
                self.assertEqual(cologne_phonetics.code(text), "")

    def test_neighbours_hold_every_slip_after_the_first_digit(self):
        found = cologne_phonetics.neighbours("657")
        for digits in ("65", "67", "6157", "6571", "617", "651", "675"):
            with self.subTest(digits):
                self.assertIn(digits, found)
        self.assertTrue(all(digits.startswith("6") for digits in found))
        self.assertNotIn("657", found)
        self.assertEqual(cologne_phonetics.neighbours(""), set())

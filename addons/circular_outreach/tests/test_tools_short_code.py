from odoo.tests import BaseCase

from ..tools import short_code

KEY = b"k" * 32
NONCE = "0123456789abcdef" * 2


class TestShortCode(BaseCase):
    def test_alphabet_has_32_letters_and_none_that_look_alike(self):
        self.assertEqual(len(set(short_code.ALPHABET)), 32)
        self.assertEqual(short_code.BITS, 40)
        self.assertFalse(set("01OI") & set(short_code.ALPHABET))

    def test_same_nonce_same_code(self):
        self.assertEqual(short_code.make(KEY, NONCE), short_code.make(KEY, NONCE))
        self.assertNotEqual(short_code.make(KEY, NONCE), short_code.make(b"other key", NONCE))

    def test_codes_are_eight_letters_of_the_alphabet_and_spread_over_all_of_it(self):
        codes = [short_code.make(KEY, f"{number:032x}") for number in range(2000)]
        self.assertEqual(len(set(codes)), len(codes))
        for code in codes:
            self.assertEqual(short_code.read(code), code)
        for place in range(short_code.LENGTH):
            self.assertEqual({code[place] for code in codes}, set(short_code.ALPHABET))

    def test_typed_in_any_way_it_is_the_same_code(self):
        code = short_code.make(KEY, NONCE)
        shown = short_code.show(code)
        self.assertEqual(len(shown), 9)
        for text in (
            shown,
            shown.lower(),
            f" {code} ",
            " ".join(code),
            shown.replace("-", "\u2013"),
            shown.replace("-", "\u00a0"),
        ):
            self.assertEqual(short_code.read(text), code)

    def test_what_is_no_code_is_none(self):
        for text in ("", "ABCD-EFG", "ABCD-EFGHJ", "ABCD-EFG0", "ABCD-EFGI", "ÄBCD-EFGH", "ABCDEFG\0", None, b"ABCDEFGH"):
            with self.subTest(text=text):
                self.assertIsNone(short_code.read(text))

    def test_fingerprint_does_not_show_the_code_and_depends_on_the_key(self):
        code = short_code.make(KEY, NONCE)
        self.assertNotIn(code.lower(), short_code.fingerprint(KEY, code))
        self.assertNotEqual(short_code.fingerprint(KEY, code), short_code.fingerprint(b"other key", code))

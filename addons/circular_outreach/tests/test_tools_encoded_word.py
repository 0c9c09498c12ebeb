from email.header import decode_header, make_header

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.circular_outreach.tools.encoded_word import encode

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300)


class TestEncodedWord(BaseCase):
    @settings(deadline=None, derandomize=True)
    @given(text=WORDS, taken=st.integers(0, 80))
    def test_standard_library_reads_it_back(self, text, taken):
        self.assertEqual(str(make_header(decode_header(encode(text, taken)))), text)

    @settings(deadline=None, derandomize=True)
    @given(text=WORDS, taken=st.integers(0, 50))
    def test_no_line_is_longer_than_allowed_and_no_word_breaks_a_character(self, text, taken):
        first, *others = encode(text, taken).split("\r\n")
        self.assertLessEqual(taken + len(first), 76)
        for line in others:
            self.assertLessEqual(len(line), 76)
            self.assertRegex(line, r"^ =\?utf-8\?q\?[!-~]+\?=$")
        for line in (first, *others):
            self.assertTrue(str(make_header(decode_header(line.strip()))).isprintable() or not text.isprintable())

    def test_half_a_character_is_refused(self):
        with self.assertRaises(UnicodeEncodeError):
            encode("\ud800")

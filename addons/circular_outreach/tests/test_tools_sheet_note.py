import unittest

from hypothesis import given
from hypothesis import strategies as st

from ..tools import sheet_code, sheet_note
from ..tools.sheet_note import Statement, Unreadable

NUMBERS = st.frozensets(st.integers(1, 400), min_size=1, max_size=30)


def write_numbers(numbers, dash):
    """Write numbers as a clerk does: three and more in a row with a dash."""
    runs = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}{dash}{last}" for first, last in runs)


class TestSheetNote(unittest.TestCase):
    def _assert_says(self, text, *statements):
        expected = [Statement(page, is_all, frozenset(numbers)) for page, is_all, numbers in statements]
        self.assertEqual(sheet_note.read(text), expected, text)

    def test_all_but_some(self):
        for text in (
            "page 2: all but 3, 5, 9",
            "Seite 2: alle außer 3, 5, 9",
            "S. 2 alle bis auf 3,5 und 9",
            "Seite 2: 3, 5, 9 fehlen",
            "page 2: 3 5 9 absent",
            "Seite 2: 3, 5, 9 nicht da",
            "Blatt 2 ALLE DA AUSSER 3 & 5 & 9.",
        ):
            self._assert_says(text, (2, True, {3, 5, 9}))

    def test_only_some(self):
        for text in ("3-5, 20 da", "3 bis 5, 20", "3–5, 20 here", "rows 3 to 5 and 20 were present", "Zeilen 3 - 5, 20 sind da"):
            self._assert_says(text, (None, False, {3, 4, 5, 20}))

    def test_all_and_nobody(self):
        self._assert_says("alle", (None, True, ()))
        self._assert_says("Seite 1: niemand da", (1, False, ()))

    def test_several_pages(self):
        expected = (1, True, ()), (2, True, {12}), (3, False, {20, 21})
        self._assert_says("Seite 1: alle; Seite 2: alle außer 12; Seite 3: 20, 21", *expected)
        self._assert_says("page 1: all\npage 2: all but 12\npage 3: 20-21", *expected)
        self._assert_says("Seite 1 alle. Seite 2 alle außer 12. Seite 3 20-21 da.", *expected)

    def test_nothing_says_nothing(self):
        self._assert_says(" ; \n,. ")

    def test_what_cannot_be_understood_is_named(self):
        for text, token, why in (
            ("alle außer Meier", "meier", "unknown"),
            ("Seite zwei: alle", "seite zwei", "page"),
            ("Seite 2:", "2", "empty"),
            ("7-3 da", "7-3", "range"),
            ("5-", "5-", "range"),
            ("0, 3 da", "0", "number"),
            ("1-999999999", "999999999", "number"),
            ("alle 3", "alle 3", "unclear"),
            ("alle außer", "alle außer", "unclear"),
            ("3 da 5 fehlt", "3 da 5 fehlt", "unclear"),
            ("niemand 3", "niemand 3", "unclear"),
            ("Seite 1: alle; Seite 1: 3 fehlt", "1", "twice"),
        ):
            with self.subTest(text), self.assertRaises(Unreadable) as caught:
                sheet_note.read(text)
            self.assertEqual((caught.exception.token, caught.exception.why), (token, why))

    @given(
        st.lists(st.tuples(st.booleans(), NUMBERS), min_size=1, max_size=5), st.sampled_from(["-", " - ", "–", " bis ", " to "])
    )
    def test_what_is_written_is_read(self, pages, dash):
        """Whatever the numbers, the language and the dash."""
        text = "; ".join(
            f"{('Seite', 'page')[page % 2]} {page}: {('', ('alle außer ', 'all but ')[page % 2])[is_all]}{write_numbers(numbers, dash)}"
            for page, (is_all, numbers) in enumerate(pages, 1)
        )
        self._assert_says(text, *((page, is_all, numbers) for page, (is_all, numbers) in enumerate(pages, 1)))

    @given(
        st.text(max_size=60)
        | st.lists(st.sampled_from(["seite", "alle", "außer", "3", "-", "bis", "auf", "nicht", ";", "da"])).map(" ".join)
    )
    def test_nonsense_is_refused_and_breaks_nothing(self, text):
        try:
            statements = sheet_note.read(text)
        except Unreadable as refusal:
            self.assertTrue(refusal.why)
        else:
            self.assertTrue(all(number > 0 for statement in statements for number in statement.numbers))


class TestSheetCode(unittest.TestCase):
    def test_what_is_printed_is_read(self):
        for page in (1, 27, 112):
            code = sheet_code.make()
            self.assertEqual(sheet_code.read(sheet_code.show(code, page)), (code, page))

    def test_typed_as_people_type(self):
        for text in ("km4q7t-2", " KM4Q7T – 2 ", "KM4Q7T/2", "KM4Q7T 2"):
            self.assertEqual(sheet_code.read(text), ("KM4Q7T", 2))
        self.assertEqual(sheet_code.read("km4q7t"), ("KM4Q7T", None))

    def test_what_is_no_code(self):
        for text in ("", "KM4Q7", "KM4Q7T-", "4MKQ7T-2", "KM0Q7T-2", "KM4Q7T-2x", "https://county.example/KM4Q7T-2", None):
            self.assertIsNone(sheet_code.read(text))

from odoo.tests import BaseCase

from ..tools.answer_form import LINE, PARAGRAPH, AnswerForm


class TestAnswerForm(BaseCase):
    def test_anything_that_is_no_text_is_empty(self):
        form = AnswerForm({"answer": b"x", "comment": None, "reason": ["1"], "photo": object()})
        for name in ("answer", "comment", "reason", "photo", "missing"):
            self.assertEqual(form.text(name), "")

    def test_text_is_what_a_database_takes(self):
        self.assertEqual(AnswerForm({"comment": " a\0b\r\nc "}).text("comment"), "ab\nc")

    def test_number_is_whole_and_small_or_nothing(self):
        for text, number in (("12", 12), ("", 0), ("-1", 0), ("1.5", 0), ("٣", 0), ("9" * 30, 0), ("1 OR 1", 0)):
            self.assertEqual(AnswerForm({"reason": text}).number("reason"), number, text)

    def test_only_a_tick_is_a_tick(self):
        self.assertTrue(AnswerForm({"health-consent": "1"}).is_ticked("health-consent"))
        for text in ("", "0", "true", "11"):
            self.assertFalse(AnswerForm({"health-consent": text}).is_ticked("health-consent"))

    def test_companions_keep_their_place_and_those_beyond_the_limit_are_not_read(self):
        form = AnswerForm({"companion-1": "", "companion-2": "  Bo   Berg ", "companion-3": "Cy Cole"})
        self.assertEqual(form.get_companions(2), {2: "Bo Berg"})
        self.assertEqual(form.get_companions(0), {})

    def test_too_long_depends_on_the_field(self):
        form = AnswerForm({"comment": "x" * PARAGRAPH, "companion-1": "x" * (LINE + 1)})
        self.assertEqual(form.find_too_long(frozenset({"comment"})), ["companion-1"])
        self.assertEqual(AnswerForm({"comment": "x" * (PARAGRAPH + 1)}).find_too_long(frozenset({"comment"})), ["comment"])

    def test_says_whether_a_part_was_touched(self):
        form = AnswerForm({"correct-email": " ", "correct-phone": "1"})
        self.assertTrue(form.holds_any("correct-"))
        self.assertFalse(form.holds_any("correct-email"))

    def test_goes_along_to_another_page_without_its_token(self):
        form = AnswerForm({"csrf_token": "x", "comment": " On leave ", "diet": "", "companion-1": "Bo Berg"})
        self.assertEqual(form.get_filled(), {"comment": "On leave", "companion-1": "Bo Berg"})

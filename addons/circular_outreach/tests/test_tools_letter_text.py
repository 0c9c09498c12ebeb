from odoo.tests import BaseCase

from ..tools.letter_text import to_letter

URL = "https://county.example/rsvp/0123456789abcdef"
HOW = "<p>how to answer</p>"


class TestLetterText(BaseCase):
    def _convert(self, source):
        return to_letter(source, URL, HOW)

    def test_answer_links_give_way_to_how_to_answer(self):
        text = self._convert(
            f'<p>Come!</p><p><a href="{URL}?answer=accepted">Yes</a></p><p><a href="{URL}?answer=declined">No</a> | </p><p>Regards</p>'
        )
        self.assertEqual(text, "<div><p>Come!</p><div><p>how to answer</p></div><p>Regards</p></div>")

    def test_without_answer_links_it_stands_at_the_end(self):
        self.assertEqual(self._convert("<p>Come!</p>"), "<div><p>Come!</p><div><p>how to answer</p></div></div>")
        self.assertEqual(self._convert(""), "<div><div><p>how to answer</p></div></div>")

    def test_secret_address_is_never_printed(self):
        for source in (
            f'<p>Please <a href="{URL}">answer</a> soon.</p>',
            f'<div><a href="{URL}">{"Yes"}</a></div>',
            f'<table><tr><td style="background:url({URL})"><a href="{URL}?answer=accepted">Yes</a></td><td>or</td></tr></table>',
        ):
            text = self._convert(source)
            self.assertNotIn("rsvp", text)
            self.assertEqual(text.count("how to answer"), 1)
        self.assertIn("<p>Please answer soon.</p>", self._convert(f'<p>Please <a href="{URL}">answer</a> soon.</p>'))

    def test_how_to_answer_never_stands_within_a_table_or_list(self):
        for source in (
            f'<table><tr><td><a href="{URL}">Yes</a></td></tr><tr><td>free of charge</td></tr></table>',
            f'<ul><li><a href="{URL}">Yes</a></li><li>free of charge</li></ul>',
        ):
            text = self._convert(source)
            self.assertLess(text.index("how to answer"), text.index("free of charge"))
            self.assertTrue(text.startswith("<div><div><p>how to answer</p></div>"), text)

    def test_other_links_are_spelled_out(self):
        text = self._convert(
            '<p>See <a href="https://county.example/program/">the program</a>, write to <a href="mailto:a@b.example">a@b.example</a>.</p>'
        )
        self.assertIn("See the program (county.example/program), write to a@b.example.", text)

    def test_styles_scripts_and_foreign_pictures_go(self):
        text = self._convert(
            '<p style="color:red" class="x" onclick="y()">Red</p><script>alert(1)</script><!-- note -->'
            '<p><img src="https://tracker.example/p.png" alt="Our town hall" /> here</p><img src="data:image/png;base64,AA==" alt="Seal" />'
        )
        for gone in ("style", "class", "onclick", "script", "note", "tracker"):
            self.assertNotIn(gone, text)
        self.assertIn("Our town hall here", text)
        self.assertIn("data:image/png", text)

    def test_emphasis_lists_and_tables_stay(self):
        source = (
            '<p><strong>Bold</strong> and <em>soft</em></p><ul><li>one</li></ul><table><tr><td colspan="2">cell</td></tr></table>'
        )
        self.assertIn(source, self._convert(source))

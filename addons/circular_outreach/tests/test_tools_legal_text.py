from odoo.tests import BaseCase

from ..tools.legal_text import clean, find_gaps


class TestLegalText(BaseCase):
    def test_words_and_structure_stay(self):
        text = '<h2>Your rights</h2><p>You <strong>may</strong> ask <a href="https://county.example">us</a>.</p><ul><li>One</li></ul>'
        self.assertEqual(clean(text), text)

    def test_looks_and_programs_go(self):
        source = '<p style="color:red" class="x" onclick="f()">A<script>f()</script><img src="/web/image/1"/><span>B</span></p>'
        self.assertEqual(clean(source), "<p>AB</p>")

    def test_headings_stand_below_the_title_of_the_page(self):
        self.assertEqual(clean("<h1>A</h1><h5>B</h5>"), "<h2>A</h2><h3>B</h3>")

    def test_links_that_are_programs_lead_nowhere(self):
        for address in ("javascript:f()", " javascript:f()", "data:text/html,x", "//elsewhere.example"):
            self.assertEqual(clean(f'<a href="{address}">A</a>'), "<a>A</a>", address)

    def test_nothing_is_no_text(self):
        self.assertEqual(clean(""), "")
        self.assertEqual(clean(None), "")

    def test_gaps_are_found_once_in_their_order(self):
        self.assertEqual(find_gaps("By ⟨name⟩ until ⟨date⟩", None, "and ⟨name⟩"), ["⟨name⟩", "⟨date⟩"])

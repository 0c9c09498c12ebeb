from odoo.tests import BaseCase

from ..tools.plain_text import RULE, to_plain_text


class TestPlainText(BaseCase):
    def test_paragraphs_and_lines(self):
        self.assertEqual(
            to_plain_text("<h1>Title</h1><p>One\n  two<br/>three</p><p>Four</p>"), "Title\n\nOne two\nthree\n\nFour\n"
        )

    def test_link_shows_its_address(self):
        self.assertEqual(
            to_plain_text('<p><a href="https://x.example/a?b=1">Yes, I come</a>.</p>'), "Yes, I come: https://x.example/a?b=1 .\n"
        )

    def test_address_that_is_its_own_text_stands_once(self):
        self.assertEqual(to_plain_text('<p><a href="mailto:a@x.example">a@x.example</a></p>'), "a@x.example\n")
        self.assertEqual(to_plain_text('<p><a href="tel:+493731">+49 3731</a></p>'), "+49 3731\n")

    def test_lists_and_rules(self):
        self.assertEqual(
            to_plain_text("<p>A</p><ul><li>one</li><li>two</li></ul><hr/>B"), f"A\n\n- one\n\n- two\n\n{RULE}\n\nB\n"
        )

    def test_what_nobody_sees_is_left_out(self):
        page = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><!-- c --><p>Ümlaut &amp; more</p></body></html>"
        self.assertEqual(to_plain_text(page), "Ümlaut & more\n")

    def test_nothing_stays_nothing(self):
        self.assertEqual(to_plain_text("  "), "")

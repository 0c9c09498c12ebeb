from odoo.tests import BaseCase

from ..tools.mail_placeholder import ALLOWED, forbidden_in_html, forbidden_in_line
from ..tools.mail_word import WORDS, expand_html, expand_line, list_words, name_line, unknown_words


class TestMailWord(BaseCase):
    def test_every_word_becomes_something_a_mail_may_ask_for(self):
        self.assertLessEqual(set(WORDS), ALLOWED)
        for words in WORDS.values():
            for word in words:
                with self.subTest(word=word):
                    self.assertFalse(forbidden_in_line(expand_line(f"{{{{{word}}}}}")))
                    html = expand_html(f"<p>{{{{ {word} }}}}</p>")
                    self.assertFalse(forbidden_in_html(html) + unknown_words(html))

    def test_german_and_english_words_in_any_case(self):
        self.assertEqual(
            expand_line("Einladung: {{workshop}} am {{ TERMIN }}"),
            "Einladung: {{ object.event_name }} am {{ object.event_time }}",
        )
        self.assertEqual(expand_html("<p>{{Anrede}}</p>"), '<p><t t-out="object.salutation">Anrede</t></p>')

    def test_line_names_the_words_of_its_language(self):
        for text in ("{{ object.event_name }}: {{ object.event_time }}", "{{workshop}}: {{Termin}}"):
            self.assertEqual(name_line(text, "de_DE"), "{{Workshop}}: {{Termin}}")
            self.assertEqual(name_line(text, "en_US"), "{{workshop}}: {{date}}")
            self.assertEqual(name_line(text, None), "{{workshop}}: {{date}}")

    def test_named_line_says_the_same_and_what_nobody_knows_stays(self):
        for lang in ("de_DE", "en_US"):
            for word in list_words(lang):
                self.assertEqual(name_line(expand_line(word), lang), word)
        for text in ("{{Anrde}}", "{{ object.env }}", "{{ object.lang }}", "plain {text}"):
            self.assertEqual(name_line(text, "de_DE"), text)

    def test_answer_link_can_be_clicked(self):
        self.assertEqual(
            expand_html("{{Antwortlink}}"),
            '<a t-att-href="object.answer_url"><t t-out="object.answer_url">Antwortlink</t></a>',
        )

    def test_links_and_attributes_stay_as_they_are(self):
        source = '<a t-attf-href="{{ object.answer_url }}?answer=accepted">Ja</a>'
        self.assertEqual(expand_html(source), source)
        self.assertFalse(unknown_words(source))

    def test_unknown_words_stay_and_are_found(self):
        source = "<p>{{Anrde}} <b>{{ object.env }}</b></p>"
        self.assertEqual(expand_html(source), source)
        self.assertEqual(unknown_words(source), ["Anrde", "object.env"])

    def test_words_that_were_replaced_are_left_alone_the_second_time(self):
        for source in ("<p>{{Anrede}} {{Antwortlink}}</p>",):
            once = expand_html(source)
            self.assertEqual(expand_html(once), once)

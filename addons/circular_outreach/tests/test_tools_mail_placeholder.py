from odoo.tests import BaseCase

from ..tools.mail_placeholder import forbidden_in_html, forbidden_in_line


class TestMailPlaceholder(BaseCase):
    def test_shipped_forms_are_allowed(self):
        self.assertFalse(forbidden_in_line("Invitation: {{ object.event_name }}"))
        self.assertFalse(
            forbidden_in_html(
                '<p><t t-out="object.salutation">Dear</t> <a t-attf-href="{{ object.answer_url }}?answer=no">x</a></p>'
            )
        )
        self.assertFalse(forbidden_in_html("<a t-att-href='object.answer_url'>x</a>"))

    def test_anything_else_is_forbidden(self):
        for source in (
            '<t t-out="object.env"/>',
            "<t t-out='object.sudo()'/>",
            "<t t-out=object.env />",
            '<t t-if="True">x</t>',
            '<t t-set="a" t-value="1"/>',
            '<t t-call="web.login"/>',
            '<a t-attf-href="{{ object.env }}">x</a>',
            '<a t-attf-href="#{object.env}">x</a>',
            '<style><p t-out="object.env"/></style>',
            '<t t-out="object&#46;env"/>',
            '<t t-att-onclick="object.answer_url"/>',
            '<t T-OUT="env"/>',
            '<p class="x"T-Call="web.login">x</p>',
            '<a t-attf-href="&#123;&#123; env &#125;&#125;">x</a>',
            '<a t-attf-href="&#35;{env}">x</a>',
            "<t t-debug>x</t>",
        ):
            self.assertTrue(forbidden_in_html(source), source)

    def test_line_with_a_program_is_forbidden(self):
        for text in (
            "{{ object.env }}",
            "{{ object.event_name.upper() }}",
            "{{ object.event_name ||| x }}",
            "{{ object",
            "#{object.env}",
        ):
            self.assertTrue(forbidden_in_line(text), text)

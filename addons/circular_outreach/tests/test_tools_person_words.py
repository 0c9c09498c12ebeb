from odoo.tests import BaseCase

from ..tools.person_words import PersonWords

ERIKA = PersonWords(
    names=frozenset({("Erika", "Müller-Löwe")}),
    surnames=frozenset({"Müller-Löwe"}),
    addresses=frozenset({"erika.mueller@firm.example"}),
    numbers=frozenset({"+49 3731 998877"}),
    streets=frozenset({"Distelweg 5a"}),
)


class TestPersonWords(BaseCase):
    def _take_out(self, text):
        left = ERIKA.take_out(text, "…")
        if left != text:
            self.assertRegex(text.lower(), f"(?i){ERIKA.get_core()}", "what is quickly searched for is in every such text")
        return left

    def test_name_in_either_order_and_with_whatever_is_between(self):
        for text in (
            "Erika Müller-Löwe",
            "MÜLLER-LÖWE, ERIKA",
            "Erika_Müller-Löwe",
            "Erika&nbsp;Müller-Löwe",
            "<b>Erika</b> Müller-Löwe",
        ):
            self.assertEqual(self._take_out(f"Frau {text}!").replace("<b>", ""), "Frau …!", text)

    def test_surname_alone_only_as_a_word(self):
        self.assertEqual(self._take_out("Müller-Löwe kommt, Müller-Löwenstein nicht"), "… kommt, Müller-Löwenstein nicht")

    def test_first_name_alone_stays(self):
        self.assertEqual(self._take_out("Erika pflanzen"), "Erika pflanzen")

    def test_letters_as_json_writes_them(self):
        self.assertEqual(self._take_out(r'{"name": "M\u00fcller-L\u00f6we"}'), '{"name": "…"}')

    def test_address_in_text_link_and_quoted_printable(self):
        for text in (
            "erika.mueller@firm.example",
            "Erika.Mueller@Firm.Example",
            "erika.mueller%40firm.example",
            "erika.mueller=40firm.example",
        ):
            self.assertEqual(self._take_out(f"<{text}>"), "<…>", text)
        self.assertEqual(self._take_out("erika.mueller@firm.example.org"), "erika.mueller@firm.example.org")

    def test_number_however_it_is_written(self):
        for text in (
            "+49 3731 998877",
            "+493731998877",
            "0049 3731/998877",
            "03731 - 99 88 77",
            "+49 (0) 3731 998877",
            "(03731) 998877",
        ):
            self.assertEqual(self._take_out(f"Tel.: {text}, Fax"), "Tel.: …, Fax", text)
        self.assertEqual(self._take_out("137319988771"), "137319988771")

    def test_street_with_its_number(self):
        self.assertEqual(self._take_out("Distelweg 5a, Distelweg 5"), "…, Distelweg 5")

    def test_nobody_is_in_no_text(self):
        self.assertFalse(PersonWords())
        self.assertFalse(PersonWords().is_in("anything"))
        self.assertEqual(PersonWords().take_out("anything", "…"), "anything")

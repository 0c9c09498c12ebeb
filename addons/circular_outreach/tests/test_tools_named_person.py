from odoo.tests import BaseCase

from ..tools import named_person
from ..tools.named_person import NamedPerson, clean, find_faults

SOMEBODY = {"first_name": "Kim", "surname": "Muster", "email": "kim@firm.example"}


class TestNamedPerson(BaseCase):
    def test_reads_and_cleans_what_was_typed(self):
        person = named_person.read({"first_name": "  Kim\t", "surname": "von  Muster", "email": "kim@firm.example", "other": "x"})
        self.assertEqual(person, NamedPerson("Kim", "von Muster", "kim@firm.example"))
        self.assertEqual(person.name, "Kim von Muster")

    def test_no_line_break_survives(self):
        self.assertEqual(clean("kim@firm.example\r\nBcc: all@firm.example"), "kim@firm.example Bcc: all@firm.example")
        self.assertEqual(clean("Kim\u2028\u202eMuster\0"), "Kim Muster")

    def test_what_is_no_text_is_nothing(self):
        self.assertEqual(clean(None), "")
        self.assertEqual(clean(object()), "")

    def test_somebody_complete_has_no_faults(self):
        self.assertEqual(find_faults(NamedPerson(**SOMEBODY)), {})

    def test_says_what_is_missing(self):
        self.assertEqual(find_faults(NamedPerson()), dict.fromkeys(("first_name", "surname", "email"), "missing"))
        self.assertEqual(find_faults(NamedPerson("Kim", "Muster"), needs_email=False), {})

    def test_refuses_what_is_no_address(self):
        for email in ("kim", "kim@firm.example Bcc: all@firm.example", "a@b.example,c@d.example", "<kim@firm.example>"):
            with self.subTest(email=email):
                self.assertEqual(find_faults(NamedPerson(**{**SOMEBODY, "email": email})), {"email": "wrong"})

    def test_refuses_markup_and_links_in_names(self):
        for name in ("<b>Kim</b>", "http://evil.example/", "{{object}}"):
            with self.subTest(name=name):
                self.assertEqual(find_faults(NamedPerson(**{**SOMEBODY, "surname": name})), {"surname": "wrong"})

    def test_refuses_what_is_too_long(self):
        for field, length in named_person.LENGTHS.items():
            with self.subTest(field=field):
                self.assertEqual(find_faults(NamedPerson(**{**SOMEBODY, field: "x" * (length + 1)}))[field], "too_long")

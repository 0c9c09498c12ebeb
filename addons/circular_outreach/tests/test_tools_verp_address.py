from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import verp_address

KEY = b"secret"


class TestVerpAddress(BaseCase):
    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(st.integers(1, 2**31 - 1))
    def test_number_comes_back_whatever_the_case(self, number):
        address = verp_address.make(KEY, "bounce@county.example", number)
        self.assertLessEqual(len(address.partition("@")[0]), 64)
        self.assertEqual(verp_address.read(KEY, address), number)
        self.assertEqual(verp_address.read(KEY, address.upper()), number)

    def test_address_looks_as_bounce_mailboxes_expect(self):
        address = verp_address.make(KEY, "bounce@county.example", 17)
        self.assertRegex(address, r"^bounce\+outreach-17-[0-9a-f]{20}@county\.example$")

    def test_address_of_another_mail_cannot_be_made_from_it(self):
        address = verp_address.make(KEY, "bounce@county.example", 17)
        self.assertIsNone(verp_address.read(KEY, address.replace("-17-", "-18-")))
        self.assertIsNone(verp_address.read(b"other secret", address))

    def test_other_addresses_are_none(self):
        for address in (
            "",
            "bounce@county.example",
            "bounce+outreach-17@county.example",
            "bounce+outreach-0-" + "0" * 20 + "@x.example",
        ):
            with self.subTest(address=address):
                self.assertIsNone(verp_address.read(KEY, address))

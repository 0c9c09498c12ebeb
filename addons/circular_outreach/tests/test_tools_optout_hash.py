import hashlib
import hmac

from odoo.tests import BaseCase

from ..tools import optout_hash


def sql_hash(key, address):
    """Compute what PostgreSQL computes: encode(sha256(opad || sha256(ipad || convert_to(address, 'UTF8'))), 'hex')."""
    ipad, opad = optout_hash.pads(key)
    return hashlib.sha256(opad + hashlib.sha256(ipad + address.encode()).digest()).hexdigest()


class TestOptoutHash(BaseCase):
    def test_known_value_of_rfc_4231(self):
        self.assertEqual(
            optout_hash.digest(b"Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        )

    def test_sql_and_python_agree_for_keys_of_every_length(self):
        for length in (0, 1, 20, 32, 63, 64, 65, 131, 1000):
            key = bytes(range(256))[:length] if length < 256 else b"k" * length
            for address in ("info@muster.example", "info@müller.example", ""):
                expected = hmac.new(key, address.encode(), hashlib.sha256).hexdigest()
                self.assertEqual(sql_hash(key, address), expected, length)
                self.assertEqual(optout_hash.digest(key, address), expected, length)

    def test_pads_are_one_block_long(self):
        for key in (b"", b"k", b"k" * 64, b"k" * 65):
            self.assertEqual([len(pad) for pad in optout_hash.pads(key)], [64, 64])

    def test_other_keys_and_addresses_give_other_hashes(self):
        self.assertNotEqual(optout_hash.digest(b"a", "info@muster.example"), optout_hash.digest(b"b", "info@muster.example"))
        self.assertNotEqual(optout_hash.digest(b"a", "info@muster.example"), optout_hash.digest(b"a", "info@muster.example "))

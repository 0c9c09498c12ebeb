import hashlib
import hmac

from odoo.tests import BaseCase

from ..tools import answer_token

KEY = b"a key for tests"
NONCE = "0123456789abcdef0123456789abcdef"


class TestAnswerToken(BaseCase):
    def test_token_is_nonce_and_the_first_half_of_the_hmac(self):
        expected = hmac.new(KEY, NONCE.encode(), hashlib.sha256).hexdigest()[:32]
        self.assertEqual(answer_token.make(KEY, NONCE), NONCE + expected)

    def test_token_can_be_made_again(self):
        self.assertEqual(answer_token.make(KEY, NONCE), answer_token.make(KEY, NONCE))

    def test_own_token_is_verified(self):
        nonce = answer_token.new_nonce()
        self.assertTrue(answer_token.verify(KEY, *answer_token.split(answer_token.make(KEY, nonce))))

    def test_other_keys_and_nonces_are_refused(self):
        nonce, mac = answer_token.split(answer_token.make(KEY, NONCE))
        self.assertFalse(answer_token.verify(b"another key", nonce, mac))
        self.assertFalse(answer_token.verify(KEY, answer_token.new_nonce(), mac))

    def test_every_altered_digit_is_refused(self):
        token = answer_token.make(KEY, NONCE)
        for position in range(len(token)):
            altered = token[:position] + ("0" if token[position] != "0" else "1") + token[position + 1 :]
            self.assertFalse(answer_token.verify(KEY, *answer_token.split(altered)), position)

    def test_malformed_codes_are_simply_wrong(self):
        for mac in ("", "x", "ä" * 32, "\ud800", None, 1, "0" * 31, "0" * 64):
            self.assertFalse(answer_token.verify(KEY, NONCE, mac), mac)
        for nonce in ("", "ä", "\ud800", None):
            self.assertFalse(answer_token.verify(KEY, nonce, "0" * 32), nonce)

    def test_mail_programs_may_change_case_and_surroundings(self):
        token = answer_token.make(KEY, NONCE)
        for changed in (
            token.upper(),
            f" {token}\r\n",
            f"{token}.",
            f"{token}>",
            f"<{token}>.",
            f"{token},",
            f"\u201e{token}\u201c",
            f"{token}/",
            f"{token})!",
        ):
            self.assertEqual(answer_token.split(changed), (token[:32], token[32:]), changed)

    def test_what_is_no_token_is_none(self):
        token = answer_token.make(KEY, NONCE)
        for other in (
            "",
            " ",
            token[:-1],
            token + "0",
            f"{token[:32]}.{token[32:]}",
            "g" * 64,
            "\u0660" * 64,
            f"{token}?x=1",
            None,
            1,
            b"0" * 64,
        ):
            self.assertIsNone(answer_token.split(other), other)

    def test_malformed_nonces_make_no_token(self):
        for nonce in ("", NONCE.upper(), NONCE[:-1], NONCE + "0", "g" * 32, NONCE + "\n"):
            with self.assertRaises(ValueError):
                answer_token.make(KEY, nonce)

    def test_nonces_are_new_each_time(self):
        nonces = {answer_token.new_nonce() for _ in range(1000)}
        self.assertEqual(len(nonces), 1000)
        self.assertTrue(all(answer_token.NONCE.fullmatch(nonce) for nonce in nonces))

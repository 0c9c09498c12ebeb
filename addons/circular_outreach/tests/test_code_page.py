import io
import logging
import re
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..models.outreach_code_attempt import LIMIT_IN_TOTAL, LIMIT_PER_CLIENT
from ..tools import log_filter
from .common import OutreachCase

PAGE = "/einladung"


@tagged("post_install", "-at_install")
class TestCodePage(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contact())
        self.code = self.invitation.with_user(self.clerk)._give_code()
        self.attempts = self.env["outreach.code.attempt"]

    def _send(self, code, **values):
        page = self.url_open(PAGE)
        token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)[1]
        return self.url_open(PAGE, data={"csrf_token": token, "code": code, **values}, allow_redirects=False)

    def test_get_shows_a_form_and_changes_nothing(self):
        page = self.url_open(f"{PAGE}?code={self.code}")
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="code"', page.text)
        self.assertNotIn(self.code, page.text)
        self.assertFalse(self.attempts.search([]))
        for method in ("HEAD", "OPTIONS"):
            self.opener.request(method, f"{self.base_url()}{PAGE}?code=WRONGWRX", timeout=10)
        self.assertFalse(self.attempts.search([]))

    def test_code_leads_to_the_answer_page_however_it_is_typed(self):
        for typed in (self.code, self.code.lower().replace("-", " ")):
            response = self._send(typed)
            self.assertEqual(response.status_code, 303)
            self.assertTrue(response.headers["Location"].endswith(f"/rsvp/{self.invitation._get_token()}"))
        self.assertIn("Erika Muster", self.url_open(response.headers["Location"]).text)
        self.assertFalse(self.attempts.search([]))
        self.assertEqual(self.invitation.answer, "none")

    def test_wrong_revoked_and_expired_codes_get_the_same_answer(self):
        revoked = self._invite(self._make_contact("Rita Revoked"), title="Revoked")
        revoked_code = revoked._give_code()
        revoked.with_user(self.clerk).action_revoke_link()
        expired = self._invite(self._make_contact("Egon Expired"), title="Expired")
        expired_code = expired._give_code()
        expired.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        answers = []
        for wrong in ("2345-6789", "nonsense", revoked_code, expired_code, ""):
            response = self._send(wrong)
            self.assertEqual(response.status_code, 422)
            self.assertIn("+49 3731 000000", response.text)
            answers.append(re.sub(r'value="[^"]*"', "", response.text))
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(len(self.attempts.search([])), 5)

    def test_new_code_after_revoking_opens_again(self):
        self.invitation.with_user(self.clerk).action_revoke_link()
        new_code = self.invitation.with_user(self.clerk)._give_code()
        self.assertNotEqual(new_code, self.code)
        self.assertEqual(self._send(self.code).status_code, 422)
        self.assertEqual(self._send(new_code).status_code, 303)

    def test_after_too_many_wrong_codes_from_one_address_even_the_right_one_waits(self):
        for _try in range(LIMIT_PER_CLIENT):
            self.assertEqual(self._send("2345-6789").status_code, 422)
        response = self._send(self.code)
        self.assertEqual(response.status_code, 429)
        self.assertIn("+49 3731 000000", response.text)
        self.assertEqual(len(self.attempts.search([])), LIMIT_PER_CLIENT)
        self.attempts.search([]).tried_on = self.env.cr.now() - timedelta(hours=2)
        self.assertEqual(self._send(self.code).status_code, 303)

    def test_wrong_codes_from_many_addresses_are_limited_too(self):
        for number in range(LIMIT_IN_TOTAL):
            self.attempts._record(f"192.0.{number // 250}.{number % 250}")
        self.assertEqual(self._send(self.code).status_code, 429)

    def test_neighbour_may_still_try(self):
        for _try in range(LIMIT_PER_CLIENT):
            self.attempts._record("192.0.2.1")
        self.assertTrue(self.attempts._is_exhausted("192.0.2.1"))
        self.assertFalse(self.attempts._is_exhausted("192.0.2.2"))

    def test_client_cannot_hide_in_its_own_network(self):
        hashed = self.attempts._hash_client
        self.assertEqual(hashed("2001:db8::1"), hashed("2001:db8::ffff:1"))
        self.assertNotEqual(hashed("2001:db8::1"), hashed("2001:db8:0:1::1"))
        self.assertEqual(hashed("::ffff:192.0.2.1"), hashed("192.0.2.1"))
        self.assertNotIn("192.0.2.1", hashed("192.0.2.1"))
        self.assertEqual(hashed(None), hashed(""))

    def test_tries_are_forgotten_after_a_day(self):
        self.attempts._record("192.0.2.1")
        self.attempts._record("192.0.2.2")
        self.attempts.search([], limit=1).tried_on = self.env.cr.now() - timedelta(days=2)
        self.attempts._gc_attempts()
        self.assertEqual(len(self.attempts.search([])), 1)

    def test_forged_form_is_not_taken(self):
        for token in ("", "forged"):
            response = self.url_open(PAGE, data={"code": self.code, "csrf_token": token}, allow_redirects=False)
            self.assertEqual(response.status_code, 422)
        self.assertFalse(self.attempts.search([]))

    def test_odd_form_values_do_no_harm(self):
        self.assertEqual(self._send("\0" * 500).status_code, 422)
        self.assertEqual(self._send("x" * 500).status_code, 422)

    def test_page_is_private_and_needs_no_script(self):
        page = self.url_open(PAGE)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertNotIn("<script", page.text)

    def test_code_is_in_no_log(self):
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        log_filter.install([handler])
        root = logging.getLogger()
        access_log = logging.getLogger("werkzeug")
        self.addCleanup(access_log.setLevel, access_log.level)
        access_log.setLevel(logging.INFO)
        for logger in (root, access_log):
            logger.addHandler(handler)
            self.addCleanup(logger.removeHandler, handler)
        self._send(self.code)
        self.url_open(f"{PAGE}?code={self.code}")
        self.url_open(f"{PAGE}/{self.code}")
        self.assertIn("POST /einladung HTTP", written.getvalue())
        self.assertNotIn(self.code, written.getvalue())
        self.assertNotIn(self.code.replace("-", ""), written.getvalue())


class TestCodeStored(OutreachCase):
    def test_table_holds_no_code(self):
        invitation = self._invite(self._make_contact())
        code = invitation._give_code()
        self.env.flush_all()
        self.env.cr.execute("SELECT i::text FROM outreach_invitation i WHERE id = %s", [invitation.id])
        row = self.env.cr.fetchone()[0].upper()
        self.assertNotIn(code, row)
        self.assertNotIn(code.replace("-", ""), row)

    def test_two_invitations_never_share_a_code(self):
        first, second = self._invite(self._make_contacts(2))
        code = first._give_code()
        self.assertEqual(self.env["outreach.invitation"]._find_by_code(second._give_code()), second)
        # As if chance had given both the same code: the fingerprint of the second's code belongs to the first.
        fingerprint = second.code_fingerprint
        second.code_fingerprint = False
        self.env.flush_all()
        first.code_fingerprint = fingerprint
        before = second.nonce
        self.assertNotEqual(second._give_code(), code)
        self.assertNotEqual(second.nonce, before)
        self.assertNotEqual(second.code_fingerprint, fingerprint)

    def test_clerk_cannot_read_what_codes_are_found_by(self):
        fields = self.env["outreach.invitation"].with_user(self.clerk).fields_get()
        self.assertNotIn("code_fingerprint", fields)

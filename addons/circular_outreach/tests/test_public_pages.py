import io
import logging
import re
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..tools import log_filter
from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestPublicPages(HttpCase, OutreachCase):
    def setUp(self):
        super().setUp()
        self.contact = self._make_contact(lang="de_DE")
        self.invitation = self._invite(self.contact)
        self.path = f"/rsvp/{self.invitation._get_token()}"

    def _get_form(self, path):
        """Return what a visitor sees in the form: its hidden fields."""
        page = self.url_open(path)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))

    def _post(self, path, **values):
        return self.url_open(path, data={**self._get_form(path), **values}, allow_redirects=False)

    def test_get_shows_and_changes_nothing(self):
        page = self.url_open(f"{self.path}?answer=accepted")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Erika Muster", page.text)
        self.assertIn("Building in Circles", page.text)
        self.assertEqual(self.invitation.answer, "none")
        self.assertFalse(self.invitation.answer_ids)

    def test_head_and_options_change_nothing(self):
        for method in ("HEAD", "OPTIONS"):
            self.opener.request(method, f"{self.base_url()}{self.path}?answer=accepted", timeout=10)
            self.assertFalse(self.invitation.answer_ids)

    def test_link_may_preselect(self):
        page = self.url_open(f"{self.path}?answer=declined")
        self.assertRegex(page.text, r'id="answer-declined"[^>]*checked')

    def test_post_stores_and_leads_to_a_page_that_can_be_reloaded(self):
        response = self._post(self.path, answer="accepted", comment="Gern!")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.invitation.answer, "accepted")
        self.assertEqual(self.invitation.answer_ids.comment, "Gern!")
        self.assertEqual(self.invitation.registration_id.state, "open")
        result = self.url_open(response.headers["Location"])
        self.assertIn('role="status"', result.text)
        self.assertEqual(len(self.invitation.answer_ids), 1)

    def test_post_without_the_form_stores_nothing_and_loses_nothing(self):
        for form in ({}, {"csrf_token": "forged"}):
            response = self.url_open(self.path, data={"answer": "accepted", "comment": "Gern!", **form}, allow_redirects=False)
            self.assertEqual(response.status_code, 422)
            self.assertFalse(self.invitation.answer_ids)
            self.assertRegex(response.text, r'id="answer-accepted"[^>]*checked')
            self.assertIn("Gern!</textarea>", response.text)

    def test_answer_can_be_changed(self):
        self._post(self.path, answer="accepted")
        self._post(self.path, answer="declined")
        self.assertEqual(self.invitation.answer, "declined")
        self.assertEqual(self.invitation.registration_id.state, "cancel")

    def test_missing_answer_is_explained_on_the_page(self):
        response = self._post(self.path, answer="")
        self.assertEqual(response.status_code, 422)
        self.assertIn('role="alert"', response.text)

    def test_rewritten_link_works(self):
        self.assertEqual(self.url_open(f"{self.path}?utm_source=x&data=05%7C01&reserved=0").status_code, 200)

    def test_wrong_token_gets_the_same_friendly_page(self):
        token = self.invitation._get_token()
        pages = {self.url_open(f"/rsvp/{wrong}").text for wrong in ("x", token[:-1], token[::-1], "0" * 64)}
        self.assertEqual(len(pages), 1)
        self.assertNotIn("Erika Muster", pages.pop())

    def test_headers_keep_the_page_private(self):
        for path in (self.path, "/rsvp/wrong"):
            headers = self.url_open(path).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])

    def test_page_speaks_the_language_of_the_invitee(self):
        self.assertIn('lang="de"', self.url_open(self.path).text)
        self.assertIn("Nehmen Sie teil?", self.url_open(self.path).text)
        self.contact.lang = "en_US"
        self.assertIn("Will you take part?", self.url_open(self.path).text)

    def test_after_the_deadline_the_page_says_whom_to_call(self):
        self.invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        page = self.url_open(self.path)
        self.assertNotIn("<form", page.text)
        self.assertIn("+49 3731 000000", page.text)

    def test_one_click_unsubscribe_needs_no_cookie_and_repeats_well(self):
        path = f"/unsubscribe/{self.invitation._get_token('unsubscribe')}"
        for _again in range(2):
            response = self.url_open(path, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False)
            self.assertEqual(response.status_code, 200)
        opt_out = self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id)])
        self.assertEqual((opt_out.scope, opt_out.channel), ("purpose", "one_click"))

    def test_unsubscribe_page_asks_and_changes_nothing(self):
        page = self.url_open(f"/unsubscribe/{self.invitation._get_token('unsubscribe')}")
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="scope"', page.text)
        self.assertFalse(self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id)]))

    def test_unknown_unsubscribe_link_is_an_error_to_machines(self):
        self.assertEqual(self.url_open("/unsubscribe/wrong", data={"List-Unsubscribe": "One-Click"}).status_code, 404)

    def test_token_is_in_no_log(self):
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        log_filter.install([handler])
        access_log = logging.getLogger("werkzeug")
        self.addCleanup(access_log.setLevel, access_log.level)
        access_log.setLevel(logging.INFO)
        access_log.addHandler(handler)
        self.addCleanup(access_log.removeHandler, handler)
        self.url_open(f"{self.path}?answer=accepted")
        self.assertIn("GET /rsvp/…?… HTTP", written.getvalue())
        self.assertNotIn(self.invitation._get_token(), written.getvalue())

    def test_page_confirms_only_what_was_stored(self):
        self.assertNotIn('role="status"', self.url_open(f"{self.path}?saved=1").text)

    def test_odd_form_values_do_no_harm(self):
        self.assertEqual(self._post(self.path, answer="accepted", comment="a\0b").status_code, 303)
        self.assertEqual(self.invitation.answer_ids.comment, "ab")
        form = self._get_form(self.path)
        response = self.url_open(self.path, data={**form, "answer": "declined"}, files={"comment": b"x"}, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

import re
from datetime import timedelta
from email.message import EmailMessage

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(HttpCase, OutreachCase):
    """No more invitations, as mail programs (RFC 8058, RFC 2369) and people say it."""

    def setUp(self):
        super().setUp()
        self.contact = self._make_contact()
        self.invitation = self._invite(self.contact, user_id=self.clerk.id)
        self.token = self.invitation._get_token("unsubscribe")
        self.path = f"/unsubscribe/{self.token}"

    def _get_opt_outs(self):
        return self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id), ("withdrawn_on", "=", False)])

    def _post(self, path=None, **values):
        return self.url_open(path or self.path, data=values, allow_redirects=False)

    def test_one_click_is_taken_in_both_forms_of_the_standard(self):
        for body in ({"files": {"List-Unsubscribe": (None, "One-Click")}}, {"data": {"List-Unsubscribe": "One-Click"}}):
            with self.subTest(body=body):
                self._get_opt_outs().unlink()
                for _again in range(2):
                    response = self.url_open(self.path, allow_redirects=False, **body)
                    self.assertEqual(response.status_code, 200)
                    self.assertNotIn("Set-Cookie", response.headers)
                self.assertEqual(
                    self._get_opt_outs().mapped(lambda one: (one.scope, one.purpose, one.channel)),
                    [("purpose", "workshop", "one_click")],
                )

    def test_page_asks_how_much_and_changes_nothing(self):
        for method in ("GET", "HEAD", "OPTIONS"):
            response = self.opener.request(
                method, f"{self.base_url()}{self.path}?scope=everything&List-Unsubscribe=One-Click", timeout=10
            )
            self.assertNotIn("Set-Cookie", response.headers)
            self.assertFalse(self._get_opt_outs())
        page = self.url_open(self.path).text
        self.assertEqual(re.findall(r'name="scope"[^>]*value="(\w+)"', page), ["event", "purpose", "everything"])

    def test_each_choice_is_stored_as_chosen(self):
        for scope in ("event", "purpose", "everything"):
            self.assertEqual(self._post(scope=scope).status_code, 200)
        self.assertEqual(sorted(self._get_opt_outs().mapped("scope")), ["event", "everything", "purpose"])

    def test_form_that_chooses_nothing_stores_nothing_and_says_so(self):
        for values in ({"scope": ""}, {"scope": "all"}, {"other": "x"}):
            response = self._post(**values)
            self.assertEqual(response.status_code, 422)
            self.assertIn('role="alert"', response.text)
        self.assertFalse(self._get_opt_outs())

    def test_unknown_tokens_get_one_and_the_same_answer(self):
        altered = self.token[:-1] + ("1" if self.token.endswith("0") else "0")
        answers = {
            (response.status_code, response.text)
            for wrong in ("x", altered, "0" * 64, self.invitation._get_token("answer"))
            for response in (self._post(f"/unsubscribe/{wrong}", **{"List-Unsubscribe": "One-Click"}),)
        }
        self.assertEqual({status for status, _text in answers}, {404})
        self.assertEqual(len(answers), 1)

    def test_who_pressed_by_mistake_can_take_it_back_on_the_page(self):
        page = self._post(scope="everything").text
        regret = re.search(r'name="regret" value="([^"]+)"', page)[1]
        self.assertIn("Undone", self._post(regret=regret).text)
        self.assertFalse(self._get_opt_outs())
        self.assertIn("Undone", self._post(regret=regret).text, "pressing it twice is pressing it once")
        taken_back = self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id)])
        self.assertEqual(taken_back.mapped("withdrawal_channel"), ["page"], "both are kept")

    def test_what_was_said_earlier_or_to_the_office_cannot_be_taken_back_by_the_link(self):
        page = self._post(scope="everything").text
        regret = re.search(r'name="regret" value="([^"]+)"', page)[1]
        self._get_opt_outs().opted_out_on = fields.Datetime.now() - timedelta(hours=2)
        self.assertIn("no longer be undone", self._post(regret=regret).text)
        self.assertNotIn('name="regret"', self._post(scope="everything").text)
        self.invitation.action_opt_out()
        self.assertEqual(len(self._get_opt_outs()), 1)

    def test_regret_of_somebody_else_or_made_up_does_nothing(self):
        other = self._invite(self._make_contact("Otto Other"), title="Other")
        self._post(scope="everything")
        foreign = self._get_opt_outs()._make_regret(other)
        for regret in ("", "x", "AAAA", foreign, foreign[:-4] + "AAAA"):
            self.assertIn("no longer be undone", self._post(regret=regret).text)
        self.assertEqual(len(self._get_opt_outs()), 1)


class TestUnsubscribeByMail(OutreachCase):
    """The mail that a mail program writes to the address in the header (RFC 2369)."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.contact = self._make_contact()
        self.invitation = self._invite(self.contact, user_id=self.clerk.id)
        self.token = self.invitation._get_token("unsubscribe")

    def _receive(self, subject, text="", sender="erika.muster@firm.example"):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, "office@county.example", subject
        message["Message-ID"] = "<1@firm.example>"
        message.set_content(text)
        return self.env["mail.thread"].message_process(None, message.as_bytes())

    def _get_opt_outs(self):
        return self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id), ("withdrawn_on", "=", False)])

    def test_opts_out_of_this_kind_and_leaves_a_note(self):
        for subject in (f"unsubscribe {self.token}", f"[EXTERN] Unsubscribe {self.token.upper()}"):
            self._receive(subject)
        self.assertEqual((self._get_opt_outs().scope, self._get_opt_outs().channel), ("purpose", "one_click"))
        notes = self.invitation.message_ids.filtered(lambda one: "no more invitations of this kind" in (one.body or ""))
        self.assertEqual(len(notes), 1)
        self.assertFalse(self.invitation.activity_ids)

    def test_words_of_a_person_are_kept_and_have_to_be_read(self):
        self._receive(f"unsubscribe {self.token}", "Bitte streichen Sie auch meinen Kollegen.")
        self.assertTrue(self._get_opt_outs())
        self.assertIn("meinen Kollegen", "".join(self.invitation.message_ids.mapped(lambda one: one.body or "")))
        self.assertEqual(self.invitation.activity_ids.user_id, self.clerk)

    def test_words_of_a_mail_program_are_no_work_for_anybody(self):
        self._receive(f"unsubscribe {self.token}", "This message was automatically generated by a mail program.")
        self.assertTrue(self._get_opt_outs())
        self.assertFalse(self.invitation.activity_ids)

    def test_wrong_token_opts_nobody_out(self):
        for subject in ("unsubscribe", f"unsubscribe {'0' * 64}", f"unsubscribe {self.invitation._get_token('answer')}"):
            with self.assertRaises(ValueError):
                self._receive(subject)
        self.assertFalse(self._get_opt_outs())

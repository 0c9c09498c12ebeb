from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import MailCase


class TestStepPreview(MailCase):
    """A mail before it is sent: read for anybody, sent to oneself, and never a way to anybody's page."""

    def setUp(self):
        super().setUp()
        self.invitations = self._invite(
            self._make_contact("Erika Muster", lang="de_DE", outreach_salutation_kind="female") | self._make_contact("Max Smith")
        )
        self.step = self.invitations.campaign_id.step_ids.filtered(lambda step: step.kind == "invitation").with_user(self.clerk)

    def _open(self, **values):
        context = self.step.action_preview()["context"]
        return self.env["outreach.step.preview"].with_user(self.clerk).with_context(**context).create(values)

    def test_preview_for_any_invitee_in_any_language(self):
        erika, _max = self.invitations
        preview = self._open(invitation_id=erika.id)
        self.assertEqual((preview.lang, preview.subject), ("de_DE", "Einladung: Building in Circles"))
        self.assertIn("Sehr geehrte Frau Muster", preview.html)
        self.assertIn("wir laden Sie", preview.text)
        preview.lang = "en_US"
        self.assertEqual(preview.subject, "Invitation: Building in Circles")
        self.assertIn("Imprint", preview.html)

    def test_preview_holds_no_personal_link(self):
        preview = self._open()
        self.assertTrue(preview.invitation_id)
        self.assertIn("/rsvp/preview?answer=accepted", preview.html)
        self.assertIn("/unsubscribe/preview", preview.text)
        for purpose in ("answer", "unsubscribe"):
            self.assertNotIn(preview.invitation_id.sudo()._get_token(purpose), preview.html + preview.text)

    def test_test_mail_goes_to_the_user_and_says_what_it_is(self):
        self._open().action_send_test()
        self.assertEqual(self.mailbox.recipients(), ["clerk@county.example"])
        message = self.mailbox.parsed()[0]
        self.assertTrue(message["Subject"].startswith("[Test] "))
        for kind in ("html", "plain"):
            content = message.get_body((kind,)).get_content()
            self.assertIn("This is a test", content)
            self.assertIn("/rsvp/preview", content)
        self.assertFalse(self.invitations.delivery_ids)

    def test_user_without_an_address_is_told_so(self):
        self.clerk.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._open().action_send_test()

    def test_campaign_without_invitees_has_no_preview(self):
        step = self._make_campaign().step_ids[0].with_user(self.clerk)
        preview = self.env["outreach.step.preview"].with_user(self.clerk).create({"step_id": step.id})
        self.assertFalse(preview.subject)
        with self.assertRaisesRegex(UserError, "build the audience"):
            preview.action_send_test()

    def test_text_that_names_a_program_is_shown_as_a_fault(self):
        self.step.flush_recordset()
        self.env.cr.execute(
            'UPDATE outreach_campaign_step SET subject = \'{"en_US": "{{ object.env }}"}\' WHERE id = %s', [self.step.id]
        )
        self.step.invalidate_recordset()
        preview = self._open()
        self.assertFalse(preview.subject)
        self.assertIn("contains what a mail may not", preview.text)

    def test_words_a_clerk_types_become_placeholders(self):
        self.step.write({"subject": "Einladung: {{Workshop}}", "body": "<p>{{Anrede}}</p><p>{{Antwortlink}}</p>"})
        self.assertEqual(self.step.subject, "Einladung: {{ object.event_name }}")
        preview = self._open(invitation_id=self.invitations[0].id, lang="en_US")
        self.assertIn("Sehr geehrte Frau Muster", preview.html)
        self.assertIn("/rsvp/preview", preview.text)

    def test_word_nobody_knows_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Anrde"):
            self.step.body = "<p>{{Anrde}}</p>"


@tagged("-at_install", "post_install")
class TestTestMailPage(HttpCase):
    def test_links_of_a_test_mail_open_a_page_that_changes_nothing(self):
        for path in ("/rsvp/preview?answer=accepted", "/unsubscribe/preview"):
            with self.subTest(path=path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertIn("Testmail", page.text)
                self.assertNotIn("<form", page.text)

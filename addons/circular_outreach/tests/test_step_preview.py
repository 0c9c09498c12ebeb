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

    def test_words_a_clerk_types_are_filled_in(self):
        self.step.write({"subject": "Am {{Termin}}: {{ workshop }}", "body": "<p>{{Anrede}}</p><p>{{Antwortlink}}</p>"})
        self.assertEqual(self.step.subject, "Am {{date}}: {{workshop}}")
        preview = self._open(invitation_id=self.invitations[0].id, lang="en_US")
        self.assertRegex(preview.subject, r"^Am \w.* to .*: Building in Circles$")
        self.assertIn("Sehr geehrte Frau Muster", preview.html)
        self.assertIn("/rsvp/preview", preview.text)

    def test_subject_keeps_the_words_of_each_language(self):
        german = self.step.with_context(lang="de_DE")
        self.assertEqual((self.step.subject, german.subject), ("Invitation: {{workshop}}", "Einladung: {{Workshop}}"))
        self.step.update_field_translations("subject", {"de_DE": "Neu: {{ object.event_name }}", "en_US": "New: {{Workshop}}"})
        self.assertEqual((self.step.subject, german.subject), ("New: {{workshop}}", "Neu: {{Workshop}}"))
        self.assertEqual(self._open(invitation_id=self.invitations[0].id).subject, "Neu: Building in Circles")

    def test_subject_with_expressions_from_before_still_works(self):
        self.step.flush_recordset()
        self.env.cr.execute(
            "UPDATE outreach_campaign_step SET subject = jsonb_build_object('en_US', %s::text) WHERE id = %s",
            ["Invitation: {{ object.event_name }}", self.step.id],
        )
        self.step.invalidate_recordset()
        self.assertEqual(self._open(invitation_id=self.invitations[1].id).subject, "Invitation: Building in Circles")

    def test_sent_mail_has_its_words_filled_in(self):
        self.step.subject = "{{workshop}} for {{name}}"
        self._send_due()
        subjects = {message["To"].addresses[0].username: message["Subject"] for message in self.mailbox.parsed()}
        self.assertEqual(subjects["max.smith"], "Building in Circles for Max Smith")

    def test_word_nobody_knows_is_refused_and_the_known_ones_are_said_in_the_language_of_the_reader(self):
        for field in ("subject", "body"):
            with self.assertRaisesRegex(ValidationError, r"Anrde.*You can use: \{\{salutation\}\}, \{\{name\}\}"):
                self.step[field] = "<p>{{Anrde}}</p>"
            with self.assertRaisesRegex(ValidationError, r"Anrde.*\{\{Anrede\}\}, \{\{Name\}\}"):
                self.step.with_context(lang="de_DE")[field] = "<p>{{Anrde}}</p>"


@tagged("-at_install", "post_install")
class TestTestMailPage(HttpCase):
    def test_links_of_a_test_mail_open_a_page_that_changes_nothing(self):
        for path in ("/rsvp/preview?answer=accepted", "/unsubscribe/preview"):
            with self.subTest(path=path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertIn("Testmail", page.text)
                self.assertNotIn("<form", page.text)

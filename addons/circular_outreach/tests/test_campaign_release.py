import smtplib
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import MailCase, OutreachCase

at = datetime.fromisoformat


class ReleaseCase(OutreachCase):
    def setUp(self):
        super().setUp()
        self.contact = self._make_contact()
        self.campaign = self._make_campaign(answer_deadline=self.begin - timedelta(days=7)).with_user(self.clerk)
        self.campaign.action_build_audience()

    def _get_step(self, kind):
        return self.campaign.step_ids.filtered(lambda step: step.kind == kind)

    def _get_texts(self, is_blocker):
        return [finding["text"] for finding in self.campaign._find_problems() if finding["is_blocker"] == is_blocker]


class TestSendCheck(ReleaseCase):
    @contextmanager
    def _count_mails(self):
        """Yield a list that gets the step of every mail that is written meanwhile."""
        written, steps = [], type(self.env["outreach.campaign.step"])
        build = steps._build_preview

        def note(step, *args, **kwargs):
            written.append(step)
            return build(step, *args, **kwargs)

        with patch.object(steps, "_build_preview", note):
            yield written

    def _assert_blocked(self, words):
        self.assertTrue(any(words in text for text in self._get_texts(True)), self._get_texts(True))
        with self.assertRaisesRegex(UserError, "cannot be released"):
            self.campaign.action_release()

    def test_sound_campaign_has_no_findings(self):
        self.assertEqual(self.campaign._find_problems(), [])
        self.assertIn("nothing to object", self.campaign.check_html)

    def test_opening_the_form_writes_no_mail(self):
        with self._count_mails() as mails:
            self.assertIn("at first sight", self.campaign.check_html)
        self.assertFalse(mails)

    def test_opening_the_form_asks_the_database_no_more_for_more_steps(self):
        steps = self.campaign.step_ids

        def count_queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.campaign.check_html)
            return self.env.cr.sql_log_count - before

        count_queries()
        many = count_queries()
        (steps - self._get_step("invitation")).unlink()
        self.assertLessEqual(many, count_queries())
        self.assertLess(many, 40)

    def test_check_on_demand_and_release_read_one_mail_for_each_step_and_language(self):
        self._make_contact("Berta Deutsch", lang="de_DE")
        self.campaign.action_build_audience()
        with self._count_mails() as mails:
            action = self.campaign.action_check()
            self.assertIn("nothing to object.", self.campaign.browse(action["res_id"]).full_check_html)
        self.assertEqual(len(mails), 2 * len(self.campaign.step_ids))
        with self._count_mails() as mails:
            self.campaign.action_release()
        self.assertEqual(len(mails), 2 * len(self.campaign.step_ids))

    def test_fault_of_a_text_is_seen_at_first_sight_and_said_once(self):
        self._get_step("reminder").body = '<p>Look</p><img src="https://elsewhere.example/pixel.gif"/>'
        self.assertIn("It loads a picture", self.campaign.check_html)
        self.assertEqual(len(self._get_texts(True)), 1)

    def test_closed_campaign_is_not_checked(self):
        self.campaign.sudo().state = "closed"
        self.campaign.step_ids.unlink()
        self.assertNotIn("There is no step", self.campaign.check_html)

    def test_no_steps(self):
        self.campaign.step_ids.unlink()
        self._assert_blocked("There is no step")

    def test_no_sender(self):
        self.campaign.email_from = False
        self._assert_blocked("There is no sender")
        self.campaign.email_from = "office"
        self._assert_blocked("is not one mailbox")

    def test_sender_no_server_may_send_for(self):
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Other", "smtp_host": "127.0.0.1", "smtp_encryption": "none", "from_filter": "other.example"}
        )
        self._assert_blocked("may send for office@county.example")

    def test_no_postal_address(self):
        self.env.company.street = False
        self._assert_blocked("postal address")

    def test_no_source_of_an_address(self):
        self.env.company.outreach_source_text = False
        self._assert_blocked("Contacts without a source of their address: 1.")
        self.contact.outreach_source = "Internet"
        self.assertFalse(self._get_texts(True))

    def test_deadline_after_the_workshop_begins(self):
        self.campaign.answer_deadline = self.begin + timedelta(hours=1)
        self._assert_blocked("after the beginning")

    def test_deadline_that_has_passed(self):
        self.campaign.answer_deadline = fields.Datetime.now() - timedelta(hours=1)
        self._assert_blocked("has passed")

    def test_step_without_a_time(self):
        self._get_step("reminder").write({"timing": "fixed", "fixed_on": False})
        self._assert_blocked("“Reminder” has no time")

    def test_days_from_an_invitation_that_is_not_there(self):
        self._get_step("invitation").unlink()
        self._assert_blocked("counts days from an invitation")
        self.assertTrue(any("no invitation among" in text for text in self._get_texts(False)))

    def test_picture_from_elsewhere(self):
        self._get_step("reminder").body = '<p>Look</p><img src="https://elsewhere.example/pixel.gif"/>'
        self._assert_blocked("“Reminder” (en): It loads a picture")

    def test_layout_that_lost_its_link_to_object(self):
        layout = self.env.ref("circular_outreach.mail_legal")
        layout.with_context(lang=None).arch = layout.arch.replace("unsubscribe_url", "'https://county.example'")
        self._assert_blocked("no link to object")

    def test_time_of_the_past_is_a_warning(self):
        self._get_step("invitation").scheduled_on = fields.Datetime.now() - timedelta(days=1)
        self.assertTrue(any("“Invitation” is past" in text for text in self._get_texts(False)))
        self.assertFalse(self._get_texts(True))

    def test_reminder_after_the_deadline_is_a_warning(self):
        self._get_step("reminder").scheduled_on = self.begin - timedelta(days=1)
        self.assertTrue(any("reach nobody" in text for text in self._get_texts(False)))

    def test_four_eyes(self):
        self.env.company.outreach_four_eyes = True
        self._get_step("reminder").days = 9
        self._assert_blocked("You were the last to change")
        colleague = new_test_user(self.env, "colleague_test", "circular_outreach.group_sender")
        self.campaign.with_user(colleague).action_release()
        self.assertEqual(self.campaign.state, "released")


class TestReleaseDialog(ReleaseCase):
    def _open(self):
        context = self.campaign.action_open_release()["context"]
        return self.env["outreach.release"].with_user(self.clerk).with_context(**context).create({})

    def test_dialog_says_what_will_happen(self):
        self._make_contact("Berta Nomail", email=False)
        self.campaign.action_build_audience()
        wizard = self._open()
        self.assertFalse(wizard.is_blocked)
        self.assertEqual(wizard._prepare_summary()["ways"], {"mail": 1, "letter": 0, "none": 1})
        self.assertIn("No address", wizard.summary_html)
        self.assertIn("10 days after the invitation", wizard.summary_html)
        self.assertEqual(wizard.subject, "Invitation: Building in Circles")
        self.assertIn("we cordially invite you", wizard.preview_html)
        wizard.action_release()
        self.assertEqual(self.campaign.state, "released")

    def test_dialog_is_blocked_by_the_send_check(self):
        self.env.company.outreach_imprint_url = False
        wizard = self._open()
        self.assertTrue(wizard.is_blocked)
        self.assertIn("“Imprint” is not set", wizard.check_html)

    def test_server_that_does_not_answer_blocks(self):
        def refuse(*_args, **_kwargs):
            raise smtplib.SMTPServerDisconnected("gone")

        with patch.object(IrMail_Server, "_connect__", refuse):
            wizard = self._open()
            self.assertTrue(wizard.is_blocked)
            self.assertIn("does not answer", wizard.check_html)

    def test_dialog_without_anybody_to_write_to(self):
        self.campaign.rule_domain = "[('id', '=', 0)]"
        self.campaign.action_build_audience()
        wizard = self._open()
        self.assertTrue(wizard.is_blocked)
        self.assertFalse(wizard.preview_html)


class TestWhatHappensNext(ReleaseCase):
    """The header, from draft to the end."""

    def _release(self):
        with patch.object(fields.Datetime, "now", lambda *_args: at("2031-02-01 11:00")):
            self.campaign.state = "released"

    def setUp(self):
        super().setUp()
        self.event.write({"date_begin": "2031-04-08 07:00:00", "date_end": "2031-04-08 13:00:00"})
        self.campaign = self.campaign.with_context(lang="en_US")
        self.campaign.answer_deadline = at("2031-04-01 10:00")

    def test_draft(self):
        self._make_contact("Berta Nomail", email=False)
        self.campaign.action_build_audience()
        self.assertEqual(
            self.campaign.next_step_text,
            "1 invitation goes out once you release. 1 contact needs your attention.",
        )
        self._get_step("invitation").scheduled_on = at("2031-02-03 07:00")
        self.assertIn("Once released: 1 invitation goes out, Mon, Feb 3, 08:00.", self.campaign.next_step_text)

    def test_before_the_audience_and_without_one(self):
        self.assertIn("Build the audience", self._make_campaign().next_step_text)
        self.campaign.rule_domain = "[('id', '=', 0)]"
        self.campaign.action_build_audience()
        self.assertEqual(self.campaign.next_step_text, "Nobody would be written to.")

    def test_released(self):
        self._make_contact("Second Guest")
        for name in ("Berta Nomail", "Carl Nomail"):
            self._make_contact(name, email=False)
        self.campaign.action_build_audience()
        self._release()
        self.assertEqual(
            self.campaign.next_step_text, "2 invitations go out on Mon, Feb 3, 08:00. 2 contacts need your attention."
        )
        self.assertEqual(
            self.campaign.with_context(lang="de_DE").next_step_text,
            "2 Einladungen gehen am Mo., 3. Feb., 08:00 Uhr hinaus. 2 Kontakte brauchen Ihre Aufmerksamkeit.",
        )

    def test_running(self):
        self._release()
        self._get_step("invitation")._create_deliveries()
        self.assertEqual(self.campaign.next_step_text, "Mails going out now: 1.")
        self.campaign.step_ids.sudo().delivery_ids._set_sent()
        self._get_step("invitation").sudo().started_on = at("2031-02-03 07:00")
        self.assertEqual(self.campaign.next_step_text, "Next: “Reminder” on Thu, Feb 13, 09:00. Recipients as things stand: 1.")

    def test_all_steps_have_begun(self):
        self._release()
        self.campaign.step_ids.filtered(lambda step: step.timing != "on_demand").started_on = at("2031-02-03 07:00")
        self.assertIn("All steps have begun", self.campaign.next_step_text)

    def test_paused_and_closed(self):
        self._release()
        self.campaign.action_pause()
        self.assertIn("Paused since", self.campaign.next_step_text)
        self.campaign.action_resume()
        self.assertNotIn("Paused", self.campaign.next_step_text)
        self.campaign.action_close()
        self.assertEqual(self.campaign.next_step_text, "Closed. Nothing more is sent.")

    def test_new_date(self):
        self._release()
        self._get_step("invitation")._create_deliveries()
        self.event.date_begin = "2031-04-08 08:00:00"
        self.assertIn("has a new date or place. Press “Send Now” beside “Date changed”", self.campaign.next_step_text)
        self._get_step("date_changed").action_send_now()
        self.assertNotIn("new date", self.campaign.next_step_text)

    def test_cancelled_workshop(self):
        self._release()
        self.event.kanban_state = "cancel"
        self.assertIn("Press “Send Now” beside “Cancellation”", self.campaign.next_step_text)
        self._get_step("cancellation").sudo().started_on = fields.Datetime.now()
        self.assertEqual(self.campaign.next_step_text, "The workshop is cancelled. Nothing more is sent.")


class TestPause(MailCase):
    def setUp(self):
        super().setUp()
        self.invitations = self._invite(self._make_contacts(2))
        self.campaign = self.invitations.campaign_id

    def test_paused_campaign_opens_and_sends_nothing(self):
        self.campaign.with_user(self.clerk).action_pause()
        self._send_due()
        self.assertFalse(self.campaign.step_ids.delivery_ids)
        self.campaign.paused_on = False
        self.env["outreach.campaign.step"]._run_due()
        self.campaign.action_pause()
        self._send_due()
        self.assertFalse(self.mailbox.messages)
        self.campaign.with_user(self.clerk).action_resume()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)

    def test_closing_ends_the_pause(self):
        self.campaign.action_pause()
        self.campaign.action_close()
        self.assertFalse(self.campaign.paused_on)
        self.campaign.action_reopen()
        self.assertEqual(self.campaign.state, "released")

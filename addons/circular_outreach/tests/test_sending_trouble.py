from datetime import timedelta

from odoo import fields

from odoo.addons.circular_outreach.models.outreach_delivery import MOST_ATTEMPTS
from odoo.addons.circular_outreach.models.outreach_delivery_sender import FEWEST_SESSIONS
from odoo.addons.circular_outreach.tools.smtp_watch import LOST_IN_A_ROW

from .common import MailCase

DECIDE = "circular_outreach.mail_activity_type_decide"
SENDER = "odoo.addons.circular_outreach.models.outreach_delivery_sender"


class TestSendingTrouble(MailCase):
    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.contacts = self._make_contacts(30)
        self.invitations = self._invite(self.contacts, user_id=self.clerk.id)
        self.campaign = self.invitations.campaign_id

    def _refuse(self, contacts, reply):
        for contact in contacts:
            self.mailbox.refuse[contact.email_normalized] = reply

    def _count(self):
        states = self.invitations.delivery_ids.mapped("state")
        return {state: states.count(state) for state in set(states)}

    def test_refused_address_is_a_to_do_and_marks_the_contact(self):
        self._refuse(self.contacts[0], "550 5.1.1 no such user")
        self._send_due()
        to_do = self.invitations[0].activity_ids
        self.assertEqual((to_do.user_id, to_do.summary), (self.clerk, "Address of Guest Number000 is dead"))
        self.assertIn("no such user", to_do.note)
        self.assertEqual(self.contacts[0].message_bounce, 1)
        self.assertFalse(self.campaign.paused_on)

    def test_mail_refused_for_its_sender_is_a_to_do_and_marks_nobody(self):
        self._refuse(self.contacts[0], "550 5.7.1 blocked by policy")
        self._send_due()
        self.assertEqual(self.invitations[0].activity_ids.summary, "Mail to Guest Number000 was refused")
        self.assertEqual(self.contacts[0].message_bounce, 0)

    def test_refused_address_that_was_corrected_is_written_to_at_once(self):
        self._refuse(self.contacts[0], "550 5.1.1 no such user")
        self._send_due()
        wizard = (
            self.env["outreach.remedy"]
            .with_user(self.clerk)
            .create({"invitation_ids": [(6, 0, self.invitations[0].ids)], "way": "address", "email": "new@firm.example"})
        )
        wizard.action_apply()
        self._send_due()
        self.assertIn("new@firm.example", self.mailbox.recipients())

    def test_campaign_pauses_itself_when_many_are_refused(self):
        self._refuse(self.contacts[5:], "550 5.1.1 no such user")
        self._send_due()
        self.assertTrue(self.campaign.paused_on)
        counts = self._count()
        self.assertEqual(counts["sent"], 5)
        self.assertLess(counts["failed"], 25, "the rest of the list was spared")
        self.assertEqual(counts["failed"] + counts["ready"], 25)
        to_do = self.campaign.activity_ids
        self.assertEqual(
            (to_do.user_id, to_do.summary), (self.clerk, "Too many mails were not delivered: the campaign is paused")
        )

    def test_server_that_refuses_everybody_stops_the_campaign_and_marks_nobody(self):
        self._refuse(self.contacts, "550 5.7.1 this server is on a list")
        self._send_due()
        self.assertTrue(self.campaign.paused_on)
        self.assertLess(self._count()["failed"], 30)
        to_do = self.campaign.activity_ids
        self.assertEqual(to_do.summary, "The mail server refuses all mails: the campaign is paused")
        self.assertIn("this server is on a list", to_do.note)
        self.assertFalse(any(self.contacts.mapped("message_bounce")))
        self.assertFalse(self.invitations.activity_ids)

    def test_server_that_does_not_take_the_sender_loses_no_mail(self):
        self.mailbox.refuse_sender = "550 5.7.60 not allowed to send as this sender"
        self._send_due()
        self.assertTrue(self.campaign.paused_on)
        self.assertEqual(self._count(), {"ready": 30}, "nothing failed: all can still go out")
        self.assertIn("not allowed to send as this sender", self.campaign.activity_ids.note)
        self.mailbox.refuse_sender = None
        self.campaign.with_user(self.clerk).action_resume()
        self.invitations.delivery_ids.retry_on = False
        self._send_due()
        self.assertEqual(self._count(), {"sent": 30})

    def test_mail_nobody_takes_for_two_days_has_failed_and_is_a_to_do(self):
        self._refuse(self.contacts[0], "450 4.2.1 try later")
        self.env["outreach.campaign.step"]._run_due()
        delivery = self.invitations[0].delivery_ids
        delivery.attempts = MOST_ATTEMPTS - 2
        self._send_due()
        self.assertEqual(delivery.state, "ready")
        delivery.retry_on = False
        self._send_due()
        self.assertEqual((delivery.state, delivery.failure), ("failed", "450 4.2.1 try later"))
        self.assertEqual(self.invitations[0].activity_ids.summary, "Mail to Guest Number000 was not sent")
        self.mailbox.refuse.clear()
        delivery.with_user(self.clerk).action_send_again()
        self._send_due()
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 1))

    def test_server_that_is_away_puts_off_the_whole_campaign_and_nobody_else(self):
        self.env["outreach.campaign.step"]._run_due()
        batch = self.env["outreach.delivery"]._claim(10)
        port, self.env["ir.mail_server"].search([]).smtp_port = self.port, self._find_free_port()
        with self.assertLogs(SENDER, "WARNING"):
            batch._send_batch({})
        self.assertTrue(all(one.retry_on > fields.Datetime.now() for one in self.invitations.delivery_ids))
        self.env["ir.mail_server"].search([]).smtp_port = port
        other = self._invite(self._make_contact("Otto Other"), title="Other")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), other.mapped("email_normalized"))

    def test_server_that_keeps_breaking_off_is_left_alone(self):
        self.mailbox.hang_up_always = True
        with self.assertLogs(SENDER, "WARNING"):
            self._send_due()
        deliveries = self.invitations.delivery_ids
        self.assertLess(self.mailbox.sessions, LOST_IN_A_ROW + FEWEST_SESSIONS)
        self.assertEqual(self._count(), {"ready": 30})
        self.assertTrue(all(one.retry_on for one in deliveries))

    def test_stopped_campaign_says_what_was_not_sent_and_takes_it_up_again(self):
        self.env["outreach.campaign.step"]._run_due()
        batch = self.env["outreach.delivery"]._claim(10)
        self.campaign.with_user(self.clerk).action_close()
        batch._send_batch({})
        self._send_due()
        self.assertFalse(self.mailbox.messages, "it stops within the batch")
        self.assertEqual(self._count(), {"skipped": 30})
        self.assertEqual(set(self.invitations.delivery_ids.mapped("failure")), {"Not sent: the campaign was stopped before."})
        self.campaign.with_user(self.clerk).action_reopen()
        self.campaign.state = "running"
        self._send_due()
        self.assertEqual(self._count(), {"sent": 30})

    def _leave_in_doubt(self, number):
        self.env["outreach.campaign.step"]._run_due()
        doubtful = self.invitations[:number].delivery_ids
        doubtful.write({"state": "sending", "claimed_on": fields.Datetime.now() - timedelta(hours=1)})
        self._send_due()
        return doubtful

    def test_mails_in_doubt_are_a_to_do_until_they_are_decided(self):
        doubtful = self._leave_in_doubt(3)
        self._send_due()
        to_do = self.campaign.activity_ids
        self.assertEqual((to_do.user_id, to_do.summary), (self.clerk, "Decide whether mails have arrived: 3"))
        self.assertEqual(self.campaign.doubtful_count, 3)
        doubtful[0].with_user(self.clerk).action_mark_sent()
        self.assertEqual(doubtful.mapped("state"), ["sent", "sending", "sending"])
        self.assertTrue(self.campaign.activity_search([DECIDE]))
        self.campaign.invalidate_recordset(["doubtful_count"])
        self.campaign.with_user(self.clerk).action_send_doubtful_again()
        self.assertFalse(self.campaign.activity_search([DECIDE]))
        self._send_due()
        self.assertEqual(self._count(), {"sent": 30})
        guests = [address for address in self.mailbox.recipients() if address.startswith("guest")]
        self.assertEqual(len(guests), 29)

    def test_mails_in_doubt_can_be_taken_for_sent_all_at_once(self):
        doubtful = self._leave_in_doubt(3)
        self.campaign.with_user(self.clerk).action_mark_doubtful_sent()
        self.assertEqual(set(doubtful.mapped("state")), {"sent"})
        self.assertFalse(self.campaign.activity_search([DECIDE]))

    def test_progress_says_how_many_are_out_and_how_fast(self):
        self._refuse(self.contacts[0], "550 5.7.1 blocked by policy")
        self.env["outreach.campaign.step"]._run_due()
        self.env["outreach.delivery"]._claim(11)._send_batch({})
        campaign = self.campaign.with_user(self.clerk)
        self.assertTrue(campaign.is_sending)
        progress = campaign.sending_progress
        self.assertEqual((progress["sent"], progress["failed"], progress["is_moving"]), (33.3, 3.3, True))
        self.assertEqual(progress["text"], "10 of 30 mails sent · 19 waiting · 1 failed · 60 a minute · about a minute left")

    def test_progress_heeds_the_pace(self):
        self.env["ir.mail_server"].search([]).outreach_minute_limit = 10
        self.env["outreach.campaign.step"]._run_due()
        self.assertIn("10 a minute · about 3 minutes left", self.campaign.sending_progress["text"])
        self.env.company.outreach_domain_limit = 2
        self.campaign.invalidate_recordset(["sending_progress"])
        self.assertIn("about 15 minutes left", self.campaign.sending_progress["text"])

    def test_progress_of_a_paused_campaign_stands_still(self):
        self.env["outreach.campaign.step"]._run_due()
        self.campaign.action_pause()
        self.assertFalse(self.campaign.sending_progress["is_moving"])
        self.assertIn("paused", self.campaign.sending_progress["text"])

    def test_progress_says_when_the_next_try_is(self):
        self._refuse(self.contacts, "450 4.2.1 try later")
        self._send_due()
        self.assertIn("30 are tried again from", self.campaign.sending_progress["text"])
        self.assertIn("450 4.2.1 try later", self.campaign.sending_progress["text"])

    def test_progress_is_gone_when_all_is_sent(self):
        self.assertEqual(self.campaign.sending_progress["text"], "The mails are being prepared …")
        self._send_due()
        self.campaign.invalidate_recordset()
        self.assertFalse(self.campaign.is_sending)

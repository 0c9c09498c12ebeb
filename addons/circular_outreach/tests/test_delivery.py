import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.smtp_courier import Outcome, Parcel
from .common import MailCase


class TestDelivery(MailCase):
    def setUp(self):
        super().setUp()
        self.contacts = self._make_contacts(3)
        self.invitations = self._invite(self.contacts)
        self.campaign = self.invitations.campaign_id

    def test_each_recipient_gets_one_mail(self):
        self._send_due()
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), sorted(self.contacts.mapped("email_normalized")))
        self.assertEqual(set(self.campaign.step_ids.delivery_ids.mapped("state")), {"sent"})
        self.assertTrue(all(self.invitations.mapped("sent_on")))
        self.assertEqual(self.campaign.state, "running")

    def test_nothing_leaves_before_release(self):
        self.campaign.state = "draft"
        self._send_due()
        self.assertFalse(self.mailbox.messages)

    def test_reminder_reaches_only_the_silent(self):
        self._send_due()
        self.invitations[0]._answer("accepted", "page")
        self.invitations[1]._answer("declined", "page")
        self.mailbox.messages.clear()
        self.invitations.sent_on = self.invitations.delivery_ids.sent_on = fields.Datetime.now() - timedelta(days=4)
        reminder = self.campaign.step_ids.filtered(lambda step: step.kind == "reminder")
        reminder.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self._send_due()
        reminders = [message["To"] for message in self.mailbox.parsed() if message["Subject"].startswith("Reminder")]
        self.assertEqual(len(reminders), 1)
        self.assertIn(self.contacts[2].email_normalized, reminders[0])
        self.assertEqual(reminder.delivery_ids.invitation_id, self.invitations[2])

    def test_late_invitee_is_not_reminded_at_once(self):
        self.campaign.step_ids.filtered(lambda step: step.kind == "reminder").scheduled_on = fields.Datetime.now() - timedelta(
            hours=1
        )
        self._send_due()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 3)

    def test_logistics_reach_late_acceptors_too(self):
        logistics = self.campaign.step_ids.filtered(lambda step: step.kind == "logistics")
        logistics.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self.invitations[0]._answer("accepted", "page")
        self._send_due()
        self.invitations[1]._answer("accepted", "page")
        self._send_due()
        self.assertEqual(logistics.delivery_ids.invitation_id, self.invitations[:2])

    def test_who_opts_out_after_release_is_left_out(self):
        self.env["outreach.opt.out"]._record(self.invitations[0], "everything", "page")
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)
        skipped = self.invitations[0].delivery_ids
        self.assertEqual((skipped.state, skipped.failure), ("skipped", "Objects to being written to"))
        self.assertEqual(self.invitations[0].verdict, "objection")

    def test_refused_recipient_is_final_and_shows_the_words_of_the_server(self):
        self.mailbox.refuse[self.contacts[1].email_normalized] = "550 5.1.1 no such user"
        self._send_due()
        failed = self.invitations[1].delivery_ids
        self.assertEqual((failed.state, failed.failure), ("failed", "550 5.1.1 no such user"))
        self.assertFalse(self.invitations[1].sent_on)
        self.assertEqual(len(self.mailbox.messages), 2)

    def test_failed_mail_can_be_sent_again(self):
        address = self.contacts[1].email_normalized
        self.mailbox.refuse[address] = "554 5.7.1 not from you"
        self._send_due()
        del self.mailbox.refuse[address]
        self.invitations[1].delivery_ids.action_send_again()
        self._send_due()
        self.assertEqual(self.invitations[1].delivery_ids.state, "sent")
        self.assertEqual(self.invitations[1].delivery_ids.attempts, 1, "a person's word begins anew")

    def test_sent_mail_is_not_sent_again(self):
        self._send_due()
        with self.assertRaisesRegex(UserError, "Only mails that failed"):
            self.invitations[0].delivery_ids.action_send_again()

    def test_mails_wait_while_no_server_answers(self):
        server = self.env["ir.mail_server"].search([])
        server.smtp_port = self._find_free_port()
        with self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_sender", "WARNING"):
            self._send_due()
        waiting = self.campaign.step_ids.delivery_ids
        self.assertEqual(set(waiting.mapped("state")), {"ready"})
        self.assertTrue(all(delivery.retry_on > fields.Datetime.now() for delivery in waiting))
        server.smtp_port = self.port
        waiting.retry_on = fields.Datetime.now()
        self._send_due()
        self.assertEqual(set(waiting.mapped("state")), {"sent"})

    def test_server_that_is_busy_gets_the_mail_later(self):
        self.mailbox.refuse[self.contacts[1].email_normalized] = "450 4.2.1 try later"
        self._send_due()
        waiting = self.invitations[1].delivery_ids
        self.assertEqual((waiting.state, waiting.failure), ("ready", "450 4.2.1 try later"))
        self.assertEqual(len(self.mailbox.messages), 2)

    def test_mails_a_sender_had_taken_when_it_died_go_out_later(self):
        self.env["outreach.campaign.step"]._run_due()
        claimed = self.env["outreach.delivery"]._claim(1)
        self.assertFalse(claimed.is_fate_unknown)
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2, "the other may still be alive")
        claimed.claimed_on = fields.Datetime.now() - timedelta(hours=1)
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), sorted(self.contacts.mapped("email_normalized")))

    def test_mail_that_was_on_the_wire_when_its_sender_died_waits_for_a_person(self):
        self.env["outreach.campaign.step"]._run_due()
        claimed = self.env["outreach.delivery"]._claim(1)
        claimed.write({"state": "sending", "claimed_on": fields.Datetime.now() - timedelta(hours=1)})
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)
        self.assertTrue(claimed.is_fate_unknown)
        self.assertEqual(self.env["outreach.delivery"].search([("is_fate_unknown", "=", True)]), claimed)
        claimed.action_mark_sent()
        self.assertEqual(claimed.state, "sent")

    def test_connection_that_breaks_while_a_mail_is_handed_over_leaves_it_to_a_person(self):
        self.mailbox.hang_up_after = 1
        self._send_due()
        deliveries = self.invitations.delivery_ids
        unknown = deliveries.filtered("is_fate_unknown")
        self.assertEqual(len(unknown), 1)
        self.assertEqual(set((deliveries - unknown).mapped("state")), {"sent"})
        self.assertEqual(len(self.mailbox.messages), 3)
        self.assertTrue(unknown.message_id, "a report about it would be recognised")

    def test_report_that_is_quicker_than_the_server_s_yes_is_not_forgotten(self):
        self.env["outreach.campaign.step"]._run_due()
        mail = self.env["outreach.delivery"]._claim(1)
        parcel = Parcel(mail.id, "<1@county.example>", "office@county.example", "guest@firm.example", b"")
        self.assertEqual(mail._record([], [parcel]), {mail.id})
        mail.invalidate_recordset()
        mail.write({"state": "bounced", "failure": "550 5.1.1 no such user"})
        self.env.flush_all()
        mail._record([Outcome(parcel, None)])
        mail.invalidate_recordset()
        self.assertEqual((mail.state, mail.failure), ("bounced", "550 5.1.1 no such user"))
        self.assertTrue(mail.sent_on)
        self.assertTrue(mail.invitation_id.sent_on)

    def test_server_that_hangs_up_after_each_mail_gets_them_all(self):
        self.mailbox.hang_up_politely = True
        self._invite(self._make_contacts(7, outreach_target_group_id=self.group_research.id), title="Patience")
        for _round in range(3):
            self._send_due()
            waiting = self.env["outreach.delivery"].search([("state", "=", "ready")])
            self.assertEqual(set(waiting.mapped("failure")), {"421 4.7.0 one mail a session"} if waiting else set())
            waiting.retry_on = fields.Datetime.now()
        self.assertEqual(len(self.mailbox.messages), 10)

    def test_pause_stops_within_a_batch(self):
        self.env["outreach.campaign.step"]._run_due()
        batch = self.env["outreach.delivery"]._claim(10)
        self.campaign.paused_on = fields.Datetime.now()
        batch._send_batch({})
        self.assertFalse(self.mailbox.messages)
        self.assertEqual(set(batch.mapped("state")), {"ready"})
        self.campaign.action_resume()
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 3)

    def test_step_that_has_begun_keeps_its_text(self):
        self._send_due()
        step = self.campaign.step_ids.filtered("started_on")
        with self.assertRaisesRegex(UserError, "has begun"):
            step.subject = "Something else"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            step.unlink()

    def test_program_that_is_in_a_text_all_the_same_is_not_run(self):
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "invitation")
        step.flush_recordset()
        self.env.cr.execute(
            'UPDATE outreach_campaign_step SET subject = \'{"en_US": "{{ object.env }}"}\' WHERE id = %s', [step.id]
        )
        step.invalidate_recordset()
        self._send_due()
        self.assertFalse(self.mailbox.messages)
        self.assertEqual(set(step.delivery_ids.mapped("state")), {"failed"})

    def test_archived_campaign_sends_nothing(self):
        self.campaign.active = False
        self._send_due()
        self.assertFalse(self.mailbox.messages)

    def test_cancelled_workshop_invites_nobody(self):
        self.event.kanban_state = "cancel"
        self._send_due()
        self.assertFalse(self.mailbox.messages)

    def test_archived_contact_is_left_out(self):
        self.contacts[0].active = False
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 2)

    def test_clerk_cannot_set_a_sent_mail_back(self):
        self._send_due()
        with self.assertRaises(AccessError):
            self.invitations[0].delivery_ids.with_user(self.clerk).state = "ready"

    def test_who_answers_while_a_reminder_waits_gets_none(self):
        self._send_due()
        reminder = self.campaign.step_ids.filtered(lambda step: step.kind == "reminder")
        self.invitations.sent_on = self.invitations.delivery_ids.sent_on = fields.Datetime.now() - timedelta(days=4)
        reminder.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self.mailbox.messages.clear()
        self.env["outreach.campaign.step"]._run_due()
        self.invitations[0]._answer("declined", "page")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), (self.contacts - self.contacts[0]).mapped("email_normalized"))
        skipped = reminder.delivery_ids.filtered(lambda delivery: delivery.state == "skipped")
        self.assertEqual(skipped.failure, "Has answered: No")

    def test_what_has_happened_since_a_batch_was_claimed_is_heeded_mail_by_mail(self):
        self.env["outreach.campaign.step"]._run_due()
        batch = self.env["outreach.delivery"]._claim(10)
        skip = type(batch)._skip_unwanted

        def happen(deliveries):
            skipped = skip(deliveries)
            self.invitations[0]._answer("declined", "page")
            self.env["outreach.opt.out"]._record(self.invitations[1], "purpose", "page")
            self.env.flush_all()
            return skipped

        self.startPatcher(patch.object(type(batch), "_skip_unwanted", happen))
        batch._send_batch({})
        self.assertEqual(self.mailbox.recipients(), [self.contacts[2].email_normalized])

    def test_nothing_goes_out_for_what_is_over_meanwhile(self):
        campaigns = {}
        for label in ("archived", "cancelled"):
            event = self.event.copy({"name": label})
            contact = self._make_contact(f"Anna {label}")
            campaigns[label] = self._invite(contact, event_id=event.id, title=label).campaign_id
        self.env["outreach.campaign.step"]._run_due()
        campaigns["archived"].active = False
        campaigns["cancelled"].event_id.kanban_state = "cancel"
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), sorted(self.contacts.mapped("email_normalized")))

    def test_sender_as_offices_write_it(self):
        self.campaign.email_from = "Müller, Hans (Wirtschaft) <Office@county.example>"
        self._send_due()
        message = self.mailbox.parsed()[0]
        self.assertEqual(message["From"].addresses[0].display_name, "Müller, Hans (Wirtschaft)")
        self.assertEqual(message["Reply-To"].addresses[0].addr_spec.lower(), "office@county.example")

    def test_sender_that_is_no_mailbox_blocks_the_release_and_nobody_else(self):
        other = self._invite(self._make_contact("Otto Other"), title="Other").campaign_id
        for sender in ("Büro <büro@county.example>", "a@county.example, b@county.example", "nobody"):
            self.campaign.email_from = sender
            blockers = [finding["text"] for finding in self.campaign._find_problems() if finding["is_blocker"]]
            self.assertTrue(any("is not one mailbox" in text for text in blockers), sender)
        with self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_sender", "WARNING"):
            self._send_due()
        self.assertEqual(self.mailbox.recipients(), other.invitation_ids.mapped("email_normalized"))
        self.assertIn("not one mailbox", self.invitations[0].delivery_ids.failure)

    def test_one_broken_campaign_stops_no_other(self):
        other = self._invite(self._make_contact("Otto Other"), title="Other").campaign_id
        build = type(self.invitations.delivery_ids)._build_mails

        def fail(deliveries, *args):
            if deliveries.campaign_id == self.campaign:
                raise ZeroDivisionError
            return build(deliveries, *args)

        self.startPatcher(patch.object(type(self.invitations.delivery_ids), "_build_mails", fail))
        with self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_sender", "ERROR"):
            self._send_due()
        self.assertEqual(self.mailbox.recipients(), other.invitation_ids.mapped("email_normalized"))
        self.assertEqual(set(self.invitations.delivery_ids.mapped("state")), {"ready"})

    def test_domain_with_umlauts(self):
        self._invite(self._make_contact("Eva Umlaut", email="eva@müller.example"), title="Umlaut")
        self._send_due()
        self.assertIn("eva@xn--mller-kva.example", self.mailbox.recipients())

    def test_mail_that_may_neither_go_nor_be_left_out_does_not_keep_the_sender_for_ever(self):
        self.startPatcher(patch.object(type(self.env["outreach.delivery"]), "_get_wanted", lambda _self: SQL("FALSE")))
        self._send_due()
        self.assertFalse(self.mailbox.messages)
        self.assertEqual(set(self.invitations.delivery_ids.mapped("state")), {"ready"})

    def test_no_session_is_left_open(self):
        self.campaign.email_from = "nobody"
        with self.assertLogs("odoo.addons.circular_outreach.models.outreach_delivery_sender", "WARNING"):
            self._send_due()
        self.campaign.email_from = "office@county.example"
        self.invitations.delivery_ids.retry_on = False
        self._send_due()
        self.assertEqual(len(self.mailbox.messages), 3)
        self.assertFalse([thread for thread in threading.enumerate() if thread.name == "outreach-smtp"])

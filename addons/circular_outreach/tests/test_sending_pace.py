from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tools import mute_logger

from .common import MailCase


class TestSendingPace(MailCase):
    def setUp(self):
        super().setUp()
        self.mail_server = self.env["ir.mail_server"].search([])

    def _prepare(self, number, domain="firm.example", **values):
        """Make a campaign whose mails wait to go out."""
        contacts = self.env["res.partner"].concat(
            *(self._make_contact(f"{domain} Guest{index:03}", email=f"g{index}@{domain}") for index in range(number))
        )
        invitations = self._invite(contacts, title=domain, **values)
        self.env["outreach.campaign.step"]._run_due()
        return invitations

    def _send_once(self):
        """Let one sender take what the pace allows, and send it."""
        batch = self.env["outreach.delivery"]._claim(500)
        batch._send_batch({})
        return len(batch)

    def _let_a_minute_pass(self):
        for delivery in self.env["outreach.delivery"].search([("begun_on", "!=", False)]):
            delivery.begun_on -= timedelta(seconds=61)

    def test_server_gets_no_more_mails_a_minute_than_it_takes(self):
        self.mail_server.outreach_minute_limit = 4
        self._prepare(10)
        self.assertEqual([self._send_once(), self._send_once()], [4, 0])
        self._let_a_minute_pass()
        self.assertEqual([self._send_once(), self._send_once()], [4, 0])
        self._let_a_minute_pass()
        self.assertEqual(self._send_once(), 2)
        self.assertEqual(len(self.mailbox.messages), 10)

    def test_what_another_sender_has_claimed_counts(self):
        self.mail_server.outreach_minute_limit = 4
        self._prepare(10)
        self.assertEqual(len(self.env["outreach.delivery"]._claim(3)), 3)
        self.assertEqual(len(self.env["outreach.delivery"]._claim(500)), 1)

    def test_mail_that_was_refused_counts(self):
        self.mail_server.outreach_minute_limit = 2
        self.mailbox.refuse["g0@firm.example"] = "450 4.2.1 try later"
        self._prepare(3)
        self.assertEqual([self._send_once(), self._send_once()], [2, 0])

    def test_slow_domain_holds_nobody_up(self):
        self.env.company.outreach_domain_limit = 2
        self._prepare(5, "slow.example")
        self._prepare(2, "quick.example")
        self.assertEqual(self._send_once(), 4)
        self.assertEqual(
            self.mailbox.recipients(), ["g0@quick.example", "g0@slow.example", "g1@quick.example", "g1@slow.example"]
        )
        self.assertEqual(self._send_once(), 0)
        self._let_a_minute_pass()
        self.assertEqual(self._send_once(), 2)

    def test_each_campaign_goes_by_the_server_of_its_sender_and_its_pace(self):
        own = self.mail_server.copy({"name": "Own", "from_filter": "town.example", "outreach_minute_limit": 1})
        self.env["ir.mail_server"].flush_model()
        self._prepare(2, "one.example", email_from="Town <office@town.example>")
        county = self._prepare(2, "two.example")
        self.assertEqual(self._send_once(), 3)
        deliveries = self.env["outreach.delivery"].search([("begun_on", "!=", False)])
        self.assertEqual(len(deliveries.filtered(lambda one: one.mail_server_id == own)), 1)
        self.assertEqual((deliveries & county.delivery_ids).mail_server_id, self.mail_server)

    def test_pace_costs_few_statements(self):
        self.mail_server.outreach_minute_limit = 50
        self._prepare(60)
        before = self.cr.sql_log_count
        self.assertEqual(self._send_once(), 50)
        self.assertLessEqual((self.cr.sql_log_count - before) / 50, 4)

    def test_sender_waits_for_its_turn_only_where_there_is_a_pace(self):
        self.assertFalse(self.env["outreach.delivery"]._wait_for_turn())
        self.mail_server.outreach_minute_limit = 60
        self._prepare(1)
        self.assertTrue(self.env["outreach.delivery"]._wait_for_turn())

    def test_server_is_not_met_by_more_connections_than_it_takes(self):
        self.mail_server.outreach_session_limit = 2
        self._prepare(12)
        self._send_once()
        self.assertEqual(len(self.mailbox.messages), 12)
        self.assertLessEqual(self.mailbox.sessions, 2)

    def test_limits_below_zero_are_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.env.company.outreach_domain_limit = -1
            self.env.company.flush_recordset()

    def test_begun_mails_are_counted_for_a_minute(self):
        self.mail_server.outreach_minute_limit = 1
        self._prepare(2)
        self._send_once()
        begun = self.env["outreach.delivery"].search([("state", "=", "sent")])
        begun.begun_on = fields.Datetime.now() - timedelta(seconds=30)
        self.assertEqual(self._send_once(), 0)
        begun.begun_on = fields.Datetime.now() - timedelta(seconds=62)
        self.assertEqual(self._send_once(), 1)

    def test_call_without_a_workshop_goes_out(self):
        role_type = self.env["outreach.role.type"].search([], limit=1)
        self._prepare(2, purpose="call", event_id=False, role_type_id=role_type.id, answer_deadline=self.begin)
        self.assertEqual(self._send_once(), 2)

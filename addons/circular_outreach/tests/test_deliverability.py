from odoo import fields
from odoo.exceptions import UserError

from ..wizard.outreach_deliverability_modules import SENDS_ELSEWHERE
from .common import MailCase


class TestDeliverability(MailCase):
    """Whether mails will arrive, in plain words."""

    def setUp(self):
        super().setUp()
        self.mail_server = self.env["ir.mail_server"].search([])
        self.mail_server.from_filter = "county.example"
        self.env["ir.config_parameter"].set_param("web.base.url", "https://einladung.county.example")
        self.env["ir.config_parameter"].set_param("mail.default.from_filter", False)
        domain = self.env["mail.alias.domain"].create({"name": "county.example", "bounce_alias": "bounce"})
        self.env.company.alias_domain_id = domain
        self.env["mail.message"].create({"message_type": "email", "date": fields.Datetime.now(), "body": "x"})

        self.senders = self.env["ir.module.module"].search([("name", "in", SENDS_ELSEWHERE)])
        self.senders.state = "uninstalled"

    def _open(self, **values):
        return (
            self.env["outreach.deliverability"]
            .with_user(self.clerk)
            .with_context(lang="en_US")
            .create({"email_from": "Office <office@county.example>", **values})
        )

    def _find(self, topic, **values):
        return [(one["state"], one["text"]) for one in self._open(**values)._find_all() if one["topic"] == topic]

    def _assert_found(self, topic, state, words, **values):
        states_and_words = self._find(topic, **values)
        self.assertTrue([text for found, text in states_and_words if found == state and words in text], states_and_words)

    def test_office_in_order_hears_nothing_but_good(self):
        check = self._open()
        check.action_test_connection()
        self.assertEqual({finding["state"] for finding in check._find_all()}, {"good"})

    def test_sender_must_be_one_mailbox_of_the_office(self):
        self._assert_found("Sender", "problem", "is not one mailbox", email_from="nobody")
        self._assert_found("Sender", "problem", "gmx.de belongs to a mail provider", email_from="amt@gmx.de")

    def test_server_must_send_for_the_domain(self):
        self.mail_server.from_filter = "other.example"
        self._assert_found("Outgoing mail server", "problem", "is set up for other.example only")
        self.mail_server.from_filter = False
        self._assert_found("Outgoing mail server", "warning", "takes every sender")

    def test_open_line_to_a_server_elsewhere_is_named(self):
        self.mail_server.smtp_host = "mail.county.example"
        self._assert_found("Outgoing mail server", "warning", "is not encrypted")

    def test_connection_is_tried_when_asked_for(self):
        check = self._open()
        self.assertIn("Not tried yet", check.findings_html)
        check.action_test_connection()
        self.assertEqual(check.connection, "works")
        self.assertFalse(self.mailbox.messages, "no mail is sent")
        self.mail_server.smtp_port = self._find_free_port()
        with self.assertLogs("odoo.addons.base.models.ir_mail_server", "WARNING"):
            check.action_test_connection()
        self.assertEqual(check.connection, "fails")
        self.assertIn("does not take mails from here", check.findings_html)

    def test_return_address_is_needed_and_belongs_to_the_domain(self):
        self._assert_found("Return address", "warning", "another domain", email_from="office@elsewhere.example")
        self.env.company.alias_domain_id = False
        self._assert_found("Return address", "problem", "which addresses are dead")

    def test_incoming_mail_is_seen_or_asked_for(self):
        self._assert_found("Incoming mail", "good", "The last mail came in on")
        self.env["mail.message"].search([("message_type", "=", "email")]).date = "2020-01-01"
        self._assert_found("Incoming mail", "warning", "That is long ago")
        self.env["mail.message"].search([("message_type", "=", "email")]).unlink()
        self._assert_found("Incoming mail", "problem", "No mail has ever come in")
        mailbox = self.env["fetchmail.server"].create(
            {"name": "Office", "server_type": "imap", "server": "x", "user": "x", "password": "x"}
        )
        mailbox.state = "done"
        self._assert_found("Incoming mail", "warning", "no mail has come in so far")
        mailbox.write({"error_date": fields.Datetime.now(), "error_message": "wrong password", "date": "2020-01-01"})
        self._assert_found("Incoming mail", "problem", "wrong password")

    def test_web_address_must_be_public_and_encrypted(self):
        for address, words in (
            ("http://einladung.county.example", "not encrypted"),
            ("http://localhost:8069", "only be opened on this machine"),
            ("https://192.168.1.5", "only be opened on this machine"),
            ("https://odoo.lan", "only be opened on this machine"),
        ):
            self.env["ir.config_parameter"].set_param("web.base.url", address)
            self._assert_found("Web address", "problem", words)

    def test_text_for_it_names_every_record(self):
        self.mail_server.smtp_host = "mail.county.example"
        text = self._open().request_text
        for words in (
            'county.example. IN TXT "v=spf1 a:mail.county.example -all"',
            "SELECTOR._domainkey.county.example. IN TXT",
            '_dmarc.county.example. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@county.example"',
            "List-Unsubscribe-Post",
            "PTR",
            "bounce@county.example",
        ):
            self.assertIn(words, text)

    def test_text_for_it_is_sent(self):
        check = self._open()
        with self.assertRaisesRegex(UserError, "address of your IT"):
            check.action_send_to_it()
        check.it_email = "it@county.example"
        check.action_send_to_it()
        self.assertEqual(self.mailbox.recipients(), ["it@county.example"])
        self.assertIn("DKIM", self.mailbox.parsed()[0].get_body(("plain",)).get_content())

    def test_text_for_it_is_printed(self):
        check = self._open()
        pdf, kind = self.env["ir.actions.report"]._render("circular_outreach.deliverability_sheet", check.ids)
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))

    def test_addons_that_send_data_elsewhere_are_named(self):
        self._assert_found("Data stay in the house", "good", "None of Odoo's addons")
        self.assertEqual(len(self.senders), len(SENDS_ELSEWHERE))
        for module in self.senders:
            module.state = "installed"
            self._assert_found("Data stay in the house", "warning", f"({module.name})")
            module.state = "uninstalled"

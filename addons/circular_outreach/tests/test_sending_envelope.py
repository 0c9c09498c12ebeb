from odoo.addons.circular_outreach.tools import verp_address

from .common import MailCase


class TestSendingEnvelope(MailCase):
    def setUp(self):
        super().setUp()
        domain = self.env["mail.alias.domain"].create(
            {"name": "county.example", "bounce_alias": "bounce", "catchall_alias": "catchall", "default_from": "notifications"}
        )
        self.env.company.alias_domain_id = domain
        self.server = self.env["ir.mail_server"].search([])

    def _send(self, **values):
        self.invitations = self._invite(self._make_contacts(2), **values)
        self._send_due()
        return sorted(sender for sender, _recipients, _content in self.mailbox.messages)

    def test_reports_go_to_one_address_unless_the_office_wants_one_for_each_mail(self):
        self.assertEqual(self._send(), ["bounce@county.example"] * 2)

    def test_each_mail_has_a_return_address_of_its_own_where_the_office_wants_it(self):
        self.env.company.outreach_has_return_addresses = True
        senders = self._send()
        self.assertEqual(senders, sorted(one._get_return_path() for one in self.invitations.delivery_ids))
        key = self.env["outreach.delivery"]._get_return_key()
        self.assertEqual({verp_address.read(key, sender) for sender in senders}, set(self.invitations.delivery_ids.ids))

    def test_server_that_may_not_send_for_the_bounce_domain_keeps_the_present_envelope(self):
        self.env.company.outreach_has_return_addresses = True
        self.server.from_filter = "office@county.example"
        self.assertEqual(self._send(), ["office@county.example"] * 2)

    def test_bounce_address_is_that_of_the_company_that_writes(self):
        town = self.env["mail.alias.domain"].create({"name": "town.example", "bounce_alias": "back"})
        company = self.env["res.company"].create({"name": "Town", "alias_domain_id": town.id})
        event = self.event.copy({"company_id": company.id, "address_id": False})
        campaign = self._make_campaign(email_from="Town <office@town.example>", company_id=company.id, event_id=event.id)
        self.assertEqual(self.env["outreach.delivery"]._get_servers(campaign)._get_default_bounce_address(), "back@town.example")

    def test_mails_leave_by_the_server_for_their_sender(self):
        other = self.server.copy(
            {"name": "Town", "from_filter": "town.example", "smtp_port": self._find_free_port(), "sequence": 1}
        )
        self._send()
        self.assertEqual(len(self.mailbox.messages), 2, "the server of another sender was not asked")
        self.server.smtp_port, other.smtp_port = other.smtp_port, self.server.smtp_port
        self.mailbox.messages.clear()
        self._invite(self._make_contact("Tilda Town"), email_from="Town <office@town.example>", title="Town")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), ["tilda.town@firm.example"])

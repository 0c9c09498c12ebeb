import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.base.models.ir_mail_server import IrMail_Server


class OutreachCase(TransactionCase):
    """A clerk, a desk helper, a workshop with twenty seats, and a few words to make contacts with. Everything else a test makes itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("de_DE", "en_US"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env.company.write(
            {
                "name": "Office of Example County",
                "street": "Example Street 1",
                "zip": "09599",
                "city": "Freiberg",
                "phone": "+49 3731 000000",
                "email": "office@county.example",
                "outreach_source_text": "public sources",
                "outreach_imprint_url": "https://county.example/imprint",
                "outreach_privacy_url": "https://county.example/privacy",
            }
        )
        cls.clerk = new_test_user(
            cls.env,
            "clerk_test",
            "circular_outreach.group_sender",
            name="Clerk",
            email="clerk@county.example",
            tz="Europe/Berlin",
        )
        cls.desk_helper = new_test_user(cls.env, "desk_test", "event.group_event_registration_desk", name="Desk Helper")
        cls.group_building, cls.group_research = cls.env["outreach.target.group"].create(
            [{"name": "Builders", "code": "test_building"}, {"name": "Researchers", "code": "test_research"}]
        )
        cls.begin = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        cls.event = cls.env["event.event"].create(
            {
                "name": "Building in Circles",
                "date_tz": "Europe/Berlin",
                "date_begin": cls.begin,
                "date_end": cls.begin + timedelta(hours=4),
                "seats_limited": True,
                "seats_max": 20,
                "address_id": cls.env.company.partner_id.id,
            }
        )

    @classmethod
    def _make_persona(cls, name):
        """Make a user of one group of this app, such as `reader`, `user` (who edits), `sender` or `external`."""
        return new_test_user(cls.env, f"{name}_persona", f"circular_outreach.group_{name}", name=name.title(), tz="Europe/Berlin")

    @classmethod
    def _make_contact(cls, name="Erika Muster", **values):
        """Make a person of the builders' group; the address is made from the name unless one is given."""
        first_name, _space, surname = name.rpartition(" ")
        defaults = {
            "name": name,
            "outreach_first_name": first_name,
            "outreach_surname": surname,
            "email": f"{name.lower().replace(' ', '.')}@firm.example",
            "lang": "en_US",
            "outreach_target_group_id": cls.group_building.id,
        }
        return cls.env["res.partner"].create({**defaults, **values})

    @classmethod
    def _make_contacts(cls, number, **values):
        return cls.env["res.partner"].concat(*(cls._make_contact(f"Guest Number{index:03}", **values) for index in range(number)))

    @classmethod
    def _make_consent(cls, contact, purpose="workshop", **values):
        """Let a contact consent to invitations of this kind."""
        name = f"Consent to {purpose}"
        text = cls.env["outreach.consent.text"].search([("name", "=", name)], limit=1)
        text = text or text.create({"name": name, "purpose": purpose, "text": "You may invite me. I can withdraw this any time."})
        defaults = {"partner_id": contact.id, "text_id": text.id, "channel": "paper", "note": "File 12"}
        return cls.env["outreach.consent"].create({**defaults, **values})

    @classmethod
    def _make_campaign(cls, **values):
        defaults = {
            "title": "Invitation",
            "event_id": cls.event.id,
            "rule_target_group_ids": [(6, 0, (cls.group_building | cls.group_research).ids)],
            "email_from": "Office <office@county.example>",
        }
        return cls.env["outreach.campaign"].create({**defaults, **values})

    @classmethod
    def _invite(cls, contacts, **values):
        """Make a released campaign for these contacts and return their invitations, in the order of the contacts."""
        campaign = cls._make_campaign(rule_domain=repr([("id", "in", contacts.ids)]), **values)
        campaign.action_build_audience()
        # Tests run on Sundays, too.
        campaign.step_ids.is_anytime = True
        if {"ready", "letter"} & set(campaign.invitation_ids.mapped("verdict")):
            campaign.state = "released"
        by_contact = {invitation.partner_id: invitation for invitation in campaign.invitation_ids}
        return cls.env["outreach.invitation"].concat(*(by_contact[contact] for contact in contacts))


class Mailbox:
    """Keeps what a mail server is given.

    `refuse` holds the reply for addresses it does not take; after `hang_up_after` mails it takes the next and hangs up without a word. A server that
    hangs up politely takes one mail in each session, one that always hangs up takes none. `refuse_sender` is the reply to every sender; `sessions`
    counts those that wanted to send.
    """

    def __init__(self):
        self.messages = []
        self.refuse = {}
        self.hang_up_after = None
        self.hang_up_politely = False
        self.hang_up_always = False
        self.refuse_sender = None
        self.sessions = 0

    async def handle_MAIL(self, server, session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        self.sessions += not getattr(session, "had_one", False)
        if self.hang_up_always:
            server.transport.abort()
        if self.refuse_sender:
            return self.refuse_sender
        if self.hang_up_politely and getattr(session, "had_one", False):
            return "421 4.7.0 one mail a session"
        session.had_one = True
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  aiosmtpd's name
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if len(self.messages) - 1 == self.hang_up_after:
            server.transport.abort()
        return "250 kept"

    def recipients(self):
        return sorted(address for _sender, addresses, _content in self.messages for address in addresses)

    def parsed(self):
        return [message_from_bytes(content, policy=default) for _sender, _addresses, content in self.messages]


class MailCase(OutreachCase):
    """Sends over a real SMTP conversation on this machine. Odoo would send nothing under test; here it does, to this server only."""

    def setUp(self):
        super().setUp()
        self.mailbox = Mailbox()
        self.port = self._find_free_port()
        self.server = Controller(self.mailbox, hostname="127.0.0.1", port=self.port)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Test", "smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_encryption": "none"}
        )
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", lambda _cls: False))
        # A test is one transaction: what would be committed is made visible to SQL instead.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))

    @staticmethod
    def _find_free_port():
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return probe.getsockname()[1]

    def _send_due(self):
        self.env["outreach.delivery"]._cron_send()

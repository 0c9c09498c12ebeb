from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields, models
from odoo.tools import config, format_datetime

from ..tools.mail_wire import read_mailbox, to_ascii
from ..tools.network_name import is_local

# After so long without a mail, incoming mail is perhaps broken.
LONG_SILENCE = timedelta(days=30)

# Their owners let nobody else send in their name (DMARC), so a county cannot write as one of them.
FREE_MAIL = frozenset(
    {
        "aol.com",
        "freenet.de",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.de",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
    }
)


class OutreachDeliverability(models.TransientModel):
    """What can be seen from here: sender, outgoing server, return address, incoming mail, web address. Each finding says what to do."""

    _inherit = "outreach.deliverability"

    def _find_all(self):
        """Return every finding: good, warning or problem, and the words for it."""
        self.ensure_one()
        return [
            *self._check_sender(),
            *self._check_server(),
            *self._check_connection(),
            *self._check_bounce_address(),
            *self._check_incoming(),
            *self._check_web_address(),
        ]

    def _say(self, state, topic, text):
        return {"state": state, "topic": topic, "text": text}

    def _get_address(self):
        """Return the sender's address in ASCII, or an empty text if it is not one mailbox."""
        try:
            return to_ascii(read_mailbox(self.email_from or "")[1]).lower()
        except ValueError:
            return ""

    def _get_domain(self):
        return self._get_address().rpartition("@")[2]

    def _get_bounce_address(self):
        servers = self.env["ir.mail_server"].with_company(self.company_id)
        return servers._get_default_bounce_address() or ""

    def _find_server(self):
        """Return the outgoing server that Odoo takes for this sender (none: the one of the configuration file), and the sender it lets pass."""
        # sudo: mail servers are the administrator's
        servers = self.env["ir.mail_server"].sudo().with_company(self.company_id)
        server, sender = servers._find_mail_server(self._get_address() or False)
        return server or servers.browse(), sender or ""

    def _get_host(self, server):
        return server.smtp_host or "" if server else config.get("smtp_server") or ""

    def _check_sender(self):
        topic = self.env._("Sender")
        domain = self._get_domain()
        if not domain:
            text = self.env._(
                "“%s” is not one mailbox. Enter it like “Name of the Office <office@county.example>”, here and on the company.",
                self.email_from or "",
            )
            yield self._say("problem", topic, text)
        elif domain in FREE_MAIL:
            text = self.env._(
                "%s belongs to a mail provider that lets nobody else send in its name: most of the mails would be refused. "
                "Use an address of the office's own domain.",
                domain,
            )
            yield self._say("problem", topic, text)
        else:
            yield self._say("good", topic, self.env._("Mails are sent as %s.", self._get_address()))

    def _check_server(self):
        topic = self.env._("Outgoing mail server")
        server, sender = self._find_server()
        host = self._get_host(server)
        if not host:
            text = self.env._("There is none. Ask your administrator to add one in Settings, Technical, Outgoing Mail Servers.")
            yield self._say("problem", topic, text)
            return
        from_filter = server.from_filter if server else self.env["ir.mail_server"]._get_default_from_filter()
        if not self.env["ir.mail_server"]._match_from_filter(self._get_address(), from_filter):
            text = self.env._(
                "%(host)s is set up for %(filter)s only, and no other server takes this sender: the mails would show %(other)s as sender. "
                "Ask your administrator to enter %(domain)s under “FROM Filtering” of the mail server, or choose another sender.",
                host=host,
                filter=from_filter,
                other=sender,
                domain=self._get_domain(),
            )
            yield self._say("problem", topic, text)
        elif not from_filter:
            text = self.env._(
                "%(host)s takes every sender. Ask your administrator to enter %(domain)s under “FROM Filtering”, so that Odoo is "
                "sure that this server may send for your domain.",
                host=host,
                domain=self._get_domain(),
            )
            yield self._say("warning", topic, text)
        else:
            yield self._say("good", topic, self.env._("%(host)s sends for %(filter)s.", host=host, filter=from_filter))
        yield from self._check_encryption(server, host, topic)

    def _check_encryption(self, server, host, topic):
        encryption = server.smtp_encryption if server else "starttls" if config.get("smtp_ssl") else "none"
        if encryption == "none" and not is_local(host):
            text = self.env._(
                "The connection to %s is not encrypted: names and addresses could be read on the way. "
                "Ask your administrator to choose TLS on the mail server.",
                host,
            )
            yield self._say("warning", topic, text)

    def _check_connection(self):
        topic = self.env._("Connection")
        if self.connection == "works":
            yield self._say("good", topic, self.env._("The server answers and takes mails from here."))
        elif self.connection == "fails":
            text = self.env._(
                "The server does not take mails from here: %s. Show these words to your administrator.", self.connection_words
            )
            yield self._say("problem", topic, text)
        else:
            yield self._say("warning", topic, self.env._("Not tried yet: press “Test Connection”. No mail is sent."))

    def _check_bounce_address(self):
        topic = self.env._("Return address")
        bounce = self._get_bounce_address()
        domain, sender_domain = bounce.rpartition("@")[2], self._get_domain()
        if not bounce:
            text = self.env._(
                "None is set, so nobody learns which addresses are dead. Ask your administrator to enter an alias domain with a bounce "
                "alias on the company (Settings, Technical, Alias Domains)."
            )
            yield self._say("problem", topic, text)
        elif domain != sender_domain and not domain.endswith(f".{sender_domain}") and not sender_domain.endswith(f".{domain}"):
            text = self.env._(
                "Mails that cannot be delivered come back to %(bounce)s, which is another domain than the sender's. Then only a DKIM "
                "signature proves who has sent a mail. Better use an address of %(domain)s.",
                bounce=bounce,
                domain=sender_domain,
            )
            yield self._say("warning", topic, text)
        else:
            yield self._say("good", topic, self.env._("Mails that cannot be delivered come back to %s.", bounce))

    def _check_incoming(self):
        """Look for a mailbox that is fetched, and for a mail that came in, by whatever way."""
        topic = self.env._("Incoming mail")
        # sudo: incoming servers are the administrator's, and mails may belong to anything; only times are shown
        servers = self.env["fetchmail.server"].sudo().search([("state", "=", "done")])
        last = self.env["mail.message"].sudo().search([("message_type", "=", "email")], order="date desc, id desc", limit=1)
        broken = servers.filtered(lambda server: server.error_date and server.error_date > (server.date or server.create_date))
        if broken:
            text = self.env._(
                "The mailbox “%(name)s” could not be fetched: %(error)s. Show these words to your administrator.",
                name=broken[0].name,
                error=broken[0].error_message or self.env._("no reason given"),
            )
            yield self._say("problem", topic, text)
        elif last:
            words = self.env._("The last mail came in on %s.", format_datetime(self.env, last.date))
            is_long_ago = last.date < fields.Datetime.now() - LONG_SILENCE
            if is_long_ago:
                words += " " + self.env._("That is long ago: write to the sender's address and see that it arrives.")
            yield self._say("warning" if is_long_ago else "good", topic, words)
        elif servers:
            text = self.env._(
                "The mailbox “%s” is fetched, but no mail has come in so far. Write to the return address and see that it arrives.",
                servers[0].name,
            )
            yield self._say("warning", topic, text)
        else:
            text = self.env._(
                "No mail has ever come in. Answers, reports about dead addresses and requests for no more mail would be lost. Ask your "
                "administrator to add an incoming mail server for the return address and the sender, or to let your mail server hand "
                "these mails on."
            )
            yield self._say("problem", topic, text)

    def _check_web_address(self):
        topic = self.env._("Web address")
        base_url = self.get_base_url()
        parts = urlsplit(base_url)
        if is_local(parts.hostname or ""):
            text = self.env._(
                "%s can only be opened on this machine or in the house, and every mail links to it. Ask your administrator to enter the "
                "public address (system parameter web.base.url) and to freeze it (web.base.url.freeze).",
                base_url,
            )
            yield self._say("problem", topic, text)
        elif parts.scheme != "https":
            text = self.env._(
                "%s is not encrypted (https). Mail programs then do not offer to unsubscribe in one click, and answers could be read on "
                "the way. Ask your administrator to set up https and to change the system parameter web.base.url.",
                base_url,
            )
            yield self._say("problem", topic, text)
        else:
            yield self._say("good", topic, self.env._("Links in mails begin with %s.", base_url))

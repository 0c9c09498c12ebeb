import contextlib
import hashlib

from odoo import api, models
from odoo.tools import formataddr, hmac

from ..tools import returned_mail, verp_address

# From bad to worse.
SEVERITIES = ("none", "soft", "policy", "hard")


class OutreachDelivery(models.Model):
    """What comes back for a mail: which one it belongs to, and what follows from it (tools/returned_mail.py knows what it says)."""

    _inherit = "outreach.delivery"

    def _get_return_path(self):
        """Return the address where reports about this mail alone arrive, or False if the company has none for reports."""
        self.ensure_one()
        bounce_address = self.env["ir.mail_server"].with_company(self.campaign_id.company_id)._get_default_bounce_address()
        return verp_address.make(self._get_return_key(), bounce_address, self.id) if bounce_address else False

    @api.model
    def _get_return_key(self):
        # sudo: the secret is a system parameter; only a key derived from it leaves this method
        return bytes.fromhex(hmac(self.env(su=True), "outreach.delivery", "return path"))

    @api.model
    def _recognise(self, message):
        """Return the mail of a campaign that a received mail belongs to, and what the received mail says, or None if it is not ours."""
        mail = returned_mail.read(message)
        delivery = self._find_returned(mail)
        return (delivery, mail) if delivery else None

    def _take_in(self, mail, message, message_dict):
        """Do what follows from a received mail, once. Return the routes for the gateway: none, if there is nothing to post."""
        if mail.kind == "reply":
            return self._take_reply(mail, message, message_dict)
        if not message.get("Message-ID"):
            # Odoo has made one up, another each time; this one is known when the same mail comes again.
            message_dict["message_id"] = f"<{hashlib.sha256(repr(mail).encode()).hexdigest()}@outreach>"
        if not self.env["mail.message"].search_count([("message_id", "=", message_dict["message_id"])], limit=1):
            self._take_automatic(mail, message, message_dict)
        return []

    @api.model
    def _find_returned(self, mail):
        """Return the mail that something came back for, by its return address or by its Message-ID, or an empty recordset."""
        key = self._get_return_key()
        numbers = [number for number in (verp_address.read(key, address) for address in mail.addressed_to) if number]
        if numbers:
            return self.browse(numbers[0]).exists()
        ids = mail.returned_ids or mail.answered_ids
        found = {delivery.message_id: delivery for delivery in self.search([("message_id", "in", ids)])} if ids else {}
        return next((found[message_id] for message_id in ids if message_id in found), self.browse())

    def _is_answer_to_another(self, mail, message_dict):
        """Whether an answer continues a conversation that Odoo knows, of which this mail was only the beginning."""
        return mail.kind == "reply" and bool(message_dict.get("parent_id")) and mail.answered_ids[:1] != (self.message_id,)

    def _take_reply(self, mail, message, message_dict):
        """Let the gateway post what a person wrote on the invitation; somebody has to read it."""
        self.env["mail.thread"]._routing_reset_bounce(message, message_dict)
        invitation = self.invitation_id
        # It answers the campaign, not a message of the chatter that happens to be in its history.
        message_dict.pop("parent_id", None)
        message_dict.pop("is_internal", None)
        if self._is_same_mailbox(mail.sender, self._get_written_to()):
            message_dict["author_id"] = invitation.partner_id.id
        invitation._speak_to_responsible()._plan_reading(mail)
        return [(invitation._name, invitation.id, None, self.env.uid, None)]

    def _take_automatic(self, mail, message, message_dict):
        invitation = self.invitation_id._speak_to_responsible()
        if mail.kind == "report":
            self._take_report(mail, message_dict)
        elif mail.kind == "complaint":
            invitation._take_complaint(message_dict)
        elif mail.kind == "moved":
            invitation._take_move(mail, message_dict)
        elif mail.kind == "auto_reply":
            self.env["mail.thread"]._routing_reset_bounce(message, message_dict)
            invitation._note_absence(mail, message_dict)
        elif mail.kind == "challenge":
            self.failure = invitation.env._("The recipient's server asks the sender to confirm the mail before it is delivered.")

    def _take_report(self, mail, message_dict):
        """Draw the consequences of a server's report, once."""
        own = [recipient for recipient in mail.recipients if self._is_about_me(recipient)]
        if not own:
            worst = max(mail.recipients, key=self._rank)
            if worst.severity in ("hard", "policy"):
                self.invitation_id._speak_to_responsible()._take_strange_report(worst, message_dict)
            return
        worst = max(own, key=self._rank)
        if worst.severity == "hard":
            self._set_bounced(worst, mail, message_dict)
        elif worst.severity == "policy" and self.state != "bounced":
            self._set_refused(worst, message_dict)
        elif worst.severity == "soft" and self.state != "bounced":
            invitation = self.invitation_id._speak_to_responsible()
            self.failure = invitation.env._("Has not arrived so far: %s", self._quote(worst))

    def _set_bounced(self, recipient, mail, message_dict):
        """Nobody takes mail at this address: say so on the mail and on every contact with this address, and leave the rest to a person."""
        if self.state == "bounced":
            return
        invitation = self.invitation_id._speak_to_responsible()
        reason = self._quote(recipient)
        self.write({"state": "bounced", "failure": reason})
        self._mark_contacts()
        invitation._take_bounce(self._get_written_to(), reason, mail.suggestion, message_dict)
        self.campaign_id._pause_if_many_are_lost()

    def _mark_contacts(self):
        """Take down on every contact with this address that it takes no mail."""
        address, partner = self.invitation_id.partner_id.email_normalized, self.invitation_id.partner_id
        # The contact may have got another address since.
        if self._is_same_mailbox(address or "", self._get_written_to()):
            self.env["res.partner"].search([("email_normalized", "=", address)])._message_receive_bounce(address, partner)

    def _set_refused(self, recipient, message_dict):
        """This mail was not wanted; the address may well be alive, so nothing is said about the contact."""
        invitation = self.invitation_id._speak_to_responsible()
        reason = self._quote(recipient)
        self.failure = invitation.env._("Refused: %s", reason)
        invitation._take_refusal(self._get_written_to(), reason, message_dict)

    def _quote(self, recipient):
        invitation = self.invitation_id._speak_to_responsible()
        return recipient.words or recipient.status or invitation.env._("the server gave no reason")

    def _is_about_me(self, recipient):
        """Whether a report is about the address this mail was sent to; one that names no address can be about no other."""
        named = [address for address in (recipient.address, recipient.original) if address]
        return not named or any(self._is_same_mailbox(address, self._get_written_to()) for address in named)

    def _get_written_to(self):
        return self.email or self.invitation_id.partner_id.email_normalized or ""

    @api.model
    def _is_same_mailbox(self, one, other):
        """Whether two addresses are the same but for case, the spelling of the domain (IDNA) and a mail host's name before the domain."""
        (local, domain), (other_local, other_domain) = (self._split_address(address) for address in (one, other))
        is_host = domain.endswith(f".{other_domain}") or other_domain.endswith(f".{domain}")
        return bool(domain) and local == other_local and (domain == other_domain or is_host)

    @api.model
    def _split_address(self, address):
        # Letters outside ASCII before the @ stay as they are.
        with contextlib.suppress(UnicodeError):
            address = formataddr(("", address), charset="ascii")
        local, _at, domain = address.lower().rpartition("@")
        return local, domain

    @staticmethod
    def _rank(recipient):
        return SEVERITIES.index(recipient.severity)

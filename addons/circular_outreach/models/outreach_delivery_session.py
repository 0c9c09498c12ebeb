from email.message import EmailMessage

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formataddr

from ..tools import verp_address
from ..tools.mail_wire import read_mailbox
from .outreach_delivery_sender import MOST_SESSIONS


class OutreachDelivery(models.Model):
    """The mail server of a campaign, as Odoo chooses it for the campaign's sender, and what the envelope says."""

    _inherit = "outreach.delivery"

    def _get_servers(self, campaign):
        """Odoo's addresses for notifications and bounces are those of the company that writes."""
        return self.env["ir.mail_server"].with_company(campaign.company_id)

    def _find_server(self, campaign):
        """Return the mail server for the sender of a campaign; none stands for the one of Odoo's configuration file."""
        server, _sender = self._get_servers(campaign)._find_mail_server(self._get_mailbox(campaign))
        return server or self.env["ir.mail_server"]

    def _get_session_limit(self, campaign):
        return self._find_server(campaign).outreach_session_limit or MOST_SESSIONS

    def _open_session(self, campaign):
        session = self._get_servers(campaign)._connect__(smtp_from=self._get_mailbox(campaign))
        if session is None:
            raise UserError(self.env._("Sending is switched off on this system."))
        return session

    def _get_sender(self, campaign, session):
        """Return the address of the envelope and the mailbox to name as sender, as Odoo's mail servers want them for this session."""
        probe = EmailMessage()
        probe["From"], probe["To"] = self._get_mailbox(campaign), campaign._get_sender_address()
        # Odoo takes whatever looks like an address in a display name for a recipient, unless it is told the real one.
        servers = self._get_servers(campaign).with_context(send_validated_to=[campaign._get_sender_address()])
        try:
            envelope, _recipients, message = servers._prepare_email_message__(probe, session)
        except AssertionError as error:
            raise UserError(str(error)) from error
        return envelope, str(message["From"])

    def _get_envelope_writer(self, campaign, envelope):
        """Return what makes the envelope sender of a mail of this number: one for each mail if the office wants that.

        Odoo has taken the address for bounces only if the mail server may send for it; otherwise the envelope stays as it is.
        """
        bounce_address = self._get_servers(campaign)._get_default_bounce_address()
        is_for_reports = bounce_address and self._split_address(envelope) == self._split_address(bounce_address)
        if not is_for_reports or not campaign.company_id.outreach_has_return_addresses:
            return lambda _number: envelope
        key = self._get_return_key()
        return lambda number: verp_address.make(key, envelope, number)

    @staticmethod
    def _get_mailbox(campaign):
        """Return the sender of a campaign in the form that Odoo's mail servers read."""
        try:
            name, _address = read_mailbox(campaign.email_from or "")
        except ValueError as error:
            raise UserError(campaign._get_sender_advice()) from error
        return formataddr((name, campaign._get_sender_address()))

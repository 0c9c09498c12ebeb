from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr, hmac
from odoo.tools.misc import get_lang

from ..tools.plain_text import to_plain_text

# Long header lines stay as they are: folded into encoded words, receivers no longer read the ones that unsubscribe.
POLICY = SMTP.clone(max_line_length=998)


class OutreachDelivery(models.Model):
    """The mail itself: one recipient, plain text and accessible HTML, every header the law and the large receivers ask for."""

    _inherit = "outreach.delivery"

    def _build_messages(self):
        """Yield (delivery, message) for deliveries of one campaign, rendered step by step and language by language.

        A mail that cannot be written, for instance because its address has letters no mail server takes, fails alone.
        """
        for step, deliveries in self.grouped("step_id").items():
            ids = deliveries.invitation_id.ids
            try:
                for lang in set(deliveries.invitation_id.mapped("lang")):
                    step.with_context(lang=lang)._check_placeholders()
                subjects = step._render_field("subject", ids, compute_lang=True)
                bodies = step._render_field("body", ids, compute_lang=True)
            except UserError as error:
                deliveries._set_failed(str(error))
                continue
            for delivery in deliveries:
                invitation = delivery.invitation_id
                try:
                    message = delivery._build_message(subjects[invitation.id], bodies[invitation.id])
                except (UnicodeError, ValueError) as error:
                    delivery._set_failed(self.env._("This mail cannot be written: %s", error))
                else:
                    yield delivery, message

    def _build_message(self, subject, body, lang=None):
        self.ensure_one()
        invitation = self.invitation_id.with_context(lang=get_lang(self.env, lang or self.invitation_id.lang).code)
        html = self.env["ir.qweb"]._render(
            "circular_outreach.mail_layout",
            {"invitation": invitation, "company": invitation.company_id, "subject": subject, "body": body},
            lang=invitation.env.context["lang"],
        )
        message = EmailMessage(policy=POLICY)
        for name, value in self._prepare_headers(invitation, subject).items():
            message[name] = value
        message.set_content(to_plain_text(str(html)), charset="utf-8", cte="quoted-printable")
        message.add_alternative(f"<!DOCTYPE html>{html}", subtype="html", charset="utf-8", cte="quoted-printable")
        return message

    def _prepare_headers(self, invitation, subject):
        """Return the header lines in order.

        Unsubscribing follows RFC 8058 (one click) and RFC 2369, the list name RFC 2919; out-of-office replies are asked to stay away.
        """
        campaign = self.campaign_id
        sender = campaign.email_from
        domain = (email_normalize(sender) or "localhost").rpartition("@")[2]
        unsubscribe = invitation._get_unsubscribe_url()
        return {
            "Message-ID": self._get_message_id(domain),
            "Date": format_datetime(fields.Datetime.now().astimezone()),
            "Subject": " ".join(subject.split()),
            "From": sender,
            "Reply-To": sender,
            "To": self._get_recipient(),
            "List-Id": f"<campaign-{campaign.id}.{domain}>",
            "List-Unsubscribe": f"<{unsubscribe}>, <mailto:{email_normalize(sender)}?subject=unsubscribe>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        }

    def _get_recipient(self):
        """Return name and address in ASCII (RFC 2047, IDNA). Raises UnicodeError if only SMTPUTF8 could carry the address."""
        partner = self.invitation_id.partner_id
        recipient = formataddr((" ".join((partner.name or "").split()), partner.email_normalized), charset="ascii")
        recipient.encode("ascii")
        return recipient

    def _get_message_id(self, domain):
        """Return the same id for the same delivery, so that a second try is the same mail (RFC 5322, 3.6.4)."""
        # sudo: the secret is a system parameter; it keeps outsiders from guessing ids
        digest = hmac(self.env(su=True), "outreach.delivery", str(self.id))[:24]
        return f"<outreach-{self.id}-{digest}@{domain}>"

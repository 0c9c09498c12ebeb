from odoo import fields

from .common import OutreachCase
from .incoming_mail import ADDRESS, MESSAGE_ID, read_bytes

NOTE = "mail.mt_note"
COMMENT = "mail.mt_comment"


class ReturnedMailCase(OutreachCase):
    """An invitation that was sent, and Odoo's own gateway, to which mails of the collection come as answers to it."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.contact = self._make_contact(email=ADDRESS)
        self.invitation = self._invite(self.contact, user_id=self.clerk.id)
        self.campaign = self.invitation.campaign_id
        self.delivery = self._deliver(self.invitation)

    def _deliver(self, invitation, kind="invitation"):
        """Make the delivery as the sender leaves it."""
        step = invitation.campaign_id.step_ids.filtered(lambda step: step.kind == kind)
        delivery = self.env["outreach.delivery"].create(
            {
                "step_id": step.id,
                "campaign_id": invitation.campaign_id.id,
                "invitation_id": invitation.id,
                "state": "sent",
                "sent_on": fields.Datetime.now(),
                "email": invitation.partner_id.email_normalized,
            }
        )
        delivery.message_id = f"<outreach-{delivery.id}-0123456789abcdef@county.example>"
        invitation.sent_on = delivery.sent_on
        invitation.campaign_id.state = "running"
        return delivery

    def _receive(self, name, delivery=None, **changes):
        """Give the gateway a mail of the collection as if it came for this delivery."""
        delivery = delivery or self.delivery
        content = read_bytes(name).replace(MESSAGE_ID.encode(), delivery.message_id.encode())
        content = content.replace(ADDRESS.encode(), (delivery.email or "").encode())
        for old, new in changes.items():
            content = content.replace(*(text.encode() for text in (old, new)))
        return self._process(content)

    def _process(self, content, model=None):
        return self.env["mail.thread"].message_process(model, content)

    def _read_to_dos(self, record=None):
        return (record or self.invitation).activity_ids

    def _read_notes(self, subtype=NOTE):
        return self.invitation.message_ids.filtered(lambda one: one.subtype_id == self.env.ref(subtype) and one.body)

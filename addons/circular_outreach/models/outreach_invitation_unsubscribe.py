from odoo import api, models

from ..tools import mail_part
from ..tools.own_words import own_words
from ..tools.unsubscribe_mail import find_token, is_written_by_person


class OutreachInvitation(models.Model):
    """Unsubscribing by mail: what a mail program sends when somebody presses its button, and no one-click address is to its taste."""

    _inherit = "outreach.invitation"

    @api.model
    def _find_unsubscribed(self, message):
        """Return the invitation whose list address a received mail was written to, by the token in its subject, or an empty recordset."""
        return self._find_by_token(find_token(mail_part.header(message, "Subject")), "unsubscribe")

    def _take_unsubscribe(self, message, message_dict):
        """Store the opt-out. Return the routes for the gateway: what a person has added is posted on the invitation and has to be read."""
        self.ensure_one()
        self.env["outreach.opt.out"]._record(self, "purpose", "one_click")
        self.env["mail.thread"]._routing_reset_bounce(message, message_dict)
        invitation = self._speak_to_responsible()
        if not is_written_by_person(own_words(message)):
            invitation._note_return(invitation.env._("Wants no more invitations of this kind, said by mail."), message_dict)
            return []
        message_dict.pop("parent_id", None)
        message_dict.pop("is_internal", None)
        invitation._plan_reading_of_objection()
        return [(self._name, self.id, None, self.env.uid, None)]

    def _plan_reading_of_objection(self):
        self._plan(
            "circular_outreach.mail_activity_type_read",
            self.env._("Read what %s has written", self.invitee_name),
            self.env._(
                "It came with the request for no more invitations of this kind, which is stored already. If it asks for more than that, "
                "press “No More Invitations”."
            ),
        )

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendar_reply, calendar_uid
from .outreach_invitation_return import READ

ANSWER_OF = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


class OutreachInvitation(models.Model):
    """What the invitee's calendar sends back becomes an answer if nothing about it is doubtful, and else something for a person to decide."""

    _inherit = "outreach.invitation"

    @api.model
    def _recognise_calendar(self, message):
        """Return (invitation, reply) for a mail that carries the answer of a calendar to one of our invitations, or None."""
        reply = calendar_reply.find(message)
        number = reply and calendar_uid.read(self._get_token_key("calendar"), reply.uid)
        invitation = self.browse(number or []).exists()
        return (invitation, reply) if invitation else None

    def _take_calendar_reply(self, reply, message, message_dict):
        """Do what follows from the answer of a calendar, once. Return the routes for the gateway: none, for there is nothing to post."""
        self.ensure_one()
        if not message.get("Message-ID"):
            # Odoo has made one up, another each time; this one is known when the same mail comes again.
            message_dict["message_id"] = f"<{hashlib.sha256(repr(reply).encode()).hexdigest()}@outreach>"
        if self.env["mail.message"].search_count([("message_id", "=", message_dict["message_id"])], limit=1):
            return []
        invitation = self._speak_to_responsible()
        if reply.method == "REFRESH" and invitation.registration_id.state == "open":
            invitation._note_return(
                self.env._("A calendar has asked for the appointment again; it is sent once more."), message_dict
            )
            invitation.registration_id._outreach_tell("seat")
        elif doubt := invitation._find_doubt(reply) or invitation._take_calendar_answer(reply, message_dict):
            invitation._plan_decision(doubt, reply, message_dict)
        return []

    def _take_calendar_answer(self, reply, message_dict):
        """Log the answer, in the order in which calendars gave theirs. Return why it cannot count, if it cannot."""
        now = fields.Datetime.now()
        answer, answered_on = ANSWER_OF[reply.participation], min(reply.stamp or now, now)
        if self._is_known_answer(answer, answered_on):
            return ""
        try:
            with self.env.cr.savepoint():
                self._answer(answer, "calendar", reply.comment, answered_on=answered_on)
        except UserError as error:
            return str(error)
        label = dict(self._fields["answer"]._description_selection(self.env))[answer]
        text = self.env._("Answer from the calendar: %s.", label)
        if reply.sender and not self._is_own_address(reply.sender):
            text = self.env._(
                "Answer from the calendar: %(answer)s. The mail came from %(address)s.", answer=label, address=reply.sender
            )
        self._note_return(text, message_dict, reply.comment)
        return ""

    def _is_known_answer(self, answer, answered_on):
        """Whether the same answer has come before: some servers send it twice, in two mails."""
        return any(
            line.channel == "calendar" and (line.answer, line.answered_on) == (answer, answered_on) for line in self.answer_ids
        )

    def _find_doubt(self, reply):
        """Return why an answer must not count without a person, or an empty text."""
        if reply.method != "REPLY":
            return self._describe_other_method(reply)
        if reply.is_one_of_series:
            return self.env._("The answer is about one date of a series; there is only one date.")
        if not self._is_own_address(reply.attendee):
            return self.env._("Somebody else has answered: %s.", reply.attendee or reply.sender or "?")
        return self._find_doubt_about_answer(reply) or self._find_doubt_about_seat(reply)

    def _describe_other_method(self, reply):
        if reply.method == "COUNTER":
            return self.env._("The invitee proposes another time.")
        return self.env._("The invitee's calendar asks for the appointment, but the invitee has no seat.")

    def _find_doubt_about_answer(self, reply):
        """An answer to another date is none to this one; within one date the time of the answer decides, whichever version it is to."""
        if reply.participation == "DELEGATED":
            return self.env._("The invitee names somebody else who is to come: %s.", reply.delegated_to or "?")
        if reply.participation not in ANSWER_OF:
            return self.env._("The answer says neither yes nor no.")
        if reply.sequence is not None and reply.sequence < self.calendar_since:
            return self.env._("The answer is about an earlier version of the appointment.")
        return ""

    def _find_doubt_about_seat(self, reply):
        """Whoever has a seat may keep it or give it back until the deadline; nobody is put on a waiting list by a calendar."""
        if not self.is_answerable:
            return self.env._("The answer came after the deadline.")
        has_seat = self.registration_id.state in ("open", "done")
        if (
            reply.participation == "ACCEPTED"
            and not has_seat
            and not self.event_id._outreach_has_seat_for(self.target_group_id, self.organisation_id)
        ):
            return self.env._("The invitee accepts, but has no seat, and none is free.")
        return ""

    def _is_own_address(self, address):
        """Whether an address is the invitee's, or one that a mail of this invitation went to."""
        delivery = self.env["outreach.delivery"]
        own = [self.partner_id.email_normalized, self.email_normalized, *self.delivery_ids.mapped("email")]
        return bool(address) and any(delivery._is_same_mailbox(address, one) for one in own if one)

    def _plan_decision(self, doubt, reply, message_dict):
        """Put an answer that does not speak for itself on the list of the campaign's responsible, with its own words."""
        self._note_return(self.env._("Answer from a calendar that was not counted: %s", doubt), message_dict, reply.comment)
        labels = {
            "ACCEPTED": self.env._("The calendar says: yes."),
            "DECLINED": self.env._("The calendar says: no."),
            "TENTATIVE": self.env._("The calendar says: maybe."),
        }
        self._plan(
            READ,
            self.env._("Decide on a calendar answer: %s", self.invitee_name),
            doubt,
            labels.get(reply.participation, ""),
            self.env._("The mail says: %s", reply.comment) if reply.comment else "",
            self.env._("The mail came from %s.", reply.sender) if reply.sender else "",
            self.env._("Nothing was changed. If it is meant as an answer, press “Said Yes”, “Said Maybe” or “Said No”."),
        )

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for

ANSWERS = ("accepted", "tentative", "declined")


class OutreachInvitation(models.Model):
    """How an answer becomes the state of an invitation and, for a workshop, a seat."""

    _inherit = "outreach.invitation"

    @only_for(EDITOR)
    def action_answer_accepted(self):
        self._answer_all("accepted")

    @only_for(EDITOR)
    def action_answer_declined(self):
        self._answer_all("declined")

    @only_for(EDITOR)
    def action_answer_tentative(self):
        self._answer_all("tentative")

    def _answer_all(self, answer):
        """Take down what several people said on the phone."""
        for invitation in self:
            invitation._answer(answer, "phone")

    def _answer(self, answer, channel, comment=None, answered_on=None, reason=None):
        """Log an answer and, unless a later one is known, make it the current one and take or free the seat that goes with it.

        :param str answer: one of ANSWERS
        :param str channel: how it came: page, calendar, phone, paper or desk
        :param str comment: what the invitee added, if anything
        :param datetime answered_on: when it was given (UTC), if not just now
        :param reason: a decline reason, if one was given
        :raises UserError: if the campaign takes no such answer (any more)
        """
        self.ensure_one()
        if answer not in dict(self._get_answer_choices()):
            raise UserError(self.env._("Please choose one of the answers."))
        if channel == "page" and not self.is_answerable:
            raise UserError(self.env._("Answers are no longer possible here. Please call the office."))
        if self.event_id:
            self.event_id._outreach_lock_seats()
            self.invalidate_recordset()
        answered_on = answered_on or fields.Datetime.now()
        self.check_access("write")
        # sudo: lines of the log are written here and nowhere else
        self.env["outreach.answer"].sudo().create(self._prepare_answer_values(answer, channel, comment, answered_on, reason))
        if self.answered_on and self.answered_on > answered_on:
            return
        if self.answer == "none":
            self._take_down_facts()
        self.write({"answer": answer, "answered_on": answered_on})
        if self.event_id:
            self._follow_with_seat()

    def _prepare_answer_values(self, answer, channel, comment, answered_on, reason=None):
        by_staff = channel not in ("page", "calendar")
        return {
            "invitation_id": self.id,
            "answer": answer,
            "channel": channel,
            "reason_id": reason.id if reason and answer == "declined" else False,
            "comment": comment or False,
            "answered_on": answered_on,
            "user_id": self.env.uid if by_staff else False,
        }

    def _get_answer_choices(self):
        """Return the (value, label) pairs of the answer page, in the invitee's language."""
        if self.campaign_id.purpose == "workshop":
            return [
                ("accepted", self.env._("Yes, I will take part")),
                ("tentative", self.env._("Maybe, I do not know yet")),
                ("declined", self.env._("No, I cannot take part")),
            ]
        return [("accepted", self.env._("Yes, I am interested")), ("declined", self.env._("No, not now"))]

    def _follow_with_seat(self):
        """Bring the registration in line with the answer."""
        if self.answer == "accepted":
            if not self.registration_id:
                # The answer log says when and how they registered.
                registrations = self.env["event.registration"].with_context(mail_create_nolog=True)
                self.registration_id = registrations.create(self._prepare_registration_values()).with_env(self.env)
            self.registration_id._outreach_take_seat()
        elif self.registration_id:
            if self.answer == "declined" and self._is_answered_late():
                self.registration_id._outreach_excuse_late(self.env._("Called off after the deadline."))
            self.registration_id._outreach_free_seat()

    def _is_answered_late(self):
        """Whether the answer came after the deadline, or after the beginning where there is none."""
        deadline = self.campaign_id.answer_deadline or self.event_id.date_begin
        return self.answered_on > deadline

    def _prepare_registration_values(self):
        """Return the values of this invitee's registration: unconfirmed, so that it takes no seat yet."""
        return {
            "event_id": self.event_id.id,
            "state": "draft",
            "partner_id": self.partner_id.id,
            "name": self.partner_id.name,
            "email": self.partner_id.email,
            "phone": self.partner_id.phone,
            "company_name": self.organisation_id.name if self.organisation_id.is_company else False,
            "utm_campaign_id": self.campaign_id.utm_campaign_id.id,
            "outreach_invitation_id": self.id,
            "outreach_attendee_id": self.partner_id.id,
            "outreach_organisation_id": self.organisation_id.id,
            "outreach_target_group_id": self.target_group_id.id,
            "outreach_municipality_id": self.municipality_id.id,
            "outreach_organisation_type_id": self.organisation_type_id.id,
            "outreach_role_type_ids": [fields.Command.set(self.role_type_ids.ids)],
        }

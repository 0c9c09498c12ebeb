from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.verdict import UNWILLING

# How often an invitation may be passed from one colleague to the next.
LONGEST_CHAIN = 3


class OutreachInvitation(models.Model):
    """Somebody who cannot come names a colleague: an invitation of their own, and the seat or the waiting place passes on as it is.

    The colleague has not answered yet and may do so on their own page. Until then, whoever has named them may take the place back (decision 0021).
    """

    _inherit = "outreach.invitation"

    substitute_id = fields.Many2one(
        "outreach.invitation", string="Substituted by", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    substitute_for_id = fields.Many2one(
        "outreach.invitation", string="Named by", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    substitute_for_ids = fields.One2many("outreach.invitation", "substitute_for_id", string="Has Named")
    named_by = fields.Char(string="Name of Who Has Named Them", related="substitute_for_id.partner_id.name")

    def _get_answer_choices(self):
        """Offer to send a colleague where there is a seat to pass on."""
        choices = super()._get_answer_choices()
        if self.event_id and (self.substitute_id or not self._find_reason_not_to_name("page")):
            choices.append(("substituted", self.env._("I cannot come, a colleague comes instead")))
        return choices

    def _answer(self, answer, channel, comment=None, answered_on=None, **details):
        if answer == "substituted" and not self.substitute_id:
            raise UserError(self.env._("Please say which colleague comes instead."))
        return super()._answer(answer, channel, comment, answered_on, **details)

    def _name_substitute(self, person, channel, partner=None, comment=None):
        """Invite a colleague instead, pass the place on, and log it: all of it or nothing.

        :param NamedPerson person: who comes, as typed
        :param str channel: page, phone, paper or desk
        :param res.partner partner: the contact, where a clerk has chosen it
        :param str comment: what the invitee added, if anything
        :return: the colleague's invitation
        :raises UserError: if nobody (else) can be named, or the colleague may not be written to
        """
        self.ensure_one()
        self.check_access("write")
        # Before anything is read: two who name somebody at once wait for each other here.
        self.event_id._outreach_lock_seats()
        self.invalidate_recordset()
        if reason := self._find_reason_not_to_name(channel):
            raise UserError(reason)
        partner = partner or self._find_or_make_colleague(person, channel)
        self._check_colleague(partner)
        invitation = self._invite_substitute(partner)
        self._pass_place_to(invitation)
        self.substitute_id = invitation
        self._answer("substituted", channel, comment)
        invitation._announce_substitute(person)
        return invitation

    def _find_reason_not_to_name(self, channel):
        """Return why this invitation cannot be passed on (any more), or nothing."""
        if channel == "page" and (not self.is_answerable or self.campaign_id.state not in ("released", "running")):
            return self.env._("Answers are no longer possible here. Please call the office.")
        if not self.event_id or self.registration_id.state == "done":
            return self.env._("There is no seat that a colleague could take.")
        if self.answer == "substituted" or (channel == "page" and self.substitute_for_ids):
            return self.env._("A colleague has been named already. Please call the office if somebody else is to come.")
        if len(self._get_chain()) > LONGEST_CHAIN:
            return self.env._("This invitation has been passed on several times. Please call the office.")
        return ""

    def _get_chain(self):
        """Return this invitation and those it came from, the first one last."""
        chain = self
        while (before := chain[-1:].substitute_for_id) and before not in chain:
            chain += before
        return chain

    def _check_colleague(self, partner):
        """Refuse whoever comes already, was asked already, or has said that they do not want to be written to (invariant I6)."""
        if partner in self._get_chain().partner_id:
            raise UserError(self.env._("This is the person who was invited. Please name somebody else, or answer with “Yes”."))
        known = self.search([("campaign_id", "=", self.campaign_id.id), ("partner_id", "=", partner.id)])
        verdict = self.env["outreach.audience"]._judge(self.campaign_id, partner).get(partner.id)
        has_place = known.registration_id.state in ("draft", "open", "done")
        if known.answer not in (False, "none") or has_place or verdict == "registered":
            raise UserError(self.env._("This colleague has an invitation of their own and can answer with the link in it."))
        unwanted = self._find_namesakes(partner)
        verdicts = self.env["outreach.audience"]._judge(self.campaign_id, partner | unwanted)
        if verdict == "left_out" or any(verdicts.get(one.id) in UNWILLING for one in partner | unwanted):
            raise UserError(
                self.env._(
                    "We may not write to this person. Please pass the invitation on yourself, or ask your colleague to call us: %s.",
                    self.company_id.phone or self.company_id.email or self.company_id.name,
                )
            )

    def _invite_substitute(self, partner):
        """Return the colleague's invitation in this campaign: the one they have, not answered yet, or a new one."""
        known = self.search([("campaign_id", "=", self.campaign_id.id), ("partner_id", "=", partner.id)])
        values = {"substitute_for_id": self.id}
        if not known.sent_on:
            values |= {"verdict": "substitute", "verdict_partner_id": self.partner_id.id, "verdict_on": fields.Datetime.now()}
        if known:
            known.write(values)
            return known
        organisation = partner.commercial_partner_id
        return self.create(
            {
                **values,
                "campaign_id": self.campaign_id.id,
                "event_id": self.event_id.id,
                "partner_id": partner.id,
                "organisation_id": organisation.id,
                "email_normalized": partner.email_normalized,
                "target_group_id": partner.outreach_target_group_id.id,
                "municipality_id": partner.outreach_municipality_id.id,
                "role_type_ids": [(6, 0, partner.outreach_open_role_type_ids.ids)],
            }
        )

    def _pass_place_to(self, other):
        """Let the other have the seat, or the waiting place, as it is; without one, let them take one like everybody else."""
        # A seat the other had given back before is history; a registration belongs to one invitation.
        other.registration_id.outreach_invitation_id = False
        registration = self.registration_id
        self.registration_id = False
        values = other._prepare_registration_values()
        if registration:
            kept = ("event_id", "state", "utm_campaign_id")
            registration.write({name: value for name, value in values.items() if name not in kept})
        else:
            registration = self.env["event.registration"].create(values)
        other.registration_id = registration
        registration._outreach_take_seat()

    def _follow_with_seat(self):
        """A colleague has the place: whoever answers again afterwards gets it back only from somebody who has not answered."""
        if self.answer == "substituted":
            return
        if self.substitute_id:
            self._take_back_place()
        super()._follow_with_seat()
        if self.substitute_for_id and self.answer == "declined":
            self._tell_office_that_nobody_comes()

    def _take_back_place(self):
        substitute = self.substitute_id
        self.substitute_id = False
        is_written_to = bool(substitute.sent_on) or "sending" in substitute.delivery_ids.mapped("state")
        if self.answer == "accepted" and substitute.answer == "none" and substitute.registration_id:
            substitute._pass_place_to(self)
            substitute.action_revoke_link()
            if is_written_to:
                self._tell_office_about_return(substitute, is_back=True)
        else:
            self._tell_office_about_return(substitute, is_back=False)

    def _take_over(self, other):
        """Who was named, and by whom, follows the contact when two turn out to be one."""
        for name in ("substitute_id", "substitute_for_id"):
            if other[name] and other[name] != self and not self[name]:
                self[name] = other[name]
        (other.substitute_for_ids - self).substitute_for_id = self
        self.search([("substitute_id", "=", other.id), ("id", "!=", self.id)]).substitute_id = self
        return super()._take_over(other)

    def _describe_verdict(self, is_twin_of_unwilling):
        if self.verdict == "substitute":
            return self.env._("Comes instead of %s.", self.verdict_partner_id.display_name or "")
        return super()._describe_verdict(is_twin_of_unwilling)

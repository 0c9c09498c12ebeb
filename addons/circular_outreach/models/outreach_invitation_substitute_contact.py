from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import name_likeness
from ..tools.button_right import EDITOR, only_for

NEW_CONTACT = "circular_outreach.mail_activity_type_new_contact"
SUBSTITUTE = "circular_outreach.mail_activity_type_substitute"


class OutreachInvitation(models.Model):
    """The contact of a colleague somebody has named: found where it is known, new and unconfirmed where it is not, never overwritten."""

    _inherit = "outreach.invitation"

    is_contact_unconfirmed = fields.Boolean(string="Contact Unconfirmed", related="partner_id.outreach_is_unconfirmed")

    def _find_or_make_colleague(self, person, channel):
        """Return the contact that is meant, or a new one.

        Of a contact whose name and organisation are the same, the address the office knows is used: what a stranger types sends nobody's mail
        elsewhere. A contact without an address gets none from here either, so a new one is made, and a clerk decides.
        """
        draft = self.env["res.partner"].new(self._prepare_colleague_values(person))
        for contact, reasons in draft._find_outreach_duplicates():
            is_same = (
                name_likeness.SAME in reasons and "organisation" in reasons and bool(contact.email_normalized or not person.email)
            )
            has_address = "email_normalized" in reasons and {name_likeness.SAME, name_likeness.SIMILAR} & set(reasons)
            if contact.active and not contact.is_company and (is_same or has_address):
                return contact
        values = self._prepare_colleague_values(person)
        if channel == "page":
            values["outreach_unconfirmed_since"] = fields.Date.context_today(self)
        return self.env["res.partner"].create(values)

    def _find_namesakes(self, partner):
        """Return who has the same name in the same organisation, archived or not: what they have said about mail holds here too."""
        found = partner._find_outreach_duplicates()
        return self.env["res.partner"].concat(
            *(other for other, reasons in found if {name_likeness.SAME, "organisation"} <= set(reasons))
        )

    def _prepare_colleague_values(self, person):
        """Return the values of a new contact, with the source the law asks for (Art. 14 (2) (f) GDPR)."""
        organisation = self.organisation_id.filtered("is_company")
        source = self.env._("named by %s as a substitute", self.invitee_name)
        return {
            "name": person.name,
            "outreach_first_name": person.first_name,
            "outreach_surname": person.surname,
            "email": person.email.lower(),
            "function": person.function,
            "phone": person.phone,
            "parent_id": organisation.id,
            "type": "contact",
            "lang": self.lang,
            "user_id": False,
            "company_id": self.partner_id.company_id.id,
            "outreach_target_group_id": (organisation or self.partner_id).outreach_target_group_id.id,
            "outreach_municipality_id": (organisation or self.partner_id).outreach_municipality_id.id,
            "outreach_source": source,
            "outreach_source_date": fields.Date.context_today(self),
        }

    def _announce_substitute(self, person):
        """Let the mail go out, and put a new contact on the list of who looks after the campaign."""
        self.campaign_id._ensure_substitute_step()
        self.env.ref("circular_outreach.ir_cron_send")._trigger()
        invitation = self._speak_to_responsible()
        text = invitation.env._("%(colleague)s comes instead of %(invitee)s.", colleague=self.invitee_name, invitee=self.named_by)
        self._message_log(body=text)
        self.substitute_for_id._message_log(body=text)
        if self.partner_id.outreach_unconfirmed_since:
            self._plan(
                NEW_CONTACT,
                invitation.env._("New contact: %s", self.invitee_name),
                text,
                invitation._describe_possible_twin(),
                invitation.env._(
                    "Press “Take over Contact” if this is right, “Not Right” if not. No later campaign means them before."
                ),
            )
        elif person.email and self.partner_id.email_normalized != person.email.lower():
            self._plan(
                SUBSTITUTE,
                invitation.env._("Other address of %s", self.invitee_name),
                text,
                invitation.env._("The address given was %s; the mail goes to the one on the contact.", person.email),
            )

    def _describe_possible_twin(self):
        """Name the contact this one may be, so that nobody keeps both."""
        found = self.partner_id._find_outreach_duplicates()[:1]
        return self.env._("Perhaps already there: %s.", found[0][0].display_name) if found else ""

    def _tell_office_about_return(self, substitute, *, is_back):
        invitation = self._speak_to_responsible()
        names = {"invitee": self.invitee_name, "colleague": substitute.invitee_name}
        note = (
            invitation.env._("%(invitee)s has taken the place back from %(colleague)s. Please tell %(colleague)s.", **names)
            if is_back
            else invitation.env._(
                "%(invitee)s has answered again after naming %(colleague)s, who keeps the place. Ask who comes.", **names
            )
        )
        self._plan(SUBSTITUTE, invitation.env._("Who comes: %(invitee)s or %(colleague)s?", **names), note)

    def _tell_office_that_nobody_comes(self):
        invitation = self._speak_to_responsible()
        self.substitute_for_id._plan(
            SUBSTITUTE,
            invitation.env._("%s cannot come instead", self.invitee_name),
            invitation.env._(
                "%(colleague)s, named by %(invitee)s, has declined.", colleague=self.invitee_name, invitee=self.named_by
            ),
        )

    @only_for(EDITOR)
    def action_take_over_contact(self):
        """Take down that the contact is right: from now on it is one like every other."""
        self.check_access("write")
        self.partner_id.action_outreach_confirm()

    @only_for(EDITOR)
    def action_reject_contact(self):
        """Give back what a contact has that is not right: the place, the link, and its place among the contacts."""
        self.check_access("write")
        self.partner_id.action_outreach_reject()

    @only_for(EDITOR)
    def action_name_colleague(self):
        """Ask who comes instead."""
        self.ensure_one()
        if reason := self._find_reason_not_to_name("phone"):
            raise UserError(reason)
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_colleague_action")
        return dict(action, context={"default_invitation_id": self.id})

    def _cron_remind_of_new_contacts(self):
        """Ask once more about contacts that nobody has confirmed for a fortnight: data nobody stands for must not stay (Art. 5 (1) (c) GDPR)."""
        limit = fields.Date.context_today(self) - timedelta(days=14)
        waiting = self.search([("partner_id.outreach_unconfirmed_since", "<=", limit), ("substitute_for_id", "!=", False)])
        for invitation in waiting:
            if not invitation.activity_search([SUBSTITUTE]):
                speaking = invitation._speak_to_responsible()
                invitation._plan(
                    SUBSTITUTE,
                    speaking.env._("Nobody has confirmed %s for two weeks", invitation.invitee_name),
                    speaking.env._("Take the contact over, or press “Not Right”: data that nobody stands for must not be kept."),
                )

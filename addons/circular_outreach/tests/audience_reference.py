"""The verdicts in plain Python, one contact after the other, as the help texts and docstrings describe them: what the statement is held against."""

from collections import Counter
from datetime import timedelta

from odoo import fields

REACHED = ("ready", "letter")
SETTLED = ("objection", "opted_out", "blacklisted", "left_out", "registered", "no_basis", "invited_elsewhere", "too_often")
# People in whose place their organisation is not written to.
STANDS_FOR_ORGANISATION = ("ready", "registered", "invited_elsewhere", "represented", "too_often")

# Who wants nothing, or must not be written to: no choice by hand lifts that for another entry of theirs.
UNWILLING = ("objection", "opted_out", "blacklisted", "no_basis")


class Reference:
    """What each contact of a campaign should be told; `verdicts` is {contact: (verdict, record it refers to)}."""

    def __init__(self, campaign):
        self.campaign = campaign
        self.env = campaign.env(user=campaign.env.ref("base.user_root").id)
        self.mine = {invitation.partner_id: invitation for invitation in campaign.invitation_ids}
        self.kept = {contact for contact, row in self.mine.items() if row.sent_on or row.answer != "none"}
        self.choices = {choice.partner_id: choice.kind for choice in campaign.choice_ids}
        meant = self.env["res.partner"].search(campaign._get_audience_domain())
        self.contacts = sorted(set(meant) | self.kept, key=lambda contact: contact.id)
        self.chosen = {contact for contact in self.contacts if self.choices.get(contact) in ("invite", "letter")}
        self.refers_to = {}
        self._look_up()
        self.own = {contact: self._judge_alone(contact) for contact in self.contacts}
        verdicts = self._leave_out_duplicates(dict(self.own))
        verdicts = self._limit_organisations(verdicts)
        verdicts = self._share_mailboxes(verdicts)
        self.verdicts = {
            contact: (verdict, self.refers_to.get((contact, verdict)))
            for contact, verdict in verdicts.items()
            if contact not in self.kept
        }

    def _look_up(self):
        campaign, event = self.campaign, self.campaign.event_id
        self.blacklist = set(self.env["mail.blacklist"].search([]).mapped("email"))
        self.opt_outs = [opt_out for opt_out in self.env["outreach.opt.out"].search([], order="id") if self._covers(opt_out)]
        seats = self.env["event.registration"].search([("state", "!=", "cancel")])
        seats = seats.filtered(lambda seat: event and seat.event_id == event and seat.outreach_attendee_id)
        self.registered = set(
            seats.filtered(lambda seat: seat.outreach_invitation_id.campaign_id != campaign).outreach_attendee_id
        )
        coming = [
            (row.organisation_id, contact)
            for contact, row in self.mine.items()
            if row.answer == "accepted" and row.organisation_id and not event
        ] + [
            (seat.outreach_organisation_id, seat.outreach_attendee_id)
            for seat in seats
            if seat.state in ("open", "done") and seat.outreach_organisation_id
        ]
        self.acceptors = {}
        for organisation, contact in sorted(coming, key=lambda pair: pair[1].id):
            self.acceptors.setdefault(organisation, contact)
        since = fields.Datetime.now() - timedelta(days=campaign.company_id.outreach_contact_limit_days)
        self.mails = Counter(
            delivery.partner_id
            for delivery in self.env["outreach.delivery"].search([("sent_on", ">=", since)])
            if delivery.campaign_id != campaign and delivery.step_id.recipients in ("everyone", "silent")
        )
        named = campaign.rule_role_type_ids
        roles = self.env["outreach.role"].search([("state", "!=", "ended")])
        self.contact_persons = set(roles.filtered(lambda role: not named or role.type_id in named).contact_id)

    def _covers(self, opt_out):
        if opt_out.scope == "event":
            return bool(self.campaign.event_id) and opt_out.event_id == self.campaign.event_id
        return opt_out.scope == "everything" or opt_out.purpose == self.campaign.purpose

    # One contact alone

    def _judge_alone(self, contact):
        """Return the first reason that applies."""
        for reason in (self._wants, self._is_settled, self._is_unwished):
            if verdict := reason(contact):
                return verdict
        return self._way(contact)

    def _wants(self, contact):
        if not contact.active:
            return "no_email"
        if verdict := self._opted_out(contact):
            return verdict
        if contact.email_normalized in self.blacklist:
            return "blacklisted"
        return None

    def _opted_out(self, contact):
        address_hash = self.env["outreach.opt.out"]._hash_address(contact.email_normalized or "")
        by_address = [opt_out for opt_out in self.opt_outs if address_hash and opt_out.address_hash == address_hash]
        by_contact = [opt_out for opt_out in self.opt_outs if opt_out.partner_id == contact]
        found = by_address + by_contact
        widest = next((opt_out for opt_out in found if opt_out.scope == "everything"), next(iter(found), None))
        if not widest:
            return None
        verdict = "objection" if widest.scope == "everything" else "opted_out"
        self.refers_to[contact, verdict] = widest
        return verdict

    def _is_settled(self, contact):
        choice = self.choices.get(contact)
        if choice == "leave_out":
            return "left_out"
        if contact in self.registered:
            return "registered"
        if contact.outreach_legal_basis == "none":
            return "no_basis"
        if choice == "letter":
            return "letter" if self._has_address(contact) else "no_email"
        if not self._has_basis(contact):
            return "no_basis"
        return self._way(contact) if choice == "invite" else None

    def _is_unwished(self, contact):
        """Say what the office wants; whoever was written to is not taken out of the campaign again by what others do."""
        row = self.mine.get(contact)
        was_sent = bool(row and row.sent_on)
        if not was_sent and (other := self._invited_elsewhere(contact)):
            self.refers_to[contact, "invited_elsewhere"] = other
            return "invited_elsewhere"
        acceptor = self.acceptors.get(contact.commercial_partner_id, contact)
        if self.campaign.colleague_policy == "skip" and acceptor != contact and not (row and row.answer == "accepted"):
            self.refers_to[contact, "represented"] = acceptor
            return "represented"
        limit = self.campaign.company_id.outreach_contact_limit
        if not was_sent and limit and self.mails[contact] >= limit:
            return "too_often"
        return None

    def _invited_elsewhere(self, contact):
        campaign = self.campaign
        others = contact.outreach_invitation_ids.filtered("sent_on").campaign_id - campaign - campaign.rule_answer_campaign_id
        same = others.filtered(
            lambda other: (
                (campaign.event_id and other.event_id == campaign.event_id)
                or (
                    campaign.purpose == other.purpose == "call"
                    and other.role_type_id == campaign.role_type_id
                    and other.state != "closed"
                )
            )
        )
        return max(same, key=lambda other: other.id, default=None)

    def _has_basis(self, contact):
        if (contact.outreach_legal_basis or "task") == "task" and not self.campaign.needs_consent:
            return True
        return contact.outreach_consent_purpose in (self.campaign.purpose, "both")

    def _way(self, contact):
        if contact.email_normalized:
            return "bounced" if contact.message_bounce else "ready"
        return "letter" if self._has_address(contact) else "no_email"

    @staticmethod
    def _has_address(contact):
        return any(
            (place.street or place.street2) and place.zip and place.city for place in (contact, contact.commercial_partner_id)
        )

    # Contacts beside each other

    def _turn(self, contact):
        """Return who comes first, as the help of the campaign has it."""
        return (
            contact not in self.kept,
            contact not in self.chosen,
            contact.is_company,
            contact not in self.contact_persons,
            not contact.outreach_is_main_contact,
        )

    def _is_free(self, contact):
        """Say whether the comparison may still take a contact out."""
        return contact not in self.kept and contact not in self.chosen

    def _identity(self, contact):
        if contact.is_company:
            known = bool(contact.zip or contact.street)
            return known and ("organisation", contact.name.lower(), contact.zip, (contact.street or "").lower())
        if not (contact.outreach_first_name and contact.outreach_surname):
            return False
        name = (contact.outreach_first_name.lower(), contact.outreach_surname.lower())
        if contact.commercial_partner_id != contact:
            return ("person", *name, contact.commercial_partner_id)
        return bool(contact.street) and ("person", *name, contact.zip, contact.street.lower())

    def _leave_out_duplicates(self, verdicts):
        entries = {}
        for contact in self.contacts:
            if identity := self._identity(contact):
                entries.setdefault(identity, []).append(contact)
        for group in entries.values():
            group.sort(
                key=lambda contact: (
                    contact not in self.kept,
                    self.own[contact] not in SETTLED,
                    self.own[contact] not in REACHED,
                    contact not in self.chosen,
                    self.own[contact] != "ready",
                    self._turn(contact),
                    contact.id,
                )
            )
            for place, contact in enumerate(group):
                same = [earlier for earlier in group[:place] if earlier not in contact.outreach_distinct_ids]
                if contact in self.chosen:
                    same = [
                        other for other in group if self.own[other] in UNWILLING and other not in contact.outreach_distinct_ids
                    ]
                    same.sort(key=lambda other: other.id)
                if same and self.own[contact] in REACHED and contact not in self.kept:
                    verdicts[contact] = "duplicate"
                    self.refers_to[contact, "duplicate"] = same[0]
        return verdicts

    def _limit_organisations(self, verdicts):
        result = dict(verdicts)
        organisations = {}
        for contact in self.contacts:
            organisations.setdefault(contact.commercial_partner_id, []).append(contact)
        for members in organisations.values():
            people = [contact for contact in members if not contact.is_company]
            self._limit_people(people, verdicts, result)
            mailed = any(contact in self.kept or verdicts[contact] in STANDS_FOR_ORGANISATION for contact in people)
            lettered = any(verdicts[contact] == "letter" for contact in people)
            for contact in members:
                if contact.is_company and self._is_free(contact):
                    verdict = verdicts[contact]
                    if (mailed and verdict in ("ready", "letter", "no_email")) or (
                        lettered and verdict in ("letter", "no_email")
                    ):
                        result[contact] = "by_people"
        return result

    def _limit_people(self, people, verdicts, result):
        reached = [contact for contact in people if contact in self.kept or verdicts[contact] in REACHED]
        reached.sort(key=lambda contact: (self._turn(contact), verdicts[contact] != "ready", contact.id))
        has_contact_person = any(contact in self.contact_persons for contact in reached)
        mailboxes = set()
        for contact in reached:
            by_mail = contact.email_normalized and (contact in self.kept or verdicts[contact] == "ready")
            mailboxes.add(contact.email_normalized if by_mail else contact)
            if self._is_free(contact) and self._is_too_many(contact, len(mailboxes), has_contact_person):
                result[contact] = "organisation_limit"
                self.refers_to[contact, "organisation_limit"] = reached[0]

    def _is_too_many(self, contact, place, has_contact_person):
        if self.campaign.organisation_policy == "limit":
            return place > self.campaign.organisation_limit
        if self.campaign.organisation_policy == "contact_person":
            return contact not in self.contact_persons and (has_contact_person or place > 1)
        return False

    def _gets_mail(self, contact, verdicts):
        row = self.mine.get(contact)
        if contact in self.kept:
            return row.verdict == "ready" and (bool(row.sent_on) or self.own[contact] == "ready")
        return verdicts[contact] == "ready"

    def _share_mailboxes(self, verdicts):
        result = dict(verdicts)
        taken = {}
        for contact in sorted(self.contacts, key=lambda contact: (self._turn(contact), contact.id)):
            if not contact.email_normalized or not self._gets_mail(contact, verdicts):
                continue
            first = taken.setdefault(contact.email_normalized, contact)
            if first != contact and self._is_free(contact):
                result[contact] = "same_mailbox"
                self.refers_to[contact, "same_mailbox"] = first
        return result

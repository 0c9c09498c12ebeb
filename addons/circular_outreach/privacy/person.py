from dataclasses import dataclass
from functools import cached_property

from odoo.tools import SQL, email_normalize, escape_psql

from ..tools.person_words import PersonWords


@dataclass
class Person:
    """Somebody whose data is told or erased: a contact, or an e-mail address that no contact has.

    An address, number, name or street counts as theirs alone only if no other contact has it: colleagues share mailboxes and switchboards,
    and what belongs to the others must stay.
    """

    env: object  # with all rights: the kinds look everywhere, whatever the company
    partner: object
    address: str = ""
    more_words: frozenset = frozenset()
    is_organisation_too: bool = False

    @classmethod
    def of(cls, partner, address="", more_words=(), is_organisation_too=False):
        """Return the person of a contact, or of an address alone if the contact is empty."""
        # sudo: see env. Without tracking: it would write down at the end of the transaction what was there at its beginning.
        env = partner.env(su=True, context={**partner.env.context, "active_test": False, "tracking_disable": True})
        return cls(env, partner.with_env(env), email_normalize(address or "") or "", frozenset(more_words), is_organisation_too)

    @property
    def placeholder(self):
        """What stands where the name was."""
        return self.env._("Erased Person %s", self.partner.id) if self.partner else self.env._("Erased Person")

    @cached_property
    def own_ids(self):
        """The contacts that are this person: those with the same name and address; of a sole trader the firm, too, if nobody else is there."""
        partner = self.partner
        if not partner:
            return []
        same = [("name", "=ilike", escape_psql(partner.name or "")), ("email_normalized", "=", partner.email_normalized)]
        double = partner.search(same) if partner.name and partner.email_normalized else partner
        firm = partner.commercial_partner_id if self.is_organisation_too else partner
        colleagues = firm.child_ids.filtered("active") - partner - double
        return (partner | double | (partner if colleagues else firm)).ids

    @cached_property
    def invitations(self):
        return self.env["outreach.invitation"].search([("partner_id", "in", self.partner.ids)])

    @cached_property
    def addresses(self):
        """All addresses the person is known under, those others have, too."""
        known = {self.address, self.partner.email_normalized, email_normalize(self.partner.email or "")}
        known |= set(self.invitations.mapped("email_normalized")) | set(self.invitations.delivery_ids.mapped("email"))
        suggestions = self.env["outreach.contact.suggestion"].search([("partner_id", "in", self.partner.ids)])
        known |= {email_normalize(address) for address in suggestions.mapped("email") if address}
        return {address.lower() for address in known if address}

    @cached_property
    def own_addresses(self):
        """The addresses nobody else has."""
        return self.addresses - self._find_shared(SQL("lower(email_normalized)"), self.addresses)

    @cached_property
    def registrations(self):
        """What they are registered for: as attendee, or under an address that is theirs alone and nobody else's registration."""
        Registration = self.env["event.registration"]
        attending = [("outreach_attendee_id", "in", self.partner.ids)]
        booked = [("outreach_attendee_id", "=", False), ("partner_id", "in", self.partner.ids), ("outreach_host_id", "=", False)]
        found = Registration.search([*attending]) | Registration.search([*booked])
        invited = Registration.search([("outreach_invitation_id", "in", self.invitations.ids)])
        alone = [("outreach_attendee_id", "=", False), ("partner_id", "=", False)]
        for address in self.own_addresses:
            found |= Registration.search([*alone, ("email", "=ilike", address)])
        return found | invited.filtered(lambda one: one.outreach_attendee_id in (self.partner, one.outreach_attendee_id.browse()))

    @cached_property
    def leads(self):
        Lead = self.env["crm.lead"]
        found = Lead.search(["|", ("partner_id", "in", self.partner.ids), ("outreach_invitation_id", "in", self.invitations.ids)])
        alone = [("email_normalized", "in", list(self.own_addresses)), ("partner_id", "=", False)]
        return found | Lead.search(alone)

    @cached_property
    def words(self):
        """The words that stand for this person and for no other contact."""
        partner = self.partner
        first_name, surname = partner.outreach_first_name or "", partner.outreach_surname or ""
        if partner.is_company and not self.is_organisation_too:
            return PersonWords(addresses=frozenset(self.own_addresses), others=self.more_words)
        whole = {f"{first_name} {surname}".strip(), partner.name or ""} - {""}
        shared = self._find_shared(SQL("lower(name)"), {name.lower() for name in whole})
        names = set() if shared else {(first_name, surname)} if first_name and surname else set()
        others = set() if shared else whole
        return PersonWords(
            names=frozenset(names),
            surnames=frozenset({surname} if surname and not self._is_surname_shared(surname) else ()),
            addresses=frozenset(self.own_addresses),
            numbers=frozenset(self._get_own_numbers()),
            streets=frozenset(self._get_own_streets()),
            others=frozenset(others) | self.more_words,
        )

    def _get_own_numbers(self):
        numbers = {
            self.partner.phone,
            self.partner.phone_sanitized,
            *self.registrations.mapped("phone"),
            *self.leads.mapped("phone"),
        }
        numbers = {number for number in numbers if number}
        return numbers - self._find_shared(SQL("phone"), numbers) - self._find_shared(SQL("phone_sanitized"), numbers)

    def _get_own_streets(self):
        streets = {street.lower() for street in (self.partner.street, self.partner.street2) if street}
        return streets - self._find_shared(SQL("lower(street)"), streets)

    def _find_shared(self, expression, values):
        """Return which of these values other contacts have, too. A contact that was erased has none."""
        if not values:
            return set()
        self.env.flush_all()
        query = SQL(
            "SELECT DISTINCT %(expression)s FROM res_partner WHERE %(expression)s = ANY(%(values)s) AND NOT id = ANY(%(own)s)",
            expression=expression,
            values=list(values),
            own=self.own_ids,
        )
        return {value for (value,) in self.env.execute_query(query)}

    def _is_surname_shared(self, surname):
        """Whether the word is in the name of another contact, be it a namesake or a firm."""
        self.env.flush_all()
        pattern = f"\\y{PersonWords(others=frozenset({surname})).get_patterns()[0]}\\y" if len(surname) > 2 else "."
        return bool(
            self.env.execute_query(
                SQL("SELECT FROM res_partner WHERE name ~* %s AND NOT id = ANY(%s) LIMIT 1", pattern, self.own_ids)
            )
        )

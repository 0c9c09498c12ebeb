"""Small worlds of contacts, as hypothesis draws them, and how they are made."""

from datetime import timedelta

from hypothesis import strategies as st

from odoo import fields

ADDRESS = {"street": "Hauptstraße 1", "zip": "09599", "city": "Freiberg"}
NAMES = (("Anna", "Muster"), ("Berta", "Muster"), ("Carl", "Beispiel"), ("Dora", "Vogel"), ("Emil", "Weber"), ("Frida", "Krause"))


# What may be particular about a contact: {trait: values}; most contacts have none of it, some have two.
PARTICULARS = {
    "is_main": [True],
    "is_contact_person": ["named", "other", "ended"],
    "bounced": [True],
    "is_archived": [True],
    "is_outside": [True],
    "is_blacklisted": [True],
    "basis": ["consent", "workshop", "call", "both", "none"],
    "opt_out": [
        (scope, by)
        for scope in ("everything", "purpose", "other_purpose", "event", "other_event")
        for by in ("address", "contact")
    ],
    "also_objects": [True],
    "choice": ["invite", "letter", "leave_out"],
    "seat": ["open", "draft", "cancel"],
    "elsewhere": ["same", "call", "closed_call", "asked_for"],
    "mails": [(count, age) for count in (1, 2, 3) for age in (2, 40)],
}
CHANGES = ("no_mail", "shared", "bounce", "archive", "object", "leave", "invite", "letter", "leave_out", "name", "basis")
PARTICULAR = st.sampled_from(sorted(PARTICULARS)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(PARTICULARS[name]))
)
CONTACT = st.fixed_dictionaries(
    {
        "name": st.integers(0, len(NAMES) - 1),
        "mail": st.sampled_from(["own", "own", "info@shared.example", "post@shared.example", "none"]),
        "has_address": st.booleans(),
        "particulars": st.integers(0, 2).flatmap(
            lambda kind: st.just({}) if kind < 2 else st.lists(PARTICULAR, min_size=1, max_size=2).map(dict)
        ),
        "fate": st.sampled_from(["none", "none", "none", "sent", "accepted", "declined", "accepted_unsent"]),
        "change": st.none() | st.none() | st.sampled_from(CHANGES),
    }
)
ORGANISATION = st.fixed_dictionaries({"self": CONTACT, "people": st.lists(CONTACT, min_size=2, max_size=4)})
CAMPAIGN = {
    "organisation_policy": st.sampled_from(["everyone", "contact_person", "limit"]),
    "organisation_limit": st.integers(1, 3),
    "colleague_policy": st.sampled_from(["invite", "tell", "skip", "skip"]),
    "needs_consent": st.integers(0, 9).map(lambda number: number == 9),
}
WORLD = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(["workshop", "workshop", "call"]),
        "campaign": st.fixed_dictionaries(CAMPAIGN),
        "campaign_later": st.none() | st.fixed_dictionaries(CAMPAIGN),
        "names_role": st.booleans(),
        "asks_for_answers": st.booleans(),
        "organisations": st.lists(ORGANISATION, min_size=2, max_size=3),
        "people": st.lists(CONTACT, max_size=3),
        "apart": st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3),
    }
)


class World:
    """The contacts of one drawn world, with everything that is known of them. `stage` is the test case with its campaigns."""

    def __init__(self, stage, drawn):
        self.stage = stage
        self.env = stage.env(context={**stage.env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
        self.campaign = (stage.workshop if drawn["purpose"] == "workshop" else stage.call).with_env(self.env)
        self.campaign.write(drawn["campaign"])
        if drawn["names_role"]:
            self.campaign.rule_role_type_ids = stage.role_type
            self.campaign.rule_target_group_ids = False
        if drawn["asks_for_answers"]:
            self.campaign.rule_answer_campaign_id = stage.others["asked_for"]
        self.traits = {}
        self._make_contacts(drawn)
        self._make_roles(in_rule=drawn["names_role"])
        self._set_apart(drawn["apart"])
        self._make_objections()
        self._make_past(asked=drawn["asks_for_answers"])
        self.env.flush_all()

    def _make_contacts(self, drawn):
        Partner = self.env["res.partner"]
        organisations = Partner.create(
            [self._prepare(one["self"], number, is_company=True) for number, one in enumerate(drawn["organisations"])]
        )
        self._note(organisations, (one["self"] for one in drawn["organisations"]))
        rows = [
            (traits, organisation)
            for one, organisation in zip(drawn["organisations"], organisations, strict=True)
            for traits in one["people"]
        ] + [(traits, Partner) for traits in drawn["people"]]
        people = Partner.create(
            [
                {**self._prepare(traits, 10 + number), "parent_id": organisation.id}
                for number, (traits, organisation) in enumerate(rows)
            ]
        )
        self._note(people, (traits for traits, _organisation in rows))
        self.contacts = organisations | people

    def _note(self, contacts, traits):
        self.traits.update(zip(contacts, (self._read(one) for one in traits), strict=True))
        for contact in contacts:
            if self.traits[contact]["basis"] in ("workshop", "call", "both"):
                self.stage._make_consent(contact, self.traits[contact]["basis"])

    @staticmethod
    def _read(traits):
        return {**dict.fromkeys(PARTICULARS), **traits, **traits["particulars"]}

    def _prepare(self, traits, number, is_company=False):
        traits = self._read(traits)
        first_name, surname = NAMES[traits["name"]]
        consent = traits["basis"] if traits["basis"] in ("workshop", "call", "both") else False
        name = {"name": f"Firma {surname}"} if is_company else {"name": f"{first_name} {surname}"}
        return {
            **name,
            **(ADDRESS if traits["has_address"] else {}),
            "is_company": is_company,
            "outreach_first_name": False if is_company else first_name,
            "outreach_surname": False if is_company else surname,
            "email": {"own": f"contact{number}@firm.example", "none": False}.get(traits["mail"], traits["mail"]),
            "outreach_is_main_contact": bool(traits["is_main"]),
            "message_bounce": int(bool(traits["bounced"])),
            "active": not traits["is_archived"],
            "outreach_target_group_id": (self.stage.group_research if traits["is_outside"] else self.stage.group_building).id,
            "outreach_legal_basis": "consent" if consent else traits["basis"] or "task",
        }

    def _make_roles(self, in_rule):
        """Roles of the named type, of another type, and ended ones, held by the organisation or else the person."""
        types = {"named": self.stage.role_type, "ended": self.stage.role_type, "other": self.stage.other_role_type}
        roles = [
            (contact, types[traits["is_contact_person"]], traits["is_contact_person"] == "ended")
            for contact, traits in self.traits.items()
            if traits["is_contact_person"] and not contact.is_company
        ]
        # One contact holds one open role of a kind; whose role it is says nothing about its contact person.
        values = [
            {
                "partner_id": self.stage.holders[number].id,
                "type_id": role_type.id,
                "contact_id": contact.id,
                "state": "ended" if ended else "candidate",
            }
            for number, (contact, role_type, ended) in enumerate(roles)
        ]
        if in_rule:
            values += [
                {"partner_id": contact.id, "type_id": self.stage.role_type.id}
                for contact, traits in self.traits.items()
                if not traits["is_outside"]
            ]
        self.env["outreach.role"].create(values)

    def _set_apart(self, pairs):
        for one, other in pairs:
            if max(one, other) < len(self.contacts) and one != other:
                self.contacts[one].outreach_distinct_ids |= self.contacts[other]
                self.contacts[other].outreach_distinct_ids |= self.contacts[one]

    def _make_objections(self):
        for contact, traits in self.traits.items():
            if traits["is_blacklisted"] and contact.email_normalized:
                self.env["mail.blacklist"]._add(contact.email_normalized)
            if traits["opt_out"]:
                self._opt_out(contact, *traits["opt_out"])
            if traits["also_objects"]:
                self._opt_out(contact, "everything", "contact")
            if traits["choice"]:
                self._choose(contact, traits["choice"])

    def _opt_out(self, contact, scope, by):
        purpose = {
            "purpose": self.campaign.purpose,
            "other_purpose": "call" if self.campaign.purpose == "workshop" else "workshop",
        }
        event = {"event": self.stage.event, "other_event": self.stage.other_event}.get(scope)
        values = {
            "address_hash": self.env["outreach.opt.out"]._hash_address(contact.email_normalized or "")
            if by != "contact"
            else False,
            "partner_id": contact.id if by != "address" else False,
            "scope": scope.removeprefix("other_"),
            "purpose": purpose.get(scope, False),
            "event_id": event.id if event else False,
        }
        known = [(name, "=", values[name]) for name in ("address_hash", "scope", "purpose", "event_id")]
        if not values["address_hash"] or not self.env["outreach.opt.out"].search_count(known):
            self.env["outreach.opt.out"].create(values)

    def _choose(self, contact, kind):
        self.env["outreach.audience.choice"]._decide(self.campaign, contact, kind, "Said so")

    def _make_past(self, asked):
        now = fields.Datetime.now()
        registrations, invitations, deliveries = [], [], []
        mailing = self.stage.others["mailing"]
        for contact, traits in self.traits.items():
            if traits["seat"]:
                registrations.append(
                    {
                        "event_id": self.stage.event.id,
                        "partner_id": contact.id,
                        "outreach_attendee_id": contact.id,
                        "outreach_organisation_id": contact.commercial_partner_id.id,
                        "state": traits["seat"],
                    }
                )
            names = {traits["elsewhere"], "asked_for" if asked and not traits["is_outside"] else None} - {None}
            invitations += [
                {
                    "campaign_id": self.stage.others[name].id,
                    "event_id": self.stage.others[name].event_id.id,
                    "partner_id": contact.id,
                }
                for name in sorted(names)
            ]
        self.env["event.registration"].create(registrations)
        self.env["outreach.invitation"].create([{**values, "sent_on": now} for values in invitations])
        mailed = [contact for contact, traits in self.traits.items() if traits["mails"]]
        rows = self.env["outreach.invitation"].create(
            [{"campaign_id": mailing.id, "event_id": mailing.event_id.id, "partner_id": contact.id} for contact in mailed]
        )
        for row in rows:
            traits = self.traits[row.partner_id]
            count, age = traits["mails"]
            sent_on = now - timedelta(days=age)
            # The third of these is no unasked mail.
            steps = [
                mailing.step_ids.filtered(lambda step, kind=kind: step.kind == kind)
                for kind in ("invitation", "logistics", "reminder")
            ]
            deliveries += [
                {"step_id": step.id, "campaign_id": mailing.id, "invitation_id": row.id, "state": "sent", "sent_on": sent_on}
                for step in steps[:count]
            ]
        self.env["outreach.delivery"].create(deliveries)

    def send(self):
        """Let time pass: some were written to, some have answered, also unasked."""
        now = fields.Datetime.now()
        for invitation in self.campaign.invitation_ids:
            fate = self.traits[invitation.partner_id]["fate"]
            values = {}
            if fate in ("sent", "accepted", "declined") and invitation.verdict in ("ready", "letter"):
                values["sent_on"] = now
            if fate in ("accepted", "declined", "accepted_unsent") and (values or fate == "accepted_unsent"):
                values |= {"answer": fate.removesuffix("_unsent"), "answered_on": now}
            if values:
                invitation.write(values)

    def change(self, campaign_values):
        """Let contacts change, and what the office wants of them."""
        if campaign_values:
            self.campaign.write(campaign_values)
        changes = {
            "no_mail": lambda contact: contact.write({"email": False}),
            "shared": lambda contact: contact.write({"email": "info@shared.example"}),
            "bounce": lambda contact: contact.write({"message_bounce": 1}),
            "archive": lambda contact: contact.write({"active": False}),
            "object": lambda contact: self._opt_out(contact, "everything", "both"),
            "leave": lambda contact: contact.write({"outreach_target_group_id": self.stage.group_research.id}),
            "name": lambda contact: contact.write(
                {"name": "Anna Muster", "outreach_first_name": "Anna", "outreach_surname": "Muster"}
            ),
            "basis": lambda contact: contact.write({"outreach_legal_basis": "none"}),
            **{kind: lambda contact, kind=kind: self._choose(contact, kind) for kind in ("invite", "letter", "leave_out")},
        }
        for contact, traits in self.traits.items():
            if traits["change"]:
                changes[traits["change"]](contact)
        self.env.flush_all()

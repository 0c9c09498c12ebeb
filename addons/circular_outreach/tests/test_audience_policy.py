from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, mute_logger

from .common import OutreachCase

ADDRESS = {"street": "Hauptstraße 1", "zip": "09599", "city": "Freiberg"}


class TestAudiencePolicy(OutreachCase):
    """What a clerk reads about each contact, under each policy of a campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._make_contact("Firm", is_company=True, email=False)

    def _campaign(self, **values):
        return self._make_campaign(rule_target_group_ids=[(6, 0, self.group_building.ids)], **values).with_user(self.clerk)

    def _told(self, campaign, contact):
        """Return verdict and sentence as the clerk reads them."""
        row = campaign.invitation_ids.filtered(lambda invitation: invitation.partner_id == contact)
        return row.verdict, row.verdict_reason

    def _verdicts(self, campaign):
        return {row.partner_id.name: row.verdict for row in campaign.invitation_ids if not row.partner_id.is_company}

    def _make_person(self, name, **values):
        return self._make_contact(name, parent_id=self.firm.id, **values)

    def _choose(self, campaign, contact, kind, reason="Asked for it"):
        return self.env["outreach.audience.choice"].with_user(self.clerk).create(
            {"campaign_id": campaign.id, "partner_id": contact.id, "kind": kind, "reason": reason}
        )  # fmt: skip

    def _make_role(self, contact, name="Test role", **values):
        role_type = self.env["outreach.role.type"].search([("name", "=", name)], limit=1) or self.env[
            "outreach.role.type"
        ].create({"name": name})
        self.env["outreach.role"].create(
            {"partner_id": self.firm.id, "type_id": role_type.id, "contact_id": contact.id, **values}
        )
        return role_type

    def _today(self):
        clerk = self.clerk.with_user(self.clerk)
        return format_date(clerk.env, fields.Date.context_today(clerk))

    def _send(self, invitations):
        invitations.sudo().sent_on = fields.Datetime.now()

    def _mail(self, contact, number, days_ago=1):
        """Let a contact have got so many unasked mails of another campaign."""
        campaign = self._make_campaign(title="Mailing", event_id=self.event.copy().id)
        invitation = self.env["outreach.invitation"].create({"campaign_id": campaign.id, "partner_id": contact.id})
        steps = campaign.step_ids.filtered(lambda step: step.recipients in ("everyone", "silent"))[:number]
        self.assertEqual(len(steps), number)
        self.env["outreach.delivery"].create(
            [
                {
                    "step_id": step.id,
                    "campaign_id": campaign.id,
                    "invitation_id": invitation.id,
                    "state": "sent",
                    "sent_on": fields.Datetime.now() - timedelta(days=days_ago),
                }
                for step in steps
            ]
        )

    # What is settled elsewhere

    def test_who_was_invited_to_the_same_workshop_is_not_invited_again(self):
        contact = self._make_contact()
        self._send(self._invite(contact, title="First round"))
        campaign = self._campaign(title="Second round")
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, contact), ("invited_elsewhere", "Was invited by “First round”."))

    def test_campaign_the_rule_asks_for_does_not_count_as_another_invitation(self):
        contact = self._make_contact()
        invitation = self._invite(contact, title="First round")
        self._send(invitation)
        campaign = self._campaign(title="Second round", rule_answer_campaign_id=invitation.campaign_id.id)
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Erika Muster": "ready"})

    def test_who_was_only_meant_by_another_campaign_is_invited(self):
        contact = self._make_contact()
        self._invite(contact, title="Never sent")
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, contact), ("ready", ""))

    def test_call_for_the_same_role_counts_until_it_is_closed(self):
        contact = self._make_contact()
        role_type = self.env["outreach.role.type"].create({"name": "Sought"})
        values = {"purpose": "call", "role_type_id": role_type.id, "event_id": False}
        earlier = self._invite(contact, title="Earlier call", **values)
        self._send(earlier)
        campaign = self._campaign(**values)
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, contact), ("invited_elsewhere", "Was invited by “Earlier call”."))
        earlier.campaign_id.action_close()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Erika Muster": "ready"})

    def test_seat_says_so(self):
        contact = self._make_contact()
        self.env["event.registration"].create(
            {"event_id": self.event.id, "partner_id": contact.id, "outreach_attendee_id": contact.id}
        )
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, contact), ("registered", "Already has a seat at this workshop."))

    def test_who_got_many_mails_lately_is_spared(self):
        self.env.company.write({"outreach_contact_limit": 2, "outreach_contact_limit_days": 10})
        tired, rested, earlier = (self._make_contact(name) for name in ("Anna Tired", "Berta Rested", "Clara Earlier"))
        self._mail(tired, 2)
        self._mail(rested, 1)
        self._mail(earlier, 2, days_ago=11)
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Anna Tired": "too_often", "Berta Rested": "ready", "Clara Earlier": "ready"})
        self.assertEqual(self._told(campaign, tired)[1], "Got 2 or more mails of other campaigns in the last 10 days.")
        self.env.company.outreach_contact_limit = 0
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, tired), ("ready", ""))

    # Colleagues of who has accepted

    def test_colleagues_of_who_is_coming_are_left_out_if_wished(self):
        guest, colleague = self._make_person("Anna Guest"), self._make_person("Berta Colleague")
        campaign = self._campaign(colleague_policy="skip")
        campaign.action_build_audience()
        campaign.invitation_ids.filtered(lambda row: row.partner_id == guest)._answer("accepted", "phone")
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, colleague), ("represented", "Firm, Anna Guest of the same organisation is coming."))
        for policy in ("invite", "tell"):
            campaign.colleague_policy = policy
            campaign.action_build_audience()
            self.assertEqual(self._told(campaign, colleague), ("ready", ""), policy)

    def test_two_of_one_organisation_who_come_both_get_their_mails(self):
        people = self._make_person("Anna Guest") | self._make_person("Berta Guest")
        campaign = self._campaign(colleague_policy="skip")
        campaign.action_build_audience()
        for invitation in campaign.invitation_ids.filtered(lambda row: row.partner_id in people):
            invitation._answer("accepted", "phone")
        self.assertEqual(self.env["outreach.audience"]._judge(campaign, people), {})

    # Legal basis

    def test_three_reasons_for_no_legal_basis(self):
        none = self._make_contact("Anna None", outreach_legal_basis="none")
        other = self._make_contact("Berta Other", outreach_legal_basis="consent")
        self._make_consent(other, "call")
        task = self._make_contact("Clara Task")
        given = self._make_contact("Dora Given", outreach_legal_basis="consent")
        self._make_consent(given, "both")
        campaign = self._campaign(needs_consent=True)
        campaign.action_build_audience()
        self.assertEqual(
            {contact.name: self._told(campaign, contact) for contact in none | other | task | given},
            {
                "Anna None": ("no_basis", "The contact says that there is no legal basis to write."),
                "Berta Other": ("no_basis", "The consent of this contact does not cover such invitations."),
                "Clara Task": ("no_basis", "This campaign writes only to whoever has given their consent."),
                "Dora Given": ("ready", ""),
            },
        )

    def test_letter_by_hand_needs_no_consent_but_a_legal_basis(self):
        task = self._make_contact("Anna Task", **ADDRESS)
        none = self._make_contact("Berta None", outreach_legal_basis="none", **ADDRESS)
        campaign = self._campaign(needs_consent=True)
        for contact in (task, none):
            self._choose(campaign, contact, "letter")
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Anna Task": "letter", "Berta None": "no_basis"})

    # Entered twice

    def test_one_of_two_entries_is_written_to(self):
        first = self._make_person("Anna Twice")
        second = self._make_person("Anna Twice", email="anna@home.example")
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, first)[0], "ready")
        self.assertEqual(
            self._told(campaign, second), ("duplicate", "Probably the same as Firm, Anna Twice. Merge the two, or invite both.")
        )

    def test_entries_that_are_not_the_same_are_both_written_to(self):
        father, son, son_again = (self._make_person("Hans Twice", email=f"hans{number}@firm.example") for number in range(3))
        for other in (son, son_again):
            father.with_user(self.clerk).action_outreach_set_apart(other.id)
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual([self._told(campaign, one)[0] for one in (father, son, son_again)], ["ready", "ready", "duplicate"])
        self.assertEqual(campaign.invitation_ids.filtered(lambda row: row.partner_id == son_again).verdict_partner_id, son)

    def test_objection_of_one_entry_is_respected_by_the_other(self):
        objector = self._make_person("Anna Twice")
        other = self._make_person("Anna Twice", email="anna@home.example")
        self.env["outreach.opt.out"]._record_contact(objector, "everything", "phone")
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual([self._told(campaign, one)[0] for one in (objector, other)], ["objection", "duplicate"])

    def test_dead_address_chosen_by_hand_does_not_block_the_good_one(self):
        dead, good = self._make_person("Anna Twice"), self._make_person("Anna Twice", email="anna@home.example")
        dead.message_bounce = 1
        campaign = self._campaign()
        self._choose(campaign, dead, "invite")
        campaign.action_build_audience()
        self.assertEqual([self._told(campaign, one)[0] for one in (dead, good)], ["bounced", "ready"])

    def test_same_name_of_organisations_without_address_says_nothing(self):
        for number in (1, 2):
            self._make_contact("Grundschule", is_company=True, email=f"school{number}@county.example")
        campaign = self._campaign()
        campaign.action_build_audience()
        self.assertEqual(
            set(campaign.invitation_ids.filtered(lambda row: row.partner_id != self.firm).mapped("verdict")), {"ready"}
        )

    def test_who_was_sent_counts_also_after_the_entry_was_archived(self):
        first = self._make_person("Anna Twice", email="info@firm.example")
        campaign = self._campaign()
        campaign.action_build_audience()
        self._send(campaign.invitation_ids.filtered(lambda row: row.partner_id == first))
        first.active = False
        second = self._make_person("Anna Twice")
        colleague = self._make_person("Berta Colleague", email="info@firm.example")
        campaign.action_build_audience()
        self.assertEqual([self._told(campaign, one)[0] for one in (second, colleague)], ["duplicate", "same_mailbox"])

    # Limits per organisation

    def test_limit_takes_the_main_contact_first(self):
        first, main, third = (
            self._make_person(name, outreach_is_main_contact=name == "Berta Main")
            for name in ("Anna First", "Berta Main", "Clara Third")
        )
        campaign = self._campaign(organisation_policy="limit", organisation_limit=2)
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign), {"Anna First": "ready", "Berta Main": "ready", "Clara Third": "organisation_limit"}
        )
        self.assertEqual(self._told(campaign, third)[1], "Of this organisation Firm, Berta Main is written to.")
        self.assertEqual(self._told(campaign, self.firm), ("by_people", "Its people are written to."))
        campaign.organisation_limit = 1
        campaign.action_build_audience()
        self.assertEqual([self._told(campaign, one)[0] for one in (first, main)], ["organisation_limit", "ready"])

    def test_who_was_sent_keeps_the_place_of_the_organisation(self):
        first = self._make_person("Anna First")
        campaign = self._campaign(organisation_policy="limit")
        campaign.action_build_audience()
        self._send(campaign.invitation_ids.filtered(lambda row: row.partner_id == first))
        main = self._make_person("Berta Main", outreach_is_main_contact=True)
        campaign.action_build_audience()
        self.assertEqual(
            self._told(campaign, main), ("organisation_limit", "Of this organisation Firm, Anna First is written to.")
        )

    def test_only_the_contact_person_of_the_named_role_is_written_to(self):
        main = self._make_person("Anna Main", outreach_is_main_contact=True)
        person, other = self._make_person("Berta Person"), self._make_person("Clara Other")
        role_type = self._make_role(person)
        self._make_role(other, name="Another role")
        campaign = self._campaign(organisation_policy="contact_person", rule_role_type_ids=[(6, 0, role_type.ids)])
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign),
            {"Anna Main": "organisation_limit", "Berta Person": "ready", "Clara Other": "organisation_limit"},
        )
        self.assertEqual(self._told(campaign, main)[1], "Of this organisation Firm, Berta Person is written to.")

    def test_without_a_contact_person_in_reach_the_next_is_written_to(self):
        self._make_person("Anna First")
        self._make_person("Berta Main", outreach_is_main_contact=True)
        self._make_role(self._make_person("Clara Person", email=False))
        campaign = self._campaign(organisation_policy="contact_person")
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign), {"Anna First": "organisation_limit", "Berta Main": "ready", "Clara Person": "no_email"}
        )

    def test_contact_person_gets_the_mail_to_a_mailbox_shared_with_somebody_known_for_longer(self):
        self._make_person("Anna First", email="info@firm.example")
        self._make_role(self._make_person("Berta Person", email="info@firm.example"))
        for policy in ("contact_person", "everyone"):
            campaign = self._campaign(organisation_policy=policy)
            campaign.action_build_audience()
            self.assertEqual(self._verdicts(campaign)["Berta Person"], "ready", policy)
            self.assertNotEqual(self._verdicts(campaign)["Anna First"], "ready", policy)

    def test_nobody_waits_for_a_mailbox_that_is_not_written_to(self):
        self._make_person("Anna Over", email="info@shared.example")
        self._make_person("Berta Main", outreach_is_main_contact=True)
        neighbour = self._make_contact("Clara Neighbour", email="info@shared.example")
        campaign = self._campaign(organisation_policy="limit")
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, neighbour), ("ready", ""))
        self.assertEqual(self._verdicts(campaign)["Anna Over"], "organisation_limit")

    def test_people_with_one_mailbox_take_one_place(self):
        for name in ("Anna Shared", "Berta Shared"):
            self._make_person(name, email="info@firm.example")
        self._make_person("Clara Own")
        campaign = self._campaign(organisation_policy="limit", organisation_limit=2)
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Anna Shared": "ready", "Berta Shared": "same_mailbox", "Clara Own": "ready"})

    def test_limit_below_one_is_refused(self):
        campaign = self._campaign()
        with self.assertRaisesRegex(ValidationError, "at least 1"):
            campaign.write({"organisation_policy": "limit", "organisation_limit": 0})
        campaign.write({"organisation_policy": "everyone", "organisation_limit": 0})

    # Decided by hand

    def test_choice_by_hand_says_who_decided_and_why(self):
        said = f"Asked for it (Clerk, {self._today()})"
        invited = self._make_contact("Anna Invited", outreach_target_group_id=False)
        letter, left_out = self._make_contact("Berta Letter", **ADDRESS), self._make_contact("Clara Out")
        campaign = self._campaign()
        for contact, kind in ((invited, "invite"), (letter, "letter"), (left_out, "leave_out")):
            self._choose(campaign, contact, kind)
        campaign.action_build_audience()
        told = {contact.name: self._told(campaign, contact) for contact in invited | letter | left_out}
        self.assertEqual(
            told, {"Anna Invited": ("ready", said), "Berta Letter": ("letter", said), "Clara Out": ("left_out", said)}
        )
        self.assertEqual(
            campaign.rule_text,
            "All contacts in the target group Builders, and 2 chosen by hand, without 1 left out by hand",
        )

    def test_choice_lifts_what_the_office_wants_but_not_what_the_contact_wants(self):
        self.env.company.outreach_contact_limit = 1
        people = {name: self._make_person(name) for name in ("Anna Main", "Berta Second", "Clara Tired", "Dora Objector")}
        self._mail(people["Clara Tired"], 1)
        self.env["outreach.opt.out"]._record_contact(people["Dora Objector"], "everything", "paper")
        campaign = self._campaign(organisation_policy="limit")
        campaign.action_build_audience()
        before = {
            "Anna Main": "ready",
            "Berta Second": "organisation_limit",
            "Clara Tired": "too_often",
            "Dora Objector": "objection",
        }
        self.assertEqual(self._verdicts(campaign), before)
        for contact in people.values():
            self._choose(campaign, contact, "invite")
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {**dict.fromkeys(before, "ready"), "Dora Objector": "objection"})

    def test_letter_by_hand_never_goes_out_by_mail(self):
        contact = self._make_contact(**ADDRESS)
        campaign = self._campaign()
        self._choose(campaign, contact, "letter")
        contact.street = False
        campaign.action_build_audience()
        self.assertEqual(self._told(campaign, contact)[0], "no_email")

    def test_one_choice_for_each_contact(self):
        contact, campaign = self._make_contact(), self._campaign()
        self._choose(campaign, contact, "invite")
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(UniqueViolation, "outreach_audience_choice_once"):
            self._choose(campaign, contact, "leave_out")

    def test_closed_campaign_keeps_its_audience(self):
        contact = self._make_contact()
        campaign = self._invite(contact).campaign_id.with_user(self.clerk)
        choice = self._choose(campaign, contact, "leave_out")
        campaign.action_close()
        with self.assertRaisesRegex(UserError, "Reopen it"):
            campaign.action_build_audience()
        for change in (
            lambda: self._choose(campaign, self.firm, "invite"),
            lambda: choice.write({"kind": "invite"}),
            choice.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Reopen it"):
                change()

    # Opt-outs

    def test_opt_out_says_what_since_when_and_how(self):
        date = self._today()
        scopes = {
            "Anna Event": ("event", "page", {"event": self.event}, "opted_out", f"This workshop ({date}, Page)"),
            "Berta Purpose": (
                "purpose",
                "paper",
                {"purpose": "workshop"},
                "opted_out",
                f"Invitations of this kind ({date}, Paper)",
            ),
            "Clara Objector": ("everything", "phone", {}, "objection", f"Everything ({date}, Phone)"),
        }
        contacts = {name: self._make_contact(name) for name in scopes}
        for name, (scope, channel, values, _verdict, _sentence) in scopes.items():
            self.env["outreach.opt.out"]._record_contact(contacts[name], scope, channel, **values)
        campaign = self._campaign()
        campaign.action_build_audience()
        for name, (_scope, _channel, _values, verdict, sentence) in scopes.items():
            self.assertEqual(self._told(campaign, contacts[name]), (verdict, f"Has said “no more”: {sentence}."))

    def test_widest_opt_out_is_named(self):
        contact = self._make_contact()
        OptOut = self.env["outreach.opt.out"]
        OptOut._record_contact(contact, "purpose", "page", purpose="workshop")
        OptOut.create({"partner_id": contact.id, "scope": "everything", "channel": "phone"})
        campaign = self._campaign()
        campaign.action_build_audience()
        verdict, sentence = self._told(campaign, contact)
        self.assertEqual(verdict, "objection")
        self.assertIn("Everything", sentence)

    # What has changed

    def test_changes_are_counted_and_the_departed_named(self):
        departed = [self._make_contact(f"Anna Gone{number}") for number in range(6)]
        changed = self._make_contact("Berta Changed")
        self._make_contact("Clara Same")
        campaign = self._campaign()
        message = campaign.action_build_audience()["params"]["message"]
        self.assertEqual(message, "The audience is built: 9 contacts.")
        for contact in departed:
            contact.outreach_target_group_id = False
        changed.email = False
        self._make_contact("Dora New")
        message = campaign.action_build_audience()["params"]["message"]
        self.assertEqual(
            message,
            "Since the last time: 1 new, 1 changed, 6 no longer meant. "
            "No longer meant: Anna Gone0, Anna Gone1, Anna Gone2, Anna Gone3, Anna Gone4 and 1 more",
        )
        counts = (campaign.audience_new_count, campaign.audience_changed_count, campaign.audience_gone_count)
        self.assertEqual(counts, (1, 1, 6))
        row = campaign.invitation_ids.filtered(lambda invitation: invitation.partner_id == changed)
        self.assertEqual((row.verdict, row.verdict_before), ("no_email", "ready"))
        self.assertNotIn("Anna Gone", "".join(campaign.message_ids.mapped("body")))
        message = campaign.action_build_audience()["params"]["message"]
        self.assertEqual(message, "Nothing has changed since the last time.")

    def test_roles_follow_until_the_invitation_is_sent(self):
        person = self._make_person("Anna Person")
        self._make_role(person, name="First role")
        campaign = self._campaign()
        campaign.action_build_audience()
        row = campaign.invitation_ids.filtered(lambda invitation: invitation.partner_id == person)
        self.assertEqual(row.role_type_ids.mapped("name"), ["First role"])
        self.env["outreach.role"].search([("contact_id", "=", person.id)]).action_end()
        self._make_role(person, name="Second role")
        campaign.action_build_audience()
        self.assertEqual(row.role_type_ids.mapped("name"), ["Second role"])
        self._send(row)
        self.env["outreach.role"].search([("contact_id", "=", person.id)]).action_end()
        campaign.action_build_audience()
        self.assertEqual(row.role_type_ids.mapped("name"), ["Second role"])

    # The rule

    def _meant(self, **values):
        campaign = self._make_campaign(rule_target_group_ids=False, **values).with_user(self.clerk)
        campaign.action_build_audience()
        return campaign.rule_text, sorted(campaign.invitation_ids.mapped("partner_id.name"))

    def test_rule_by_organisation_type(self):
        kind = self.env["outreach.organisation.type"].create({"name": "Guild", "code": "test_guild"})
        self.firm.outreach_organisation_type_id = kind
        self._make_person("Anna Person", outreach_organisation_type_id=kind.id)
        self._make_contact("Berta Outside")
        self.assertEqual(
            self._meant(rule_organisation_type_ids=[(6, 0, kind.ids)]),
            ("All contacts of the organisation type Guild", ["Anna Person", "Firm"]),
        )

    def test_rule_by_who_took_part_and_who_did_not(self):
        guest, absent = self._make_contact("Anna Guest"), self._make_contact("Berta Absent")
        past = self.event.copy()
        past.name = "Past workshop"
        registrations = self.env["event.registration"].create(
            [{"event_id": past.id, "partner_id": contact.id, "outreach_attendee_id": contact.id} for contact in (guest, absent)]
        )
        registrations[0].outreach_attendance = "attended"
        self.assertEqual(
            self._meant(rule_attended_event_ids=[(6, 0, past.ids)]),
            ("All contacts who took part in Past workshop", ["Anna Guest"]),
        )
        text, names = self._meant(rule_absent_event_ids=[(6, 0, past.ids)])
        self.assertEqual(text, "All contacts who did not take part in Past workshop")
        self.assertIn("Berta Absent", names)
        self.assertNotIn("Anna Guest", names)

    def test_rule_by_answer_to_an_earlier_campaign(self):
        contacts = self._make_contact("Anna Yes") | self._make_contact("Berta Silent") | self._make_contact("Clara Unsent")
        invitations = self._invite(contacts, title="Earlier")
        self._send(invitations[:2])
        invitations[0]._answer("declined", "phone")
        earlier = {"rule_answer_campaign_id": invitations.campaign_id.id}
        self.assertEqual(self._meant(**earlier), ("All contacts who were invited by “Earlier”", ["Anna Yes", "Berta Silent"]))
        self.assertEqual(
            self._meant(**earlier, rule_answer="declined"), ("All contacts who answered “No” to “Earlier”", ["Anna Yes"])
        )
        self.assertEqual(
            self._meant(**earlier, rule_answer="none"), ("All contacts who answered “Nothing yet” to “Earlier”", ["Berta Silent"])
        )

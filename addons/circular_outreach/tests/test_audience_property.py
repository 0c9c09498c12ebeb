from hypothesis import HealthCheck, event, given, settings

from .audience_reference import REACHED, Reference
from .audience_world import WORLD, World
from .common import OutreachCase

STORED = ("verdict", "verdict_partner_id", "verdict_campaign_id", "verdict_opt_out_id", "verdict_before", "verdict_on", "email_normalized",
          "nonce", "sent_on", "answer", "write_date")  # fmt: skip


class TestAudienceProperty(OutreachCase):
    """Whatever contacts there are: what must be true of every audience, and the same verdicts as plain Python finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"outreach_contact_limit": 2, "outreach_contact_limit_days": 30})
        cls.role_type, cls.other_role_type = cls.env["outreach.role.type"].create(
            [{"name": "Named role"}, {"name": "Other role"}]
        )
        cls.other_event = cls.event.copy({"name": "Another"})
        call = {"purpose": "call", "event_id": False, "role_type_id": cls.role_type.id}
        rule = {"rule_target_group_ids": [(6, 0, cls.group_building.ids)]}
        cls.workshop = cls._make_campaign(title="Workshop", **rule)
        cls.call = cls._make_campaign(title="Call", **rule, **call)
        cls.others = {
            "same": cls._make_campaign(title="Same workshop"),
            "asked_for": cls._make_campaign(title="Same workshop, asked for by the rule"),
            "call": cls._make_campaign(title="Same role", **call),
            "closed_call": cls._make_campaign(title="Same role, closed", **call),
            "mailing": cls._make_campaign(title="Another workshop", event_id=cls.other_event.id),
        }
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE outreach_campaign SET state = 'closed' WHERE id = %s", [cls.others["closed_call"].id])
        cls.env.invalidate_all()
        # Nobody who is invited; they only hold roles.
        cls.holders = cls.env["res.partner"].create([{"name": f"Holder {number}", "type": "other"} for number in range(20)])

    @settings(
        max_examples=50,
        deadline=None,
        derandomize=True,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(drawn=WORLD)
    def test_every_audience_is_as_plain_python_finds_it(self, drawn):
        with self.env.cr.savepoint() as savepoint:
            self._live_through(drawn)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _live_through(self, drawn):
        world = World(self, drawn)
        self._check_build(world)
        world.send()
        world.change(drawn["campaign_later"])
        self._check_build(world)

    def _check_build(self, world):
        campaign = world.campaign
        kept = campaign.invitation_ids.filtered(lambda row: row.sent_on or row.answer != "none")
        past = kept.read(STORED)
        reference = Reference(campaign)
        self.env["outreach.audience"]._build(campaign)
        self.assertEqual(kept.read(STORED), past, "What was sent or answered has changed.")
        self.assertEqual(self._get_verdicts(campaign), reference.verdicts)
        self.assertEqual(set(campaign.invitation_ids.partner_id), set(reference.contacts))
        self._check_excluded(campaign, reference)
        self._check_mailboxes(campaign, reference)
        self._check_organisations(campaign, reference)
        self._check_reasons(campaign, reference)
        self._check_judge(campaign, reference)
        self._check_repetition(campaign)
        for verdict in set(campaign.invitation_ids.mapped("verdict")):
            event(verdict)

    def _get_verdicts(self, campaign):
        return {
            row.partner_id: (row.verdict, row.verdict_partner_id or row.verdict_campaign_id or row.verdict_opt_out_id or None)
            for row in campaign.invitation_ids
            if not row.sent_on and row.answer == "none"
        }

    def _check_excluded(self, campaign, reference):
        """Nobody is written to for whom one of these is true, whatever the reason that is shown."""
        for row in self._get_open(campaign).filtered(lambda row: row.verdict in REACHED):
            contact = row.partner_id
            self.assertTrue(contact.active)
            self.assertFalse(reference._opted_out(contact))
            self.assertNotIn(contact.email_normalized, reference.blacklist)
            self.assertNotEqual(reference.choices.get(contact), "leave_out")
            self.assertNotIn(contact, reference.registered)
            self.assertNotEqual(contact.outreach_legal_basis, "none")
            if row.verdict == "ready":
                self.assertTrue(contact.email_normalized)
                self.assertFalse(contact.message_bounce)
                self.assertNotEqual(reference.choices.get(contact), "letter")
                self.assertTrue(reference._has_basis(contact))

    def _check_mailboxes(self, campaign, reference):
        """At most one mail goes to a mailbox, unless somebody was chosen by hand."""
        mailed = [row.partner_id for row in campaign.invitation_ids if self._gets_mail(row, reference)]
        for contact in mailed:
            if contact not in reference.chosen and contact not in reference.kept:
                sharers = [other for other in mailed if other.email_normalized == contact.email_normalized]
                self.assertEqual(sharers, [contact])

    def _check_organisations(self, campaign, reference):
        reached = {
            row.partner_id for row in campaign.invitation_ids if row.verdict in REACHED or row.partner_id in reference.kept
        }
        people = {contact for contact in reached if not contact.is_company}
        for contact in reached - reference.chosen - reference.kept:
            colleagues = {other for other in people if other.commercial_partner_id == contact.commercial_partner_id}
            if contact.is_company:
                by_mail = {other for other in colleagues if other in reference.kept or reference.own[other] == "ready"}
                self.assertFalse(by_mail, "An organisation is written to beside its people.")
            elif campaign.organisation_policy == "limit":
                self.assertLessEqual(
                    len(
                        {
                            other.email_normalized or other
                            for other in colleagues
                            if reference._turn(other) <= reference._turn(contact)
                        }
                    ),
                    campaign.organisation_limit,
                )
            elif campaign.organisation_policy == "contact_person" and contact not in reference.contact_persons:
                self.assertEqual(colleagues, {contact})

    def _check_reasons(self, campaign, reference):
        """Nobody waits for somebody who is not written to: the one named is reached, or out for a reason of their own."""
        rows = {row.partner_id: row for row in campaign.invitation_ids}
        for row in self._get_open(campaign):
            other = rows.get(row.verdict_partner_id)
            if row.verdict == "same_mailbox":
                self.assertTrue(self._gets_mail(other, reference))
                self.assertEqual(other.partner_id.email_normalized, row.partner_id.email_normalized)
            elif row.verdict == "organisation_limit":
                self.assertEqual(other.partner_id.commercial_partner_id, row.partner_id.commercial_partner_id)
                self.assertTrue(other.partner_id in reference.kept or other.verdict in (*REACHED, "same_mailbox"))
            elif row.verdict == "duplicate":
                self.assertNotIn(other.partner_id, row.partner_id.outreach_distinct_ids)
                self.assertNotIn(other.verdict if other.partner_id not in reference.kept else "", ("no_email", "bounced"))

    def _check_judge(self, campaign, reference):
        """The last look before sending says of each contact what speaks against it alone."""
        partners = self.env["res.partner"].concat(*reference.contacts)
        expected = {contact.id: verdict for contact, verdict in Reference(campaign).own.items() if verdict != "ready"}
        self.assertEqual(self.env["outreach.audience"]._judge(campaign, partners), expected)

    def _check_repetition(self, campaign):
        before = campaign.invitation_ids.read(STORED)
        changes = self.env["outreach.audience"]._build(campaign)
        self.assertEqual({name: changes[name] for name in ("new", "changed", "gone")}, {"new": 0, "changed": 0, "gone": 0})
        self.assertEqual(campaign.invitation_ids.read(STORED), before)

    def _get_open(self, campaign):
        return campaign.invitation_ids.filtered(lambda row: not row.sent_on and row.answer == "none")

    def _gets_mail(self, row, reference):
        return row.verdict == "ready" and (bool(row.sent_on) or row.answer == "none" or reference.own[row.partner_id] == "ready")

from .common import OutreachCase

ADDRESS = {"street": "Hauptstraße 1", "zip": "09599", "city": "Freiberg"}


class TestAudience(OutreachCase):
    def _verdicts(self, campaign):
        return {invitation.partner_id.name: invitation.verdict for invitation in campaign.invitation_ids}

    def test_every_contact_in_the_rule_gets_one_verdict(self):
        self._make_contact("Anna Ready")
        self._make_contact("Berta Nomail", email=False)
        self._make_contact("Clara First", email="info@shared.example")
        self._make_contact("Dora Second", email="Info@shared.example")
        self._make_contact("Emil Bounced").message_bounce = 1
        self.env["mail.blacklist"]._add(self._make_contact("Franz Blacklisted").email)
        self._make_contact("Gustav Elsewhere", outreach_target_group_id=False)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign),
            {
                "Anna Ready": "ready",
                "Berta Nomail": "no_email",
                "Clara First": "ready",
                "Dora Second": "same_mailbox",
                "Emil Bounced": "bounced",
                "Franz Blacklisted": "blacklisted",
            },
        )

    def test_verdict_names_the_contact_who_shares_the_mailbox(self):
        first = self._make_contact("Clara First", email="info@shared.example")
        self._make_contact("Dora Second", email="info@shared.example")
        campaign = self._make_campaign()
        campaign.action_build_audience()
        second = campaign.invitation_ids.filtered(lambda invitation: invitation.verdict == "same_mailbox")
        self.assertEqual(second.verdict_partner_id, first)
        self.assertIn("Clara First", second.verdict_reason)

    def test_person_is_written_to_rather_than_the_organisation_with_the_same_mailbox(self):
        organisation = self._make_contact("Firm", is_company=True, email="info@firm.example")
        person = self._make_contact("Anna Ready", parent_id=organisation.id, email="info@firm.example")
        campaign = self._make_campaign()
        campaign.action_build_audience()
        ready = campaign.invitation_ids.filtered(lambda invitation: invitation.verdict == "ready")
        self.assertEqual(ready.partner_id, person)

    def test_organisation_is_written_to_where_none_of_its_people_can_be(self):
        organisation = self._make_contact("Firm", is_company=True, email="info@firm.example")
        self._make_contact("Anna Nomail", parent_id=organisation.id, email=False)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Firm": "ready", "Anna Nomail": "no_email"})

    def test_mailbox_of_somebody_opted_out_is_not_written_to_through_a_colleague(self):
        invitation = self._invite(self._make_contact("Anna First", email="info@shared.example"))
        self.env["outreach.opt.out"]._record(invitation, "everything", "phone")
        self._make_contact("Berta Second", email="info@shared.example")
        campaign = self._make_campaign(title="Next")
        campaign.action_build_audience()
        self.assertEqual(set(self._verdicts(campaign).values()), {"objection"})

    def test_opt_out_from_one_workshop_leaves_other_workshops_open(self):
        contact = self._make_contact()
        self.env["outreach.opt.out"]._record(self._invite(contact), "event", "page")
        self.assertEqual(self._invite(contact, title="Same again").verdict, "opted_out")
        other = self.event.copy({"name": "Another"})
        self.assertEqual(self._invite(contact, title="Other", event_id=other.id).verdict, "ready")

    def test_building_twice_changes_nothing(self):
        self._make_contacts(3)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        before = campaign.invitation_ids.read(["verdict", "verdict_on", "nonce", "write_date"])
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.read(["verdict", "verdict_on", "nonce", "write_date"]), before)

    def test_what_was_sent_keeps_its_past(self):
        contact = self._make_contact()
        invitation = self._invite(contact)
        invitation.sent_on = self.begin
        contact.email = False
        invitation.campaign_id.action_build_audience()
        self.assertEqual(invitation.verdict, "ready")

    def test_contact_that_left_the_rule_leaves_the_audience(self):
        contacts = self._make_contacts(2)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        contacts[0].outreach_target_group_id = False
        campaign.action_build_audience()
        self.assertEqual(campaign.invitation_ids.partner_id, contacts[1])

    def test_somebody_with_a_seat_is_not_invited_again(self):
        contact = self._make_contact()
        self.env["event.registration"].create(
            {"event_id": self.event.id, "partner_id": contact.id, "outreach_attendee_id": contact.id}
        )
        self.assertEqual(self._invite(contact).verdict, "registered")

    def test_roles_are_taken_down_with_the_invitation(self):
        contact = self._make_contact()
        role_type = self.env["outreach.role.type"].create({"name": "Test role"})
        role = self.env["outreach.role"].create({"partner_id": contact.id, "type_id": role_type.id})
        invitation = self._invite(contact)
        role.action_end()
        self.assertEqual(invitation.role_type_ids, role_type)

    def test_rule_by_role_finds_people_of_the_organisation(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        person = self._make_contact("Anna Ready", parent_id=organisation.id)
        role_type = self.env["outreach.role.type"].create({"name": "Test role"})
        self.env["outreach.role"].create({"partner_id": organisation.id, "type_id": role_type.id})
        campaign = self._make_campaign(rule_role_type_ids=[(6, 0, role_type.ids)])
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Firm": "by_people", "Anna Ready": "ready"})
        self.assertEqual(campaign.invitation_ids.organisation_id, organisation)
        self.assertIn(person, campaign.invitation_ids.partner_id)

    def test_clerk_can_build_and_read_an_audience(self):
        self._make_contact()
        campaign = self._make_campaign().with_user(self.clerk)
        campaign.action_build_audience()
        self.assertEqual(campaign.ready_count, 1)
        self.assertEqual(campaign.invitation_ids.verdict, "ready")

    def test_who_has_no_mailbox_but_an_address_gets_a_letter(self):
        self._make_contact("Anna Address", email=False, **ADDRESS)
        self._make_contact("Berta Box", email=False, **{**ADDRESS, "street": "Postfach 12 34"})
        for missing in ("street", "zip", "city"):
            self._make_contact(f"Clara {missing}", email=False, **{**ADDRESS, missing: " "})
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign),
            {
                "Anna Address": "letter",
                "Berta Box": "letter",
                "Clara street": "no_email",
                "Clara zip": "no_email",
                "Clara city": "no_email",
            },
        )

    def test_letter_goes_to_the_address_of_the_organisation_where_the_person_has_none(self):
        organisation = self._make_contact("Firm", is_company=True, email=False, **ADDRESS)
        person = self._make_contact("Anna Person", email=False, parent_id=organisation.id)
        person.write(dict.fromkeys(ADDRESS, False))
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Firm": "by_people", "Anna Person": "letter"})

    def test_organisation_with_a_mailbox_does_not_wait_for_letters_to_its_people(self):
        organisation = self._make_contact("Firm", is_company=True, email="info@firm.example", **ADDRESS)
        self._make_contact("Anna Person", email=False, parent_id=organisation.id)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Firm": "ready", "Anna Person": "letter"})

    def test_organisation_gets_no_letter_where_its_people_get_mail(self):
        organisation = self._make_contact("Firm", is_company=True, email=False, **ADDRESS)
        self._make_contact("Anna Ready", parent_id=organisation.id)
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(self._verdicts(campaign), {"Firm": "by_people", "Anna Ready": "ready"})

    def test_objection_and_seat_win_over_the_letter(self):
        objector, guest, gone = (
            self._make_contact(name, email=False, **ADDRESS) for name in ("Anna Objector", "Berta Guest", "Clara Gone")
        )
        self.env["outreach.opt.out"]._record_contact(objector, "everything", "phone")
        self.env["event.registration"].create(
            {"event_id": self.event.id, "name": guest.name, "outreach_attendee_id": guest.id, "partner_id": guest.id}
        )
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.assertEqual(
            self._verdicts(campaign), {"Anna Objector": "objection", "Berta Guest": "registered", "Clara Gone": "letter"}
        )
        gone.active = False
        self.assertEqual(self.env["outreach.audience"]._judge(campaign, gone), {gone.id: "no_email"})

    def test_campaign_of_letters_alone_can_be_released(self):
        invitation = self._invite(self._make_contact(email=False, **ADDRESS))
        self.assertEqual(invitation.campaign_id.state, "released")
        self.assertIn("postal address", invitation.verdict_reason)

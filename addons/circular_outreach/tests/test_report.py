from datetime import timedelta

from .common import OutreachCase


class TestReport(OutreachCase):
    def setUp(self):
        super().setUp()
        self.type_company, self.type_school = self.env["outreach.organisation.type"].create(
            [{"name": "Firm", "code": "test_firm"}, {"name": "School", "code": "test_school"}]
        )
        self.role_type = self.env["outreach.role.type"].create({"name": "Pioneer"})
        self.firm = self._make_contact("Firm One", is_company=True, outreach_organisation_type_id=self.type_company.id)
        self.person = self._make_contact("Erika Muster", parent_id=self.firm.id)
        self.invitation = self._invite(self.person)

    def _read(self, group, *measures, domain=()):
        """Return {group: measures} of the figures, as a clerk reads them."""
        report = self.env["outreach.report"].with_user(self.clerk)
        rows = report._read_group([("event_id", "=", self.event.id), *domain], [group], list(measures))
        return {row[0]: row[1:] for row in rows}

    def _make_earlier_workshop(self):
        begin = self.begin - timedelta(days=60)
        return self.event.copy({"name": "Earlier", "date_begin": begin, "date_end": begin + timedelta(hours=2)})

    def _attend(self, event, person):
        registration = self.env["event.registration"].create({"event_id": event.id, "outreach_attendee_id": person.id})
        registration.action_outreach_check_in()
        return registration

    def test_facts_are_taken_down_when_somebody_answers_for_the_first_time(self):
        self.person.write(
            {"outreach_target_group_id": self.group_research.id, "outreach_organisation_type_id": self.type_school.id}
        )
        self.env["outreach.role"].create({"partner_id": self.firm.id, "type_id": self.role_type.id})
        self.invitation._answer("accepted", "page")
        for record, prefix in ((self.invitation, ""), (self.invitation.registration_id, "outreach_")):
            self.assertEqual(record[f"{prefix}target_group_id"], self.group_research)
            self.assertEqual(record[f"{prefix}organisation_type_id"], self.type_school)
            self.assertEqual(record[f"{prefix}role_type_ids"], self.role_type)

    def test_later_changes_of_the_contact_change_no_figure(self):
        self.invitation._answer("accepted", "page")
        self.person.outreach_target_group_id = self.group_research
        self.invitation._answer("declined", "phone")
        self.assertEqual(self._read("target_group_id", "declined_count:sum"), {self.group_building: (1,)})

    def test_audience_takes_down_the_organisation_type(self):
        self.assertEqual(self.invitation.organisation_type_id, self.type_company)

    def test_returning_is_who_has_attended_an_earlier_workshop(self):
        self._attend(self._make_earlier_workshop(), self.person)
        self.invitation._answer("accepted", "page")
        self.invitation.registration_id.action_outreach_check_in()
        self.assertEqual(self._read("visit", "attended_count:sum", "first_count:sum"), {"returning": (1, 0)})

    def test_attending_a_later_workshop_does_not_make_the_first_visit_another_one(self):
        self.invitation._answer("accepted", "page")
        self.invitation.registration_id.action_outreach_check_in()
        earlier = self._make_earlier_workshop()
        earlier.write({"date_begin": self.begin + timedelta(days=9), "date_end": self.begin + timedelta(days=10)})
        self._attend(earlier, self.person)
        self.assertEqual(self._read("visit", "first_count:sum"), {"first": (1,)})

    def test_two_people_of_one_organisation_are_one_organisation(self):
        for person in (self.person, self._make_contact("Otto Muster", parent_id=self.firm.id)):
            self._attend(self.event, person).outreach_organisation_id = self.firm
        counted = self._read(
            "event_id", "attended_count:sum", "attendee_id:count_distinct", "present_organisation_id:count_distinct"
        )
        self.assertEqual(counted, {self.event: (2, 2, 1)})

    def test_organisations_that_did_not_come_are_not_counted_as_present(self):
        self.invitation._answer("accepted", "page")
        self.assertEqual(self._read("event_id", "present_organisation_id:count_distinct"), {self.event: (0,)})

    def test_rates_count_only_whom_they_are_about(self):
        others = self._make_contacts(3)
        invitations = self.invitation | self._invite(others, title="Second")
        invitations[:3].sent_on = self.begin
        invitations[0]._answer("accepted", "page")
        invitations[0].registration_id.action_outreach_check_in()
        invitations[1]._answer("accepted", "page")
        invitations[1].registration_id._outreach_log("no_show")
        invitations[2]._answer("accepted", "page")
        invitations[2].registration_id._outreach_log("excuse", reason="Ill")
        self.assertEqual(self._read("event_id", "response_rate:avg", "show_rate:avg"), {self.event: (1.0, 0.5)})

    def test_mail_that_came_back_has_reached_nobody(self):
        self.invitation.sent_on = self.begin
        delivery = self.env["outreach.delivery"].create(
            {
                "step_id": self.invitation.campaign_id.step_ids[0].id,
                "campaign_id": self.invitation.campaign_id.id,
                "invitation_id": self.invitation.id,
                "state": "bounced",
            }
        )
        self.assertEqual(self._read("event_id", "sent_count:sum", "delivered_count:sum"), {self.event: (1, 0)})
        delivery.state = "sent"
        self.assertEqual(self._read("event_id", "delivered_count:sum"), {self.event: (1,)})

    def test_people_with_two_roles_count_under_both(self):
        other = self.env["outreach.role.type"].create({"name": "Networker"})
        self.invitation.role_type_ids = self.role_type | other
        walk_in = self._attend(self.event, self._make_contact("Wanda Walk"))
        walk_in.write({"outreach_role_type_ids": [(6, 0, self.role_type.ids)], "outreach_is_walk_in": True})
        report = self.env["outreach.report"].with_user(self.clerk)
        rows = report._read_group([("event_id", "=", self.event.id)], ["role_type_ids"], ["__count"])
        self.assertEqual(dict(rows), {self.role_type: 2, other: 1})
        self.assertEqual(report.search_count([("event_id", "=", self.event.id), ("role_type_ids", "in", other.ids)]), 1)

    def test_funnel_counts_the_stages_and_their_shares_of_those_written_to(self):
        self.invitation.sent_on = self.begin
        self.invitation._answer("accepted", "page")
        campaign = self.invitation.campaign_id.with_user(self.clerk)
        funnel = {one["stage"]: (one["count"], one["rate"]) for one in campaign.funnel}
        self.assertEqual(funnel["audience"], (1, None))
        self.assertEqual(funnel["answered"], (1, 1.0))
        self.assertEqual(funnel["attended"], (0, 0.0))

    def test_every_count_of_the_funnel_opens_the_people_behind_it(self):
        self.invitation.sent_on = self.begin
        campaign = self.invitation.campaign_id.with_user(self.clerk)
        for stage in campaign.funnel:
            action = campaign.action_view_funnel(stage["stage"])
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), stage["count"], stage["stage"])
        self.assertEqual(self.env["outreach.report"].search(campaign.action_view_funnel("sent")["domain"]).person_id, self.person)

    def test_funnel_of_an_empty_campaign_is_all_zero(self):
        self.assertEqual({one["count"] for one in self._make_campaign(title="Empty").funnel}, {0})

    def test_walk_in_keeps_organisation_type_and_roles(self):
        self.env["outreach.role"].create({"partner_id": self.firm.id, "type_id": self.role_type.id})
        walk_in = (
            self.env["outreach.walk.in"]
            .with_user(self.desk_helper)
            .create({"event_id": self.event.id, "name": "Wanda Walk", "organisation_name": "Firm One"})
        )
        walk_in.action_check_in()
        registration = self.event.registration_ids
        self.assertEqual(registration.outreach_organisation_type_id, self.type_company)
        self.assertEqual(registration.outreach_role_type_ids, self.role_type)

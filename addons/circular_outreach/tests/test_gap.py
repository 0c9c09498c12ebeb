from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import OutreachCase


class TestGap(OutreachCase):
    """Who is known, who was invited, who has come, by target group and municipality."""

    def setUp(self):
        super().setUp()
        self.here, self.there = self.env["res.city"].create(
            [
                {"name": name, "outreach_ags": ags, "country_id": self.env.ref("base.de").id}
                for name, ags in (("Musterhausen", "99999001"), ("Beispielau", "99999002"))
            ]
        )
        self.people = self._make_contacts(4, outreach_municipality_id=self.here.id)
        self.people[3].outreach_municipality_id = self.there
        self.gap = self.env["outreach.gap"].with_user(self.clerk)

    def _cell(self, municipality, period="all", event=None, user=None):
        self.env.flush_all()
        for cell in self.gap.with_user(user or self.clerk).get_table(period, event and event.id)["cells"]:
            if (cell["group"], cell["municipality"]) == (self.group_building.id, municipality.id):
                return tuple(cell[figure] for figure in ("known", "missing", "invited", "accepted", "attended"))
        return None

    def _find(self, figure, municipality=None, **scope):
        place = municipality and municipality.id
        action = self.gap.action_view_contacts(figure, self.group_building.id, place, **scope)
        return self.env[action["res_model"]].with_user(self.clerk).search(action["domain"])

    def _invite_two(self):
        invitations = self._invite(self.people[:2])
        invitations.sent_on = self.begin - timedelta(days=60)
        invitations[0]._answer("accepted", "phone")
        invitations[0].registration_id.action_outreach_check_in()
        return invitations

    def test_contacts_count_once_however_often_they_were_invited(self):
        self._invite_two()
        event = self.event.copy({"date_begin": self.begin, "date_end": self.begin})
        self._invite(self.people[0], title="Again", event_id=event.id).sent_on = self.begin
        self.assertEqual(self._cell(self.here), (3, 1, 2, 1, 1))
        self.assertEqual(self._cell(self.there), (1, 1, 0, 0, 0))

    def test_every_figure_opens_the_contacts_behind_it(self):
        self._invite_two()
        self.assertEqual(self._find("known", self.here), self.people[:3])
        self.assertEqual(self._find("missing", self.here), self.people[2])
        self.assertEqual(self._find("invited", self.here), self.people[:2])
        self.assertEqual(self._find("accepted", self.here), self.people[0])
        self.assertEqual(self._find("attended", self.here), self.people[0])
        self.assertEqual(self._find("missing"), self.people[2:])

    def test_workshop_and_year_narrow_what_counts(self):
        self._invite_two()
        other = self.event.copy({"date_begin": self.begin, "date_end": self.begin})
        self.assertEqual(self._cell(self.here, event=self.event), (3, 1, 2, 1, 1))
        self.assertEqual(self._cell(self.here, event=other), (3, 3, 0, 0, 0))
        self.event.write({"date_begin": "2019-01-10 09:00:00", "date_end": "2019-01-10 12:00:00"})
        self.assertEqual(self._cell(self.here, period="year"), (3, 3, 0, 0, 0))
        self.assertEqual(self._find("missing", self.here, period="year"), self.people[:3])

    def test_who_was_in_the_audience_only_has_not_been_invited(self):
        self._invite(self.people[:2])
        self.assertEqual(self._cell(self.here), (3, 3, 0, 0, 0))

    def test_who_came_without_an_invitation_is_not_missing(self):
        registration = self.env["event.registration"].create(
            {"event_id": self.event.id, "outreach_attendee_id": self.people[2].id, "outreach_is_walk_in": True}
        )
        registration.action_outreach_check_in()
        self.assertEqual(self._cell(self.here), (3, 2, 0, 0, 1))
        self.assertEqual(self._find("missing", self.here), self.people[:2])

    def test_contacts_count_where_they_belong_now(self):
        self._invite_two()
        self.people[0].outreach_municipality_id = self.there
        self.assertEqual(self._cell(self.there), (2, 1, 1, 1, 1))

    def test_contacts_without_a_municipality_have_a_row_of_their_own(self):
        self.people[:3].outreach_municipality_id = False
        table = self.gap.get_table()
        self.assertIn(False, [one["id"] for one in table["municipalities"]])
        action = self.gap.action_view_contacts("known", self.group_building.id, False)
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.people[:3])

    def test_proposed_are_those_who_have_not_been_invited(self):
        self._invite_two()
        campaign = self._make_campaign(title="Next", rule_domain="[('id', '=', 0)]")
        action = self.gap.action_propose(self.group_building.id, self.here.id)
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        wizard.create({"campaign_id": campaign.id}).action_apply()
        self.assertEqual(campaign.choice_ids.partner_id, self.people[2])

    def test_new_campaign_begins_with_the_rule_of_the_cell(self):
        action = self.gap.action_new_campaign(self.group_building.id, self.here.id)
        campaign = self.env["outreach.campaign"].with_user(self.clerk).with_context(**action["context"])
        draft = campaign.new(campaign.default_get(["rule_target_group_ids", "rule_municipality_ids"]))
        self.assertEqual(draft.rule_target_group_ids._origin, self.group_building)
        self.assertEqual(draft.rule_municipality_ids._origin, self.here)

    def test_table_is_asked_in_one_query_however_many_cells_there_are(self):
        before = self._count_queries()
        self._make_contacts(3, outreach_municipality_id=self.there.id, outreach_target_group_id=self.group_research.id)
        self._invite_two()
        self.assertEqual(self._count_queries(), before)

    def _count_queries(self):
        self.gap.get_table()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.gap.get_table()
        return self.env.cr.sql_log_count - before

    def test_contacts_and_campaigns_of_another_company_are_not_counted(self):
        self._invite_two()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "elsewhere_test", "circular_outreach.group_user", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        self.assertEqual(self._cell(self.here, user=stranger), (3, 3, 0, 0, 0))
        self.people[:3].company_id = self.env.company
        self.assertIsNone(self._cell(self.here, user=stranger))

    def test_helper_at_the_desk_may_not_look(self):
        with self.assertRaises(AccessError):
            self.gap.with_user(self.desk_helper).get_table()

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import fields

from .common import OutreachCase


class TestPartnerSearch(OutreachCase):
    """What a clerk finds with the filters and the panel beside the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.view = cls.env.ref("circular_outreach.res_partner_view_search_outreach")
        cls.firm = cls._make_contact("Firm", is_company=True, email=False)
        cls.person = cls._make_contact("Anna In", parent_id=cls.firm.id)
        cls.other = cls._make_contact("Otto Out", outreach_target_group_id=cls.group_research.id)
        cls.everybody = cls.firm | cls.person | cls.other
        cls.Partner = cls.env["res.partner"].with_user(cls.clerk)

    def _filter(self, name):
        """Return who of everybody the filter of this name leaves."""
        arch = self.Partner.get_view(self.view.id, "search")["arch"]
        node = next(node for node in etree.fromstring(arch).iter("filter") if node.get("name") == name)
        return self.Partner.search([("id", "in", self.everybody.ids), *literal_eval(node.get("domain"))])

    def _address(self, partner, days):
        self._invite(partner).sent_on = fields.Datetime.now() - timedelta(days=days)

    def test_last_invitation_counts_for_the_person_and_the_organisation(self):
        self._address(self.person, 400)
        before = fields.Datetime.now()
        self._address(self.person, 30)
        self.assertGreaterEqual(self.person.outreach_last_addressed_on, before - timedelta(days=30))
        self.assertEqual(self.firm.outreach_last_addressed_on, self.person.outreach_last_addressed_on)
        self.assertFalse(self.other.outreach_last_addressed_on)

    def test_not_addressed_for_a_year_means_never_or_long_ago(self):
        self._address(self.person, 400)
        self._address(self.other, 30)
        self.assertEqual(self._filter("not_addressed"), self.firm | self.person)
        self._address(self.person, 30)
        self.assertFalse(self._filter("not_addressed"))
        self.assertFalse(self._filter("never_addressed"))

    def test_time_of_the_last_invitation_is_searched_as_it_is_shown(self):
        self._address(self.person, 400)
        self._address(self.other, 30)
        day = fields.Datetime.now() - timedelta(days=100)
        search = lambda *condition: self.Partner.search(  # noqa: E731  one search, four ways
            [("id", "in", self.everybody.ids), ("outreach_last_addressed_on", *condition)]
        )
        self.assertEqual(search(">=", day), self.other)
        self.assertEqual(search("<", day), self.firm | self.person)
        self.assertEqual(search("!=", False), self.everybody)
        self.assertEqual(search("=", False), self.Partner)

    def test_addresses_that_cannot_be_used(self):
        self.other.message_bounce = 1
        self.env["mail.blacklist"]._add(self.person.email)
        self.assertEqual(self._filter("unusable_email"), self.person | self.other)
        self.assertEqual(self._filter("no_email"), self.firm)

    def test_roles_are_found_by_filter_and_panel(self):
        role_type = self.env["outreach.role.type"].create({"name": "Test role"})
        role = self.env["outreach.role"].create({"partner_id": self.firm.id, "type_id": role_type.id})
        self.assertEqual(self._filter("has_role"), self.firm | self.person)
        self.assertEqual(self._filter("no_role"), self.other)
        self.assertEqual(self._panel("outreach_open_role_type_ids")["Test role"], 2)
        role.action_end()
        self.assertFalse(self._filter("has_role"))
        self.assertEqual(self._panel("outreach_open_role_type_ids")["Test role"], 0)

    def test_municipality_unknown_inside_and_outside(self):
        self.person.outreach_municipality_id = self.env.ref("circular_outreach.res_city_14522180")
        self.other.outreach_municipality_id = self.env.ref("circular_outreach.res_city_outside")
        self.assertEqual(self._filter("unknown_municipality"), self.firm)
        self.assertEqual(self._filter("in_county"), self.person)
        self.assertEqual(self._filter("outside_county"), self.other)

    def test_panel_counts_what_is_shown(self):
        self.assertEqual(self._panel("outreach_target_group_id")["Builders"], 2)
        self.assertEqual(self._panel("outreach_target_group_id")["Researchers"], 1)
        self.assertIn("Company", self._panel("outreach_organisation_type_id"))

    def _panel(self, name):
        values = self.Partner.search_panel_select_multi_range(
            name, search_domain=[("id", "in", self.everybody.ids)], enable_counters=True, expand=True
        )
        return {value["display_name"]: value["__count"] for value in values["values"]}

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from .common import OutreachCase


class TestRole(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_type = cls.env["outreach.role.type"].create({"name": "Test partner", "held_by": "organisation"})
        cls.organisation = cls._make_contact("Firm", is_company=True)

    def _make_role(self, **values):
        return self.env["outreach.role"].create({"partner_id": self.organisation.id, "type_id": self.role_type.id, **values})

    def test_life_of_a_role(self):
        role = self._make_role()
        self.assertEqual(role.state, "candidate")
        role.action_activate()
        self.assertEqual(role.state, "active")
        self.assertTrue(role.since)
        role.action_end()
        self.assertEqual(role.state, "ended")
        self.assertTrue(role.until)

    def test_only_one_open_role_of_a_kind(self):
        self._make_role()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._make_role()

    def test_new_role_after_the_old_one_ended(self):
        self._make_role().action_end()
        self.assertEqual(self._make_role().state, "candidate")

    def test_role_of_an_organisation_is_not_for_a_person(self):
        with self.assertRaisesRegex(ValidationError, "held by"):
            self._make_role(partner_id=self._make_contact().id)

    def test_responsible_comes_from_the_role_type(self):
        self.role_type.user_id = self.clerk
        self.assertEqual(self._make_role().user_id, self.clerk)

    def test_role_is_counted_with_the_facts_of_its_holder(self):
        craft = self.env.ref("circular_outreach.outreach_organisation_type_craft")
        outside = self.env.ref("circular_outreach.res_city_outside")
        self.organisation.write({"outreach_organisation_type_id": craft.id, "outreach_municipality_id": outside.id})
        self._make_role()
        groups = (
            self.env["outreach.role"]
            .with_user(self.clerk)
            ._read_group(
                [("type_id", "=", self.role_type.id)],
                ["organisation_type_id", "municipality_id", "target_group_id"],
                ["__count"],
            )
        )
        self.assertEqual(groups, [(craft, outside, self.group_building, 1)])

    def test_clerk_ends_the_roles_chosen_in_the_list(self):
        roles = self._make_role() | self._make_role(partner_id=self._make_contact("Works", is_company=True).id)
        roles.with_user(self.clerk).action_activate()
        roles.with_user(self.clerk).action_end()
        self.assertEqual(set(roles.mapped("state")), {"ended"})

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from .common import OutreachCase


class TestRoleAssign(OutreachCase):
    """A clerk gives roles to the contacts chosen in the list, and ends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role_type, cls.expert = cls.env["outreach.role.type"].create(
            [{"name": "Test partner", "held_by": "organisation"}, {"name": "Test expert", "held_by": "person"}]
        )
        cls.firm, cls.works = cls._make_contact("Firm", is_company=True), cls._make_contact("Works", is_company=True)
        cls.person = cls._make_contact("Anna In", parent_id=cls.works.id)
        cls.loner = cls._make_contact("Lea Loner")

    def _open(self, partners, task="assign"):
        Wizard = self.env["outreach.role.assign"].with_user(self.clerk)
        return Form(Wizard.with_context(active_model="res.partner", active_ids=partners.ids, default_task=task))

    def _roles(self):
        return self.env["outreach.role"].search([("type_id", "in", (self.role_type | self.expert).ids)])

    def _give(self, partners, role_type=None, **values):
        form = self._open(partners)
        form.type_id = role_type or self.role_type
        for name, value in values.items():
            form[name] = value
        return form.save().action_assign()

    def test_preview_says_what_will_happen(self):
        self._give(self.firm)
        form = self._open(self.firm | self.person | self.loner)
        self.assertEqual(form.preview, "Choose a role to see what will happen.")
        form.type_id = self.role_type
        self.assertEqual(
            form.preview.splitlines(),
            [
                "New roles: 1 (status: Candidate).",
                "Have it already: 1. Nothing changes there.",
                "People of an organisation: 1. Their organisation gets the role.",
                "Left out: 1. Only an organisation can hold this role, and these people belong to none.",
            ],
        )
        self.assertEqual(form.role_count, 1)
        form.type_id = self.expert
        self.assertIn("Left out: 1. Only a person can hold this role", form.preview)
        self.assertEqual(form.role_count, 2)

    def test_organisation_gets_the_role_through_its_person(self):
        topic = self.env["outreach.topic"].create({"name": "Test topic"})
        self._give(self.person | self.works, state="active", topic_ids=topic)
        role = self._roles()
        self.assertEqual((role.partner_id, role.contact_id, role.topic_ids), (self.works, self.person, topic))
        self.assertEqual(
            (role.state, role.since, role.origin), ("active", fields.Date.context_today(role.with_user(self.clerk)), "manual")
        )
        self.assertEqual(role.user_id, self.clerk)

    def test_responsible_of_the_kind_is_proposed(self):
        self.role_type.user_id = self.desk_helper
        self._give(self.firm)
        self.assertEqual(self._roles().user_id, self.desk_helper)

    def test_who_has_the_role_keeps_it_as_it_is(self):
        self._give(self.firm)
        self._give(self.firm | self.works, state="active")
        self.assertEqual({role.partner_id: role.state for role in self._roles()}, {self.firm: "candidate", self.works: "active"})

    def test_nobody_to_give_the_role_to_is_said(self):
        with self.assertRaisesRegex(UserError, "No role was given[^Z]*Only an organisation"):
            self._give(self.loner)
        form = self._open(self.firm)
        form.type_id = self.role_type
        wizard = form.save()
        wizard.type_id = False
        with self.assertRaisesRegex(UserError, "Choose a role"):
            wizard.action_assign()

    def test_roles_end_today_and_stay_as_history(self):
        self._give(self.firm | self.works)
        self._give(self.loner, self.expert)
        form = self._open(self.firm | self.person | self.loner, "end")
        self.assertEqual(
            form.preview.splitlines(),
            [
                "Roles that end today: 2. They stay as history.",
                "Contacts without such a role of their own: 1. Nothing changes there.",
                "Roles held by the organisations of these people: 1. They stay. To end them, choose the organisations.",
            ],
        )
        form.save().action_end()
        ended = self._roles().filtered(lambda role: role.state == "ended")
        self.assertEqual(ended.partner_id, self.firm | self.loner)
        self.assertEqual(set(ended.mapped("until")), {fields.Date.context_today(ended.with_user(self.clerk))})

    def test_only_the_chosen_kind_ends(self):
        self._give(self.firm)
        self._give(self.loner, self.expert)
        form = self._open(self.firm | self.loner, "end")
        form.ended_type_ids = self.expert
        form.save().action_end()
        self.assertEqual({role.partner_id: role.state for role in self._roles()}, {self.firm: "candidate", self.loner: "ended"})

    def test_no_role_to_end_is_said(self):
        with self.assertRaisesRegex(UserError, "No role was ended[^Z]*Roles that end today: 0"):
            self._open(self.firm, "end").save().action_end()

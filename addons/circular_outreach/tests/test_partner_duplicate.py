from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from .common import OutreachCase


class DuplicateCase(OutreachCase):
    """Contacts of two places and two firms, seen by a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.de")
        cls.firm, cls.other_firm = cls.env["res.partner"].create(
            [
                {
                    "name": "Musterbau GmbH",
                    "is_company": True,
                    "zip": "09599",
                    "city": "Freiberg",
                    "email": "info@musterbau.example",
                },
                {"name": "Werkhof Nord eG", "is_company": True, "zip": "04720", "city": "Döbeln"},
            ]
        )

    def _contact(self, name, **values):
        return self._make_contact(name, **{"email": False, "outreach_first_name": False, "outreach_surname": False, **values})

    def _organisation(self, name, **values):
        return self._contact(name, is_company=True, **values)

    def _found(self, contact):
        """Return {contact: reason} of the warning a clerk sees."""
        found = contact.with_user(self.clerk).outreach_duplicates or {"contacts": []}
        return {self.env["res.partner"].browse(one["id"]): one["reason"] for one in found["contacts"]}

    def assert_found(self, contact, other, reason):
        self.assertEqual(self._found(contact), {other: reason})

    def assert_nothing_found(self, contact):
        self.assertEqual(self._found(contact), {})


class TestPartnerDuplicate(DuplicateCase):
    def test_same_address_is_the_same(self):
        known = self._contact("Hans Muster", email="Hans Muster <H.Muster@Firm.example>")
        self.assert_found(self._contact("Erika Beispiel", email="h.muster@firm.example"), known, "same e-mail address")

    def test_same_number_is_the_same_however_it_is_written(self):
        known = self._contact("Hans Muster", phone="03731 1234")
        for number in ("+49 3731 1234", "(03731) 12-34", "0049 3731/1234"):
            with self.subTest(number):
                typed = self.env["res.partner"].new({"name": "Erika Beispiel", "phone": number})
                self.assert_found(typed, known, "same telephone number")

    def test_similar_names_in_one_organisation(self):
        known = self._contact("Hans Meyer", parent_id=self.firm.id)
        for name in ("Hans Meier", "H. Mayr", "Dr. Hans Maier", "Herr Meyer", "Meier, Hans"):
            with self.subTest(name):
                typed = self.env["res.partner"].new({"name": name, "parent_id": self.firm.id})
                self.assert_found(typed, known, "similar name, same organisation")

    def test_same_name_in_other_words(self):
        known = self._contact("Dr. Hans Müller", parent_id=self.firm.id)
        for name in ("Müller, Hans", "Hans Mueller", "Müller Hans"):
            with self.subTest(name):
                typed = self.env["res.partner"].new({"name": name, "parent_id": self.firm.id})
                self.assert_found(typed, known, "same name, same organisation")

    def test_slip_of_the_pen(self):
        known = self._contact("Hans Krause", zip="09599")
        self.assert_found(self._contact("Hans Kruase", zip="09599"), known, "similar name, same place")

    def test_similar_organisations_of_one_place(self):
        for values in ({"zip": "09599"}, {"city": "FREIBERG"}):
            with self.subTest(values):
                typed = self.env["res.partner"].new({"name": "Muster-Bau Gmbh & Co. KG", "is_company": True, **values})
                self.assert_found(typed, self.firm, "same name, same place")

    def test_municipality_is_a_place(self):
        city = self.env["res.city"].create({"name": "Testdorf", "country_id": self.env.ref("base.de").id})
        known = self._contact("Hans Schmidt", outreach_municipality_id=city.id)
        self.assert_found(self._contact("Hans Schmitt", outreach_municipality_id=city.id), known, "similar name, same place")

    def test_organisation_typed_as_a_person(self):
        typed = self.env["res.partner"].new({"name": "Musterbau GmbH"})
        self.assert_found(typed, self.firm, "same name")

    def test_same_organisation_whose_place_is_not_known(self):
        typed = self.env["res.partner"].new({"name": "Musterbau", "is_company": True})
        self.assert_found(typed, self.firm, "same name")

    def test_all_reasons_are_told(self):
        known = self._contact("Hans Meyer", parent_id=self.firm.id, email="hm@firm.example", phone="03731 1234")
        typed = self._contact("Hans Meier", parent_id=self.firm.id, email="hm@firm.example", phone="03731 1234")
        self.assert_found(typed, known, "same e-mail address, same telephone number, similar name, same organisation")

    def test_archived_contact_is_found_and_shown_as_archived(self):
        known = self._contact("Hans Muster", email="hans@firm.example", active=False)
        typed = self._contact("Hans Muster", email="hans@firm.example").with_user(self.clerk)
        (found,) = typed.outreach_duplicates["contacts"]
        self.assertEqual((found["id"], found["archived"]), (known.id, True))

    def test_surest_comes_first(self):
        alike = self._contact("Hans Mayer", zip="09599")
        same = self._contact("Hans Meier", zip="09599", email="hans@firm.example")
        typed = self._contact("Hans Meier", zip="09599", email="hans@firm.example")
        self.assertEqual(list(self._found(typed)), [same, alike])

    def test_no_more_than_five_are_listed(self):
        self._make_contacts(8, email="hans@firm.example")
        found = self._contact("Hans Muster", email="hans@firm.example").with_user(self.clerk).outreach_duplicates
        self.assertEqual((len(found["contacts"]), found["more"]), (5, 3))


class TestPartnerNoDuplicate(DuplicateCase):
    def test_contact_is_not_its_own_duplicate(self):
        self.assert_nothing_found(self._contact("Hans Muster", email="hans@firm.example", phone="03731 1234", zip="09599"))

    def test_contact_being_edited_is_not_its_own_duplicate(self):
        contact = self._contact("Hans Muster", email="hans@firm.example", zip="09599")
        form = Form(contact.with_user(self.clerk))
        form.name = "Hans Musters"
        self.assertFalse(form.outreach_duplicates)

    def test_different_first_names(self):
        self._contact("Hans Müller", parent_id=self.firm.id)
        for name in ("Anna Müller", "Hanna Müller", "Hansine Müller"):
            with self.subTest(name):
                self.assert_nothing_found(self.env["res.partner"].new({"name": name, "parent_id": self.firm.id}))

    def test_woman_and_man_of_one_surname(self):
        self._contact("Frau Müller", parent_id=self.firm.id)
        self.assert_nothing_found(self.env["res.partner"].new({"name": "Herr Müller", "parent_id": self.firm.id}))

    def test_similar_name_elsewhere(self):
        self._contact("Hans Müller", zip="09599", city="Freiberg")
        self.assert_nothing_found(self._contact("Hans Müller", zip="04720", city="Döbeln"))

    def test_similar_names_in_two_organisations_of_one_place(self):
        self._contact("Hans Meyer", parent_id=self.firm.id, zip="09599")
        self.assert_nothing_found(self._contact("Hans Meier", parent_id=self.other_firm.id, zip="09599"))

    def test_organisations_that_share_a_word(self):
        self._organisation("Feuerwehr Zug", zip="09599")
        self.assert_nothing_found(self._organisation("Feuerwehr Brand", zip="09599"))

    def test_organisations_that_differ_by_a_number(self):
        self._organisation("Grundschule 1", zip="09599")
        self.assert_nothing_found(self._organisation("Grundschule 2", zip="09599"))

    def test_person_and_own_organisation_share_a_mailbox(self):
        person = self._contact("Hans Muster", parent_id=self.firm.id, email=self.firm.email)
        self.assert_nothing_found(person)
        self.assert_nothing_found(self.firm)

    def test_branch_and_its_organisation_share_a_mailbox(self):
        branch = self._organisation("Musterbau GmbH, Werk", parent_id=self.firm.id, email=self.firm.email)
        self.assert_nothing_found(branch)
        self.assert_nothing_found(self.firm)

    def test_colleagues_share_a_mailbox_and_the_central_number(self):
        shared = {"parent_id": self.firm.id, "email": "info@musterbau.example", "phone": "03731 1234"}
        self._contact("Hans Muster", **shared)
        self.assert_nothing_found(self._contact("Erika Beispiel", **shared))

    def test_without_any_value_nothing_is_looked_for(self):
        self.assert_nothing_found(self.env["res.partner"].new({}))


class TestPartnerDuplicateForm(DuplicateCase):
    def test_warning_comes_while_typing_a_new_contact(self):
        known = self._contact("Hans Meyer", zip="09599")
        form = Form(self.env["res.partner"].with_user(self.clerk))
        form.name = "Hans Meier"
        self.assertFalse(form.outreach_duplicates)
        form.zip = "09599"
        self.assertEqual([one["id"] for one in form.outreach_duplicates["contacts"]], [known.id])

    def test_warning_comes_while_adding_a_person_to_an_organisation(self):
        known = self._contact("Hans Meyer", parent_id=self.firm.id)
        with Form(self.firm.with_user(self.clerk)) as form, form.child_ids.new() as person:
            person.name = "Hans Meier"
            self.assertEqual([one["id"] for one in person.outreach_duplicates_of_new["contacts"]], [known.id])

    def test_form_of_an_organisation_checks_only_itself(self):
        people = self._make_contacts(8, parent_id=self.firm.id, email="info@other.example")
        people.with_user(self.clerk).read(["name"])
        with self.assertQueryCount(0):
            self.assertFalse(any(people.with_user(self.clerk).mapped("outreach_duplicates_of_new")))

    def test_key_follows_the_name(self):
        contact = self._contact("Hans Müller")
        self.assertEqual(contact.outreach_name_key, "657 h")
        contact.name = "Anna Schmidt"
        self.assertEqual(contact.outreach_name_key, "862 a")

    def test_who_is_not_of_the_office_has_no_warning(self):
        user = new_test_user(self.env, "sales_test", "base.group_user,base.group_partner_manager")
        contact = self._contact("Hans Muster").with_user(user)
        self.assertNotIn("outreach_duplicates", contact.get_view(self.env.ref("base.view_partner_form").id)["arch"])
        with self.assertRaises(AccessError):
            contact.read(["outreach_duplicates"])

    def test_clerk_is_not_shown_what_they_may_not_read(self):
        company = self.env["res.company"].create({"name": "Another County"})
        hidden = self._contact("Hans Muster", email="hans@firm.example", company_id=company.id)
        contact = self._contact("Hans Muster", email="hans@firm.example")
        self.assert_nothing_found(contact)
        self.clerk.company_ids |= company
        contact.invalidate_recordset()
        found = contact.with_user(self.clerk).with_context(allowed_company_ids=self.clerk.company_ids.ids).outreach_duplicates
        self.assertEqual(found["contacts"][0]["id"], hidden.id)

    def test_check_needs_two_queries(self):
        self._contact("Hans Meyer", parent_id=self.firm.id, email="h@firm.example", phone="03731 1234")
        contact = self._contact("Hans Meier", parent_id=self.firm.id, email="h@firm.example", phone="03731 1234")
        contact = contact.with_user(self.clerk)
        self._found(contact)
        self.env.invalidate_all()
        contact.read(["name", "parent_id", "commercial_partner_id", "email_normalized", "phone_sanitized"])
        with self.assertQueryCount(2):
            self.assertTrue(contact.outreach_duplicates)

    def test_check_of_a_new_contact_needs_two_queries(self):
        self._contact("Hans Meyer", parent_id=self.firm.id)
        values = {"name": "Hans Meier", "parent_id": self.firm.id, "email": "h@firm.example", "phone": "03731 1234"}
        self.assertTrue(self.env["res.partner"].with_user(self.clerk).new(values).outreach_duplicates)
        self.env.invalidate_all()
        self.firm.with_user(self.clerk).read(["commercial_partner_id"])
        self.env.company.country_id.read(["code", "phone_code"])
        with self.assertQueryCount(2):
            self.assertTrue(self.env["res.partner"].with_user(self.clerk).new(values).outreach_duplicates)


class TestPartnerDistinction(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.older = self._contact("Hans Meyer", email="hans@firm.example", zip="09599")
        self.newer = self._contact("Hans Meier", email="hans.meier@firm.example", phone="03731 1234", zip="09599")
        self.older.flush_recordset()
        self.env.cr.execute("UPDATE res_partner SET create_date = create_date - interval '1 day' WHERE id = %s", [self.older.id])
        self.env.invalidate_all()

    def _set_apart(self):
        self.newer.with_user(self.clerk).action_outreach_set_apart(self.older.id)
        self.env.invalidate_all()

    def _merge(self, start, other):
        action = start.with_user(self.clerk).action_outreach_merge(other.id)
        return self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"]).action_merge()

    def test_who_is_somebody_else_is_not_shown_again_on_either(self):
        self._set_apart()
        self.assert_nothing_found(self.newer)
        self.assert_nothing_found(self.older)

    def test_somebody_else_is_still_shown(self):
        third = self._contact("Hans Mayr", zip="09599")
        self._set_apart()
        self.assert_found(self.newer, third, "similar name, same place")

    def test_decision_can_be_taken_back(self):
        self._set_apart()
        self.newer.with_user(self.clerk).action_outreach_compare_again(self.older.id)
        self.env.invalidate_all()
        self.assert_found(self.newer, self.older, "similar name, same place")
        self.assert_found(self.older, self.newer, "similar name, same place")

    def test_decision_is_noted_on_both(self):
        self._set_apart()
        self.assertIn("Hans Meyer", self.newer.message_ids[0].body)
        self.assertIn("Hans Meier", self.older.message_ids[0].body)
        self.assertEqual(self.older.message_ids[0].author_id, self.clerk.partner_id)

    def test_decision_survives_a_merge(self):
        third = self._contact("Hans Mayr", zip="09599")
        self._set_apart()
        self.env["base.partner.merge.automatic.wizard"]._merge((third | self.older).ids, third)
        self.assert_nothing_found(self.newer)
        self.assert_nothing_found(third)

    def test_merging_those_set_apart_leaves_one(self):
        self._set_apart()
        self._merge(self.newer, self.older)
        self.assertEqual((self.older | self.newer).exists(), self.older)

    def test_clerk_merges_contacts_with_different_addresses(self):
        action = self._merge(self.newer, self.older)
        self.assertEqual((self.older | self.newer).exists(), self.older)
        self.assertEqual((self.older.email, self.older.phone), ("hans@firm.example", "03731 1234"))
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.older.id))

    def test_address_and_number_that_go_are_noted(self):
        self.older.phone = "03731 5678"
        self._merge(self.older, self.newer)
        notes = " ".join(self.older.message_ids.mapped("body"))
        self.assertIn("hans.meier@firm.example", notes)
        self.assertIn("03731 1234", notes)

    def test_same_number_in_other_digits_is_not_noted(self):
        self.older.phone = "+49 3731 1234"
        self._merge(self.older, self.newer)
        self.assertNotIn("3731", " ".join(self.older.message_ids.mapped("body")))

    def test_active_contact_is_kept_rather_than_an_archived_one(self):
        self.older.active = False
        self._merge(self.newer, self.older)
        self.assertEqual((self.older | self.newer).exists(), self.newer)

    def test_clerk_may_not_give_a_user_another_address(self):
        user = new_test_user(self.env, "meier_test", "base.group_portal", email="hans.meier@firm.example")
        with self.assertRaisesRegex(UserError, "same email"):
            self._merge(self.older, user.partner_id)

    def test_who_is_not_of_the_office_merges_as_in_odoo(self):
        user = new_test_user(self.env, "sales_test", "base.group_user,base.group_partner_manager")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        with self.assertRaisesRegex(UserError, "same email"):
            wizard._merge((self.older | self.newer).ids, self.older)

    def test_person_is_not_merged_with_an_organisation(self):
        person = self._contact("Hans Muster", email=self.firm.email).with_user(self.clerk)
        (found,) = person.outreach_duplicates["contacts"]
        self.assertEqual((found["id"], found["can_merge"]), (self.firm.id, False))

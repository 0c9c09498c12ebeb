from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OutreachCase


class TestPartner(OutreachCase):
    def test_salutation_follows_the_name(self):
        contact = self._make_contact(outreach_salutation_kind="female", outreach_title="Dr.", lang="de_DE")
        self.assertEqual(contact.outreach_salutation, "Sehr geehrte Frau Dr. Muster,")

    def test_gender_is_never_guessed(self):
        self.assertEqual(self._make_contact(lang="de_DE").outreach_salutation, "Guten Tag Erika Muster,")

    def test_own_salutation_stays(self):
        contact = self._make_contact(lang="de_DE")
        contact.outreach_salutation = "Liebe Erika,"
        contact.phone = "03731 1"
        self.assertEqual(contact.outreach_salutation, "Liebe Erika,")

    def test_public_office_replaces_the_name(self):
        mayor = self._make_contact(lang="de_DE", outreach_salutation_kind="female", function="Leiterin Bauamt")
        self.assertEqual(mayor.outreach_salutation, "Sehr geehrte Frau Muster,")
        mayor.with_user(self.clerk).function = "Bürgermeisterin"
        self.assertEqual(mayor.outreach_salutation, "Sehr geehrte Frau Bürgermeisterin,")

    def test_own_salutation_survives_a_new_job(self):
        contact = self._make_contact(lang="de_DE", outreach_salutation_kind="female")
        contact.outreach_salutation = "Liebe Erika,"
        contact.with_user(self.clerk).function = "Bürgermeisterin"
        self.assertEqual(contact.outreach_salutation, "Liebe Erika,")
        form = Form(contact.with_user(self.clerk))
        form.function = "Landrätin"
        self.assertEqual(form.outreach_salutation, "Liebe Erika,")

    def test_form_shows_the_salutation_of_the_office(self):
        contact = self._make_contact(lang="de_DE", outreach_salutation_kind="female")
        form = Form(contact.with_user(self.clerk))
        form.function = "Landrätin"
        self.assertEqual(form.outreach_salutation, "Sehr geehrte Frau Landrätin,")

    def test_form_names_what_comes_from_the_organisation(self):
        organisation = self._make_contact("Firm", is_company=True)
        person = self._make_contact("Anna Follower", parent_id=organisation.id)
        self.assertEqual(person.outreach_taken_over_text, "Taken over from the organisation: Target Group.")
        person.outreach_target_group_id = self.group_research
        self.assertEqual(person.outreach_taken_over_text, "")
        self.assertEqual(organisation.outreach_taken_over_text, "")

    def test_people_take_over_the_facts_of_their_organisation(self):
        organisation = self._make_contact("Firm", is_company=True)
        person = self.env["res.partner"].create({"name": "Erika Muster", "parent_id": organisation.id})
        self.assertEqual(person.outreach_target_group_id, self.group_building)

    def test_people_follow_their_organisation_unless_told_otherwise(self):
        organisation = self._make_contact("Firm", is_company=True)
        follower = self._make_contact("Anna Follower", parent_id=organisation.id)
        other = self._make_contact("Otto Other", parent_id=organisation.id, outreach_target_group_id=False)
        other.outreach_target_group_id = False
        organisation.outreach_target_group_id = self.group_research
        self.assertEqual(follower.outreach_target_group_id, self.group_research)
        self.assertFalse(other.outreach_target_group_id)

    def test_organisation_type_follows_the_organisation(self):
        company, craft = (self.env.ref(f"circular_outreach.outreach_organisation_type_{code}") for code in ("company", "craft"))
        organisation = self._make_contact("Firm", is_company=True, outreach_organisation_type_id=company.id)
        person = self._make_contact("Anna Follower", parent_id=organisation.id)
        self.assertEqual(person.outreach_organisation_type_id, company)
        organisation.with_user(self.clerk).outreach_organisation_type_id = craft
        self.assertEqual(person.outreach_organisation_type_id, craft)

    def test_only_the_administrator_changes_organisation_types(self):
        company = self.env.ref("circular_outreach.outreach_organisation_type_company")
        with self.assertRaises(AccessError):
            company.with_user(self.clerk).name = "Firm"

    def test_organisation_type_has_a_code_of_its_own(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["outreach.organisation.type"].create({"name": "Firm", "code": "company"})

    def test_organisation_counts_what_its_people_were_invited_to(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        person = self._make_contact(parent_id=organisation.id)
        self._invite(person).sent_on = self.begin
        self.assertEqual(organisation.outreach_invitation_count, 1)
        self.assertEqual(person.outreach_invitation_count, 1)

    def test_contacts_are_found_by_role_and_by_having_none(self):
        organisation = self._make_contact("Firm", is_company=True)
        person, other = self._make_contact("Anna In", parent_id=organisation.id), self._make_contact("Otto Out")
        role_type = self.env["outreach.role.type"].create({"name": "Test role"})
        self.env["outreach.role"].create({"partner_id": organisation.id, "type_id": role_type.id})
        everybody = organisation | person | other
        find = lambda *condition: everybody.filtered_domain([("outreach_open_role_type_ids", *condition)])  # noqa: E731  one search, three ways
        search = lambda *condition: self.env["res.partner"].search(  # noqa: E731  one search, three ways
            [("id", "in", everybody.ids), ("outreach_open_role_type_ids", *condition)]
        )
        self.assertEqual(search("in", role_type.ids), find("in", role_type.ids))
        self.assertEqual(search("in", role_type.ids), organisation | person)
        self.assertEqual(search("not in", role_type.ids), other)
        self.assertEqual(search("=", False), other)

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import OutreachCase


class TestCampaign(OutreachCase):
    def test_new_campaign_has_its_steps_in_german_and_english(self):
        step = self._make_campaign().step_ids.filtered(lambda step: step.kind == "invitation")
        self.assertEqual(step.subject, "Invitation: {{workshop}}")
        self.assertEqual(step.with_context(lang="de_DE").subject, "Einladung: {{Workshop}}")
        self.assertIn("wir laden Sie", step.with_context(lang="de_DE").body)

    def test_empty_audience_cannot_be_released(self):
        campaign = self._make_campaign()
        with self.assertRaisesRegex(UserError, "Nobody would be written to"):
            campaign.action_release()

    def test_missing_legal_pages_are_named(self):
        self._make_contact()
        campaign = self._make_campaign()
        campaign.action_build_audience()
        self.env.company.outreach_privacy_url = False
        with self.assertRaisesRegex(UserError, "Privacy Notice"):
            campaign.action_release()

    def test_release_can_be_taken_back_until_something_was_sent(self):
        self._make_contact()
        campaign = self._make_campaign()
        campaign.action_build_audience()
        campaign.action_release()
        campaign.step_ids[0]._create_deliveries()
        self.assertEqual(campaign.state, "running")
        campaign.action_draft()
        self.assertEqual(campaign.state, "draft")
        self.assertFalse(campaign.step_ids.delivery_ids)
        campaign.action_release()
        campaign.step_ids[0]._create_deliveries()
        campaign.step_ids[0].delivery_ids._set_sent()
        with self.assertRaisesRegex(UserError, "have gone out"):
            campaign.action_draft()

    def test_closed_campaign_keeps_its_audience(self):
        campaign = self._make_campaign()
        campaign.state = "closed"
        with self.assertRaisesRegex(UserError, "closed"):
            campaign.action_build_audience()

    def test_running_campaign_is_part_of_the_record(self):
        self._make_contact()
        campaign = self._make_campaign()
        campaign.action_build_audience()
        campaign.state = "running"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            campaign.unlink()

    def test_rule_reads_as_a_sentence(self):
        campaign = self._make_campaign()
        self.assertEqual(campaign.rule_text, "All contacts in the target group Builders or Researchers")

    def test_campaign_takes_over_the_mails_of_the_workshop(self):
        self.assertTrue(self.event.event_mail_ids)
        self._make_campaign()
        self.assertFalse(self.event.event_mail_ids)

    def test_copy_keeps_rule_and_steps_and_begins_as_a_draft(self):
        campaign = self._make_campaign()
        campaign.state = "closed"
        copy = campaign.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.rule_target_group_ids, campaign.rule_target_group_ids)
        self.assertEqual(len(copy.step_ids), len(campaign.step_ids))

    def test_workshop_campaign_needs_a_workshop(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._make_campaign(event_id=False)

    def test_state_cannot_be_set_past_the_checks_of_the_release(self):
        with self.assertRaisesRegex(UserError, "cannot be released"):
            self._make_campaign().state = "running"

    def test_conditions_nobody_can_read_are_refused(self):
        for domain in ("[", "[('user_id', '=', uid)]", "[('no_such_field', '=', 1)]"):
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self._make_campaign(rule_domain=domain)

    def test_workshop_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other County"})
        event = self.event.copy({"company_id": other.id, "organizer_id": False, "address_id": False})
        with self.assertRaises(UserError):
            self._make_campaign(event_id=event.id)

    def test_campaign_with_an_answer_is_part_of_the_record(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "phone")
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            invitation.campaign_id.unlink()


class TestStepText(OutreachCase):
    """Texts are rendered with the rights of the system: they may name a short list of words and nothing else."""

    def setUp(self):
        super().setUp()
        self.step = self._make_campaign().step_ids[0].with_user(self.clerk)

    def test_clerk_may_write_and_move_the_words(self):
        self.step.body = '<p>Hello <t t-out="object.invitee_name">x</t></p>'
        self.step.subject = "Come to {{ object.event_place }}"

    def test_program_in_a_text_is_refused_and_the_message_names_the_words(self):
        for values in (
            {"body": '<p><t t-out="object.env.cr.dbname"/></p>'},
            {"subject": "{{ object.sudo().nonce }}"},
            {"lang": "{{ object.env.user.lang }}"},
        ):
            with self.assertRaisesRegex(ValidationError, r"You can use: \{\{salutation\}\}, "):
                self.step.write(values)

    def test_program_in_a_translation_is_refused(self):
        with self.assertRaises(ValidationError):
            self.step.with_context(lang="de_DE").subject = "{{ object.env }}"
        with self.assertRaises(ValidationError):
            self.step.update_field_translations("subject", {"de_DE": "{{ object.env }}"})

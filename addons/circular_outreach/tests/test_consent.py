from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import OutreachCase


class ConsentCase(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["outreach.consent.text"].create(
            {"name": "Workshops", "version": "2026-01-01", "text": "You may invite me. I can withdraw this at any time."}
        )
        cls.contact = cls._make_contact(outreach_legal_basis="consent").with_user(cls.clerk)

    def _open(self, action):
        return Form(self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]))

    def _give(self, note="Mail of 3 February", **values):
        with self._open(self.contact.action_outreach_consent()) as form:
            form.text_id = self.text
            form.note = note
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_apply()
        return self.contact.outreach_consent_ids[0]

    def _withdraw(self, channel="phone"):
        with self._open(self.contact.action_outreach_consent_withdraw()) as form:
            form.channel = channel
        form.record.action_apply()


class TestConsentAndOptOut(ConsentCase):
    """Whoever wants no more invitations has withdrawn what they had consented to."""

    def _opt_out(self, scope="everything", channel="phone", **values):
        return self.env["outreach.opt.out"]._record_contact(self.contact, scope, channel, **values)

    def test_opt_out_withdraws_the_consent_with_time_way_and_proof(self):
        consent = self._give()
        opt_out = self._opt_out(channel="paper")
        self.assertEqual((consent.withdrawal_channel, consent.opt_out_id), ("paper", opt_out))
        self.assertTrue(consent.withdrawn_on)
        self.assertIn("Everything", consent.withdrawal_note)
        self.assertFalse(self.contact.outreach_consent_purpose)
        self.assertIn("Consent withdrawn with an opt-out: Workshops", self.contact.message_ids[0].body)

    def test_every_way_to_opt_out_is_a_way_to_withdraw(self):
        for channel, _label in self.env["outreach.opt.out"]._fields["channel"]._description_selection(self.env):
            consent = self._give()
            self._opt_out(channel=channel)._withdraw("phone", "Called back")
            self.assertEqual(consent.withdrawal_channel, channel)

    def test_opt_out_of_one_kind_leaves_consents_to_the_other(self):
        workshop, call = self._give(), self._make_consent(self.contact, "call")
        self._opt_out("purpose", purpose="workshop")
        self.assertTrue(workshop.withdrawn_on)
        self.assertFalse(call.withdrawn_on)

    def test_consent_to_both_kinds_ends_with_the_second(self):
        consent = self._make_consent(self.contact, "both")
        self._opt_out("purpose", purpose="workshop")
        self.assertFalse(consent.withdrawn_on)
        self._opt_out("purpose", purpose="call")
        self.assertTrue(consent.withdrawn_on)

    def test_opt_out_of_one_workshop_leaves_the_consent(self):
        consent = self._give()
        self._opt_out("event", event=self.event)
        self.assertFalse(consent.withdrawn_on)

    def test_opt_out_pressed_by_mistake_takes_nothing_away(self):
        consent = self._give()
        invitation = self._invite(self.contact)
        opt_out = self.env["outreach.opt.out"]._record(invitation, "everything", "page")
        self.assertTrue(consent.withdrawn_on)
        self.assertTrue(self.env["outreach.opt.out"]._take_back(invitation, opt_out._make_regret(invitation)))
        self.assertFalse(consent.withdrawn_on)
        self.assertEqual(self.contact.outreach_consent_purpose, "workshop")

    def test_invitations_again_need_a_new_consent(self):
        self._give()
        self._opt_out()._withdraw("email", "Mail of 3 February")
        self.assertEqual(self._invite(self.contact).verdict, "no_basis")
        self._give()
        self.assertEqual(self._invite(self.contact, title="Next").verdict, "ready")


class TestConsent(ConsentCase):
    def test_who_is_known_by_consent_is_invited_from_giving_to_withdrawing_it(self):
        self.assertEqual(self._invite(self.contact).verdict, "no_basis")
        self._give()
        self.assertEqual(self._invite(self.contact, title="Second").verdict, "ready")
        self._withdraw()
        self.assertEqual(self._invite(self.contact, title="Third").verdict, "no_basis")

    def test_consent_says_words_time_way_and_proof(self):
        given_on = fields.Datetime.now().replace(microsecond=0) - timedelta(days=3)
        consent = self._give(channel="paper", given_on=given_on)
        self.assertEqual(consent.text, "You may invite me. I can withdraw this at any time.")
        self.assertEqual((consent.given_on, consent.channel, consent.note), (given_on, "paper", "Mail of 3 February"))
        self.assertEqual(consent.user_id, self.clerk)
        self.assertIn("Workshops, version 2026-01-01. Mail of 3 February", self.contact.message_ids[0].body)

    def test_withdrawing_needs_no_proof_and_leaves_the_line(self):
        consent = self._give()
        self._withdraw()
        self.assertEqual((consent.withdrawal_channel, consent.withdrawn_by_id), ("phone", self.clerk))
        self.assertTrue(consent.withdrawn_on)
        self.assertFalse(self.contact.outreach_consent_purpose)
        self.assertIn("Consent withdrawn", self.contact.message_ids[0].body)

    def test_giving_needs_words_and_a_proof(self):
        with self._open(self.contact.action_outreach_consent()) as form:
            form.text_id = self.text
            form.note = "Said so"
        wizard = form.record
        wizard.note = " "
        with self.assertRaisesRegex(UserError, "Say how you know"):
            wizard.action_apply()
        wizard.text_id = False
        with self.assertRaisesRegex(UserError, "Choose the text"):
            wizard.action_apply()

    def test_withdrawing_nothing_is_told(self):
        action = self.contact.action_outreach_consent_withdraw()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]).create({})
        with self.assertRaisesRegex(UserError, "Choose what"):
            wizard.action_apply()

    def test_consent_of_tomorrow_is_refused(self):
        with self.assertRaisesRegex(UserError, "in the future"):
            self._give(given_on=fields.Datetime.now() + timedelta(days=1))

    def test_two_consents_cover_both_kinds_and_each_ends_alone(self):
        workshop = self._make_consent(self.contact, "workshop")
        call = self._make_consent(self.contact, "call")
        self.assertEqual(self.contact.outreach_consent_purpose, "both")
        workshop._withdraw("email")
        self.assertEqual(self.contact.outreach_consent_purpose, "call")
        call._withdraw("email")
        self.assertFalse(self.contact.outreach_consent_purpose)

    def test_consent_counts_for_a_campaign_that_needs_one_whatever_the_basis(self):
        task = self._make_contact("Clara Task")
        self._make_consent(task)
        self.assertEqual(self._invite(task, needs_consent=True).verdict, "ready")

    def test_withdrawal_after_release_is_heeded_when_mails_go_out(self):
        consent = self._give()
        invitation = self._invite(self.contact)
        consent._withdraw("email")
        self.assertEqual(
            self.env["outreach.audience"]._judge(invitation.campaign_id, self.contact), {self.contact.id: "no_basis"}
        )

    def test_nobody_changes_or_deletes_a_consent(self):
        consent = self._give()
        for attempt in (lambda: consent.write({"note": "Other"}), consent.unlink):
            with self.assertRaises(AccessError):
                attempt()

    def test_merged_contact_keeps_the_consents_of_both(self):
        other = self._make_contact("Erika Muster", email=self.contact.email)
        self._make_consent(other, "call")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((other | self.contact).ids, self.contact.sudo(), extra_checks=False)
        self.assertEqual(self.contact.outreach_consent_purpose, "call")
        self.assertEqual(len(self.contact.outreach_consent_ids), 1)


class TestConsentText(ConsentCase):
    def test_words_somebody_consented_to_stay_as_they_are(self):
        self.text.text = "Better words, nobody has seen the others."
        self._give()
        with self.assertRaisesRegex(UserError, "Duplicate it"):
            self.text.text = "Other words"
        self.text.active = False

    def test_duplicate_is_a_version_of_its_own(self):
        self._give()
        copies = self.text.copy() | self.text.copy()
        today = fields.Date.to_string(fields.Date.context_today(self.text))
        self.assertEqual(copies.mapped("version"), [today, f"{today}-2"])
        self.assertEqual(set(copies.mapped("name")), {"Workshops"})
        copies[0].text = "Other words"

    def test_only_administrators_write_texts(self):
        with self.assertRaises(AccessError):
            self.text.with_user(self.clerk).copy()
        self.assertEqual(self.text.with_user(self._make_persona("manager")).copy().name, "Workshops")

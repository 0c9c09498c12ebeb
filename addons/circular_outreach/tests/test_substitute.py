from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from ..tools.named_person import NamedPerson
from .common import MailCase, OutreachCase

KIM = NamedPerson("Kim", "Colleague", "kim.colleague@firm.example", "Head of Purchasing", "+49 3731 1234")


class SubstituteCase(OutreachCase):
    def setUp(self):
        super().setUp()
        self.firm = self._make_contact("Firm", is_company=True, email=False)
        self.invitee = self._make_contact(parent_id=self.firm.id)
        self.invitation = self._invite(self.invitee)

    def _name(self, person=KIM, channel="page", invitation=None):
        return (invitation or self.invitation)._name_substitute(person, channel)


class TestSubstitute(SubstituteCase):
    def test_seat_passes_on(self):
        self.invitation._answer("accepted", "page")
        registration = self.invitation.registration_id
        substitute = self._name()
        self.assertEqual(substitute.registration_id, registration)
        self.assertFalse(self.invitation.registration_id)
        self.assertEqual(
            (registration.state, registration.name, registration.email, registration.outreach_attendee_id.name),
            ("open", "Kim Colleague", "kim.colleague@firm.example", "Kim Colleague"),
        )
        self.assertEqual(self.event.seats_taken, 1)

    def test_original_stays_visible_and_the_log_has_a_line(self):
        substitute = self._name()
        self.assertEqual((self.invitation.answer, self.invitation.substitute_id), ("substituted", substitute))
        self.assertEqual(self.invitation.answer_ids.mapped("answer"), ["substituted"])
        self.assertEqual((substitute.answer, substitute.named_by), ("none", "Erika Muster"))

    def test_waiting_place_passes_on_too(self):
        self.event.seats_max = 1
        first, second = self._invite(self._make_contacts(2), title="Others")
        first._answer("accepted", "page")
        self.invitation._answer("accepted", "page")
        second._answer("accepted", "page")
        substitute = self._name()
        self.assertEqual((substitute.waiting_place, second.waiting_place), (1, 2))
        first._answer("declined", "page")
        self.assertEqual(substitute.registration_state, "open")

    def test_who_had_not_answered_gives_the_colleague_a_seat_like_everybody_else(self):
        self.assertEqual(self._name().registration_state, "open")
        self.assertEqual(self.event.seats_taken, 1)

    def test_new_contact_belongs_to_the_organisation_and_says_where_it_is_from(self):
        contact = self._name().partner_id
        self.assertEqual((contact.parent_id, contact.function), (self.firm, "Head of Purchasing"))
        self.assertIn("Erika Muster", contact.outreach_source)
        self.assertEqual(contact.outreach_target_group_id, self.group_building)
        self.assertTrue(contact.outreach_unconfirmed_since)

    def test_known_address_is_the_known_contact(self):
        known = self._make_contact("Kim Colleague", email=KIM.email, function="Director", parent_id=self.firm.id)
        self.assertEqual(self._name().partner_id, known)
        self.assertEqual(known.function, "Director")
        self.assertFalse(known.outreach_unconfirmed_since)

    def test_same_name_in_the_organisation_keeps_the_address_the_office_knows(self):
        known = self._make_contact("Kim Colleague", email="old@firm.example", parent_id=self.firm.id)
        substitute = self._name()
        self.assertEqual((substitute.partner_id, known.email), (known, "old@firm.example"))
        self.assertIn("kim.colleague@firm.example", str(substitute.activity_ids.note))

    def test_contact_without_an_address_is_given_none(self):
        known = self._make_contact("Kim Colleague", email=False, parent_id=self.firm.id)
        substitute = self._name()
        self.assertNotEqual(substitute.partner_id, known)
        self.assertFalse(known.email)
        self.assertIn("Kim Colleague", str(substitute.activity_ids.note))

    def test_somebody_else_with_the_same_mailbox_is_a_new_contact(self):
        known = self._make_contact("Anna Other", email=KIM.email, parent_id=self.firm.id)
        self.assertNotEqual(self._name().partner_id, known)

    def test_who_has_objected_is_not_written_to_and_not_stored(self):
        contact = self._make_contact("Kim Colleague", email=KIM.email)
        self.env["outreach.opt.out"]._record_contact(contact, "everything", "phone")
        contact.unlink()
        before = self.env["res.partner"].search_count([])
        with self.assertRaisesRegex(UserError, "may not write"), self.env.cr.savepoint():
            self._name()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertEqual(self.invitation.answer, "none")

    def test_objection_holds_under_another_address_too(self):
        contact = self._make_contact("Kim Colleague", email=False, parent_id=self.firm.id)
        self.env["outreach.opt.out"]._record_contact(contact, "purpose", "phone", purpose="workshop")
        with self.assertRaisesRegex(UserError, "may not write"):
            self._name()

    def test_blacklist_holds(self):
        self.env["mail.blacklist"]._add(KIM.email)
        with self.assertRaisesRegex(UserError, "may not write"):
            self._name()

    def test_nobody_comes_instead_of_themselves(self):
        with self.assertRaisesRegex(UserError, "the person who was invited"):
            self._name(NamedPerson("Erika", "Muster", self.invitee.email))

    def test_two_people_never_pass_one_place_back_and_forth(self):
        substitute = self._name()
        with self.assertRaisesRegex(UserError, "the person who was invited"):
            self._name(NamedPerson("Erika", "Muster", self.invitee.email), invitation=substitute)

    def test_colleague_with_an_answer_keeps_it(self):
        colleague = self._make_contact("Kim Colleague", email=KIM.email, parent_id=self.firm.id)
        self._invite(colleague, title="Other round")
        own = self.env["outreach.invitation"].create(
            {"campaign_id": self.invitation.campaign_id.id, "event_id": self.event.id, "partner_id": colleague.id}
        )
        own._answer("declined", "page")
        with self.assertRaisesRegex(UserError, "an invitation of their own"):
            self._name()

    def test_nobody_comes_instead_of_two(self):
        self._name()
        (other,) = self._invite(self._make_contact("Otto Other", parent_id=self.firm.id), title="Other round")
        other.campaign_id = self.invitation.campaign_id
        with self.assertRaisesRegex(UserError, "an invitation of their own"):
            self._name(invitation=other)

    def test_one_colleague_per_invitation_on_the_page(self):
        self._name()
        self.invitation._answer("accepted", "page")
        with self.assertRaisesRegex(UserError, "named already"):
            self._name(NamedPerson("Second", "Colleague", "second@firm.example"))
        self.assertTrue(self._name(NamedPerson("Second", "Colleague", "second@firm.example"), "phone"))

    def test_chain_has_an_end(self):
        invitation = self.invitation
        for number in range(3):
            invitation = self._name(NamedPerson("Kim", f"Number{number}", f"kim{number}@firm.example"), invitation=invitation)
        self.assertNotIn("substituted", dict(invitation._get_answer_choices()))
        with self.assertRaisesRegex(UserError, "several times"):
            self._name(NamedPerson("One", "Toomany", "one@firm.example"), invitation=invitation)

    def test_after_the_deadline_only_the_office_can_do_it(self):
        self.invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        with self.assertRaisesRegex(UserError, "call the office"):
            self._name()
        self.assertTrue(self._name(channel="phone"))

    def test_bare_answer_without_a_colleague_is_refused(self):
        with self.assertRaisesRegex(UserError, "which colleague"):
            self.invitation._answer("substituted", "page")

    def test_place_comes_back_from_who_has_not_answered(self):
        self.invitation._answer("accepted", "page")
        substitute = self._name()
        token = substitute._get_token()
        self.invitation._answer("accepted", "page")
        self.assertEqual(self.invitation.registration_id.name, "Erika Muster")
        self.assertFalse(substitute.registration_id)
        self.assertFalse(self.env["outreach.invitation"]._find_by_token(token))
        self.assertEqual(self.event.seats_taken, 1)

    def test_who_has_confirmed_keeps_the_place(self):
        substitute = self._name()
        substitute._answer("accepted", "page")
        self.invitation._answer("accepted", "page")
        self.assertEqual(substitute.registration_state, "open")
        self.assertNotEqual(self.invitation.registration_id, substitute.registration_id)
        self.assertIn("who keeps the place", str(self.invitation.activity_ids.note))

    def test_no_after_naming_leaves_the_place_and_asks_the_office(self):
        substitute = self._name()
        self.invitation._answer("declined", "page")
        self.assertEqual(substitute.registration_state, "open")
        self.assertTrue(self.invitation.activity_ids)

    def test_colleague_who_declines_gives_the_seat_to_the_next(self):
        self.event.seats_max = 1
        substitute = self._name()
        (waiting,) = self._invite(self._make_contact("Wanda Waiting"), title="Others")
        waiting._answer("accepted", "page")
        substitute._answer("declined", "page")
        self.assertEqual(waiting.registration_state, "open")
        self.assertTrue(self.invitation.activity_ids)

    def test_rebuilt_audience_keeps_who_was_named(self):
        substitute = self._name()
        substitute.message_ids.unlink()
        substitute.activity_ids.unlink()
        self.invitation.campaign_id._refresh_audience()
        self.assertEqual(substitute.exists().verdict, "substitute")

    def test_who_attended_cannot_send_somebody_else(self):
        self.invitation._answer("accepted", "page")
        self.invitation.registration_id.action_outreach_check_in()
        with self.assertRaisesRegex(UserError, "no seat that a colleague could take"):
            self._name(channel="desk")


class TestUnconfirmedContact(SubstituteCase):
    def setUp(self):
        super().setUp()
        self.substitute = self._name()
        self.contact = self.substitute.partner_id

    def test_no_audience_means_an_unconfirmed_contact(self):
        campaign = self._make_campaign(title="Next", event_id=self.event.copy().id)
        campaign.action_build_audience()
        self.assertNotIn(self.contact, campaign.invitation_ids.partner_id)
        self.substitute.with_user(self.clerk).action_take_over_contact()
        campaign.action_build_audience()
        self.assertIn(self.contact, campaign.invitation_ids.partner_id)

    def test_clerk_takes_the_contact_over_with_one_click(self):
        self.assertEqual(self.substitute.activity_ids.mapped("summary"), ["New contact: Kim Colleague"])
        self.substitute.with_user(self.clerk).action_take_over_contact()
        self.assertFalse(self.contact.outreach_unconfirmed_since)
        self.assertFalse(self.substitute.activity_ids)

    def test_wrong_contact_loses_place_and_link(self):
        token = self.substitute._get_token()
        self.contact.with_user(self.clerk).action_outreach_reject()
        self.assertFalse(self.contact.active)
        self.assertEqual(self.substitute.registration_state, "cancel")
        self.assertFalse(self.env["outreach.invitation"]._find_by_token(token))

    def test_merged_into_a_known_contact_it_is_confirmed(self):
        known = self._make_contact("Kim Colleague", email=False)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((known | self.contact).ids, known)
        self.assertFalse(known.outreach_unconfirmed_since)
        self.assertEqual(known.outreach_invitation_ids, self.substitute)
        self.assertEqual(self.invitation.substitute_id, self.substitute)

    def test_office_is_asked_again_after_a_fortnight_and_once(self):
        for _day in range(2):
            self.env["outreach.invitation"]._cron_remind_of_new_contacts()
        self.assertEqual(len(self.substitute.activity_ids), 1)
        self.contact.outreach_unconfirmed_since = fields.Date.today() - timedelta(days=14)
        for _day in range(2):
            self.env["outreach.invitation"]._cron_remind_of_new_contacts()
        self.assertEqual(len(self.substitute.activity_ids), 2)


class TestColleagueWizard(SubstituteCase):
    def _open(self, **values):
        context = self.invitation.with_user(self.clerk).action_name_colleague()["context"]
        return self.env["outreach.colleague"].with_user(self.clerk).with_context(**context).create(values)

    def test_clerk_enters_a_colleague_who_is_thereby_confirmed(self):
        self._open(first_name="Kim", surname="Colleague", email=KIM.email, channel="paper").action_apply()
        substitute = self.invitation.substitute_id
        self.assertFalse(substitute.partner_id.outreach_unconfirmed_since)
        self.assertEqual((self.invitation.answer_ids.channel, self.invitation.answer_ids.user_id), ("paper", self.clerk))

    def test_clerk_chooses_a_known_colleague(self):
        known = self._make_contact("Kim Colleague", parent_id=self.firm.id)
        wizard = self._open(partner_id=known.id)
        self.assertIn(known, wizard.colleague_ids)
        wizard.action_apply()
        self.assertEqual(self.invitation.substitute_id.partner_id, known)

    def test_missing_name_is_asked_for(self):
        with self.assertRaisesRegex(UserError, "Please check"):
            self._open(first_name="Kim").action_apply()


class TestSubstituteMail(MailCase, SubstituteCase):
    def _get_mails(self, address):
        return [mail for mail in self.mailbox.parsed() if address in mail["To"]]

    def test_colleague_gets_one_mail_that_says_who_named_them(self):
        self._name()
        for _run in range(2):
            self._send_due()
        (mail,) = self._get_mails(KIM.email)
        text = mail.get_body(("plain",)).get_content()
        self.assertEqual(mail["Subject"], "You come instead of Erika Muster: Building in Circles")
        self.assertIn("named by Erika Muster as a substitute", " ".join(text.split()))
        self.assertIn(self.invitation.substitute_id._get_token(), text)
        self.assertNotIn(self.invitation._get_token(), text)

    def test_objection_in_the_meantime_stops_the_mail(self):
        substitute = self._name()
        self.env["outreach.opt.out"]._record(substitute, "everything", "phone")
        self._send_due()
        self.assertFalse(self._get_mails(KIM.email))

    def test_place_taken_back_stops_the_mail(self):
        self._name()
        self.invitation._answer("accepted", "page")
        self._send_due()
        self.assertFalse(self._get_mails(KIM.email))

    def test_campaign_without_the_step_gets_it(self):
        self.invitation.campaign_id.step_ids.filtered(lambda step: step.kind == "substitute").unlink()
        self._name()
        self._send_due()
        self.assertEqual(len(self._get_mails(KIM.email)), 1)

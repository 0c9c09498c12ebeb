from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from .common import OutreachCase

ADDRESS = {"street": "Lane 1", "zip": "09599", "city": "Freiberg"}


class TestRemedy(OutreachCase):
    """What a clerk does about a verdict; the audience is looked at again at once."""

    def setUp(self):
        super().setUp()
        self.campaign = self._make_campaign().with_user(self.clerk)

    def _build(self, *contacts):
        self.campaign.rule_domain = repr([("id", "in", [contact.id for contact in contacts])])
        self.campaign.action_build_audience()
        by_contact = {invitation.partner_id: invitation for invitation in self.campaign.invitation_ids}
        return [by_contact[contact] for contact in contacts]

    def _apply(self, action, **values):
        """Open the dialog as the button does, fill it in and apply it."""
        with Form(self.env["outreach.remedy"].with_user(self.clerk).browse(action["res_id"])) as form:
            for name, value in values.items():
                setattr(form, name, value)
        return form.record.action_apply()

    def test_new_address_forgets_that_mails_came_back(self):
        contact = self._make_contact(email="old@firm.example", message_bounce=2)
        (invitation,) = self._build(contact)
        self.assertEqual(invitation.verdict, "bounced")
        self._apply(invitation.action_correct_address(), email="new@firm.example")
        self.assertEqual((invitation.verdict, invitation.email_normalized), ("ready", "new@firm.example"))
        self.assertEqual((contact.email, contact.message_bounce), ("new@firm.example", 0))
        self.assertEqual(invitation.verdict_before, "bounced")

    def test_address_that_was_not_changed_is_no_remedy(self):
        (invitation,) = self._build(self._make_contact(message_bounce=1))
        with self.assertRaisesRegex(UserError, "as it was"):
            self._apply(invitation.action_correct_address())

    def test_phone_alone_leaves_the_dead_mailbox_dead(self):
        (invitation,) = self._build(self._make_contact(message_bounce=1))
        self._apply(invitation.action_correct_address(), phone="+49 3731 1")
        self.assertEqual(invitation.verdict, "bounced")

    def test_letter_instead_of_a_mail_that_came_back(self):
        (invitation,) = self._build(self._make_contact(message_bounce=1, **ADDRESS))
        invitation.action_letter_instead()
        self.assertEqual(invitation.verdict, "letter")
        self.assertIn("Letter instead", invitation.verdict_reason)

    def test_letter_needs_an_address_and_says_whose_is_missing(self):
        (invitation,) = self._build(self._make_contact(message_bounce=1))
        with self.assertRaisesRegex(UserError, "missing for Erika Muster"):
            invitation.action_letter_instead()
        self.assertEqual(invitation.verdict, "bounced")

    def test_letter_needs_a_legal_basis_too(self):
        wanted, unwanted = (
            self._make_contact(name, outreach_legal_basis=basis, **ADDRESS)
            for name, basis in (("Anna Consent", "consent"), ("Berta None", "none"))
        )
        first, second = self._build(wanted, unwanted)
        self.assertEqual((first.verdict, second.verdict), ("no_basis", "no_basis"))
        first.action_letter_instead()
        self.assertEqual(first.verdict, "letter")
        with self.assertRaisesRegex(UserError, "no legal basis to write to Berta None"):
            second.action_letter_instead()

    def test_invited_all_the_same_with_a_reason_that_stays_to_be_read(self):
        first, second = self._build(
            self._make_contact("Anna First", email="info@shared.example"),
            self._make_contact("Berta Second", email="info@shared.example"),
        )
        self._apply(second.action_invite_anyway(), reason="Both asked for it")
        self.assertEqual((first.verdict, second.verdict), ("same_mailbox", "ready"))
        self.assertIn("Both asked for it (Clerk", second.verdict_reason)

    def test_decision_without_reason_is_refused(self):
        (invitation,) = self._build(self._make_contact())
        wizard = self.env["outreach.remedy"].with_user(self.clerk).browse(invitation.action_leave_out()["res_id"])
        wizard.reason = " "
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_apply()
        self.assertEqual(invitation.verdict, "ready")

    def test_another_contact_takes_the_place(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        chosen, other = (self._make_contact(name, parent_id=organisation.id) for name in ("Anna Chosen", "Berta Other"))
        self.campaign.write({"organisation_policy": "limit", "organisation_limit": 1})
        one, two = self._build(chosen, other)
        self.assertEqual((one.verdict, two.verdict), ("ready", "organisation_limit"))
        self._apply(one.action_choose_other(), other_id=other, reason="Is in charge now")
        self.assertEqual((one.verdict, two.verdict), ("left_out", "ready"))

    def test_another_contact_has_to_be_named(self):
        (invitation,) = self._build(self._make_contact())
        wizard = self.env["outreach.remedy"].with_user(self.clerk).browse(invitation.action_choose_other()["res_id"])
        wizard.reason = "Is in charge now"
        with self.assertRaisesRegex(UserError, "Choose who"):
            wizard.action_apply()

    def test_decision_is_taken_back(self):
        contact, stranger = self._make_contact(), self._make_contact("Sam Stranger", outreach_target_group_id=False)
        (invitation,) = self._build(contact)
        self._apply(invitation.action_leave_out(), reason="On leave")
        self.assertEqual((invitation.verdict, invitation.verdict_reason[:8]), ("left_out", "On leave"))
        invitation.action_take_back_choice()
        self.assertEqual((invitation.verdict, self.campaign.choice_ids.ids), ("ready", []))
        self.env["outreach.audience.choice"]._decide(self.campaign, stranger, "invite", "Asked")
        self.campaign.action_build_audience()
        added = self.campaign.invitation_ids.filtered(lambda one: one.partner_id == stranger)
        self.assertEqual(added.verdict, "ready")
        added.action_take_back_choice()
        self.assertFalse(added.exists())

    def test_two_entries_are_merged_or_set_apart(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        one, two = (
            self._make_contact("Anna Twin", parent_id=organisation.id, email=f"{name}@firm.example") for name in ("a", "b")
        )
        first, second = self._build(one, two)
        self.assertEqual((first.verdict, second.verdict, second.verdict_partner_id), ("ready", "duplicate", one))
        action = second.action_merge_duplicate()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).partner_ids, one | two)
        second.action_not_the_same()
        self.assertEqual((first.verdict, second.verdict), ("ready", "ready"))

    def test_who_was_written_to_can_only_be_left_out_from_now_on(self):
        (invitation,) = self._build(self._make_contact())
        invitation.sudo().sent_on = self.begin
        with self.assertRaisesRegex(UserError, "written to already"):
            invitation.action_invite_anyway()
        self._apply(invitation.action_leave_out(), reason="Asked to be spared")
        self.assertEqual(invitation.verdict, "ready", "what was sent keeps its past")
        judged = self.env["outreach.audience"]._judge(self.campaign, invitation.partner_id)
        self.assertEqual(judged, {invitation.partner_id.id: "left_out"}, "but no reminder follows")

    def test_closed_campaign_stays_as_it_is(self):
        (invitation,) = self._build(self._make_contact())
        action = invitation.action_leave_out()
        self.campaign.state = "closed"
        with self.assertRaisesRegex(UserError, "Reopen it"):
            self._apply(action, reason="Too late")

    def test_only_the_office_decides(self):
        (invitation,) = self._build(self._make_contact())
        outsider = new_test_user(self.env, "outsider_test", "base.group_user")
        with self.assertRaises(AccessError):
            invitation.with_user(outsider).action_leave_out()
        with self.assertRaises(AccessError):
            self.campaign.choice_ids.with_user(outsider).create(
                {"campaign_id": self.campaign.id, "partner_id": invitation.partner_id.id, "reason": "x"}
            )

    def test_contacts_of_the_list_are_added_to_a_campaign(self):
        stranger = self._make_contact("Sam Stranger", outreach_target_group_id=False)
        add = self.env["outreach.audience.add"].with_user(self.clerk)
        with Form(add.with_context(active_model="res.partner", active_ids=stranger.ids)) as form:
            form.campaign_id = self.campaign
            form.reason = "Asked for it"
        self.assertEqual(form.record.partner_count, 1)
        form.record.action_apply()
        self.assertEqual(self.campaign.invitation_ids.filtered(lambda one: one.partner_id == stranger).verdict, "ready")
        self.assertIn("and 1 chosen by hand", self.campaign.rule_text)

    def test_choice_counts_as_a_change_for_four_eyes(self):
        (invitation,) = self._build(self._make_contact())
        self.campaign.sudo().edited_by_id = self.env.ref("base.user_admin")
        self._apply(invitation.action_leave_out(), reason="On leave")
        self.assertEqual(self.campaign.edited_by_id, self.clerk)

    def test_counts_open_the_contacts_behind_them(self):
        self._build(self._make_contact(), self._make_contact("Berta Nomail", email=False))
        summary = [(one["verdict"], one["count"]) for one in self.campaign.verdict_summary]
        self.assertEqual(summary, [("ready", 1), ("no_email", 1)])
        action = self.campaign.action_view_verdict("no_email")
        self.assertEqual(action["context"]["searchpanel_default_verdict"], "no_email")
        self.assertEqual(self.campaign.action_view_changes()["context"]["search_default_changed"], 1)

    def test_mail_tells_who_comes_already(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        one, two, other = (
            self._make_contact("Anna Coming", parent_id=organisation.id),
            self._make_contact("Berta Asked", parent_id=organisation.id),
            self._make_contact("Otto Elsewhere"),
        )
        coming, asked, elsewhere = self._build(one, two, other)
        coming.sudo()._answer("accepted", "phone")
        self.assertFalse(asked.colleague_text)
        self.campaign.colleague_policy = "tell"
        self.assertIn("represented by Anna Coming", asked.colleague_text)
        self.assertFalse(coming.colleague_text)
        self.assertFalse(elsewhere.colleague_text)

    def test_colleague_of_who_is_coming_is_not_reminded_where_the_campaign_says_so(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        one, two, other = (
            self._make_contact("Anna Coming", parent_id=organisation.id),
            self._make_contact("Berta Asked", parent_id=organisation.id),
            self._make_contact("Otto Elsewhere"),
        )
        invitations = self._invite(one + two + other)
        invitations.sent_on = fields.Datetime.now() - timedelta(days=4)
        invitations[0]._answer("accepted", "phone")
        reminder = invitations.campaign_id.step_ids.filtered(lambda step: step.kind == "reminder")
        reminder.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        invitations.campaign_id.colleague_policy = "skip"
        reminder._create_deliveries()
        self.assertEqual(reminder.delivery_ids.invitation_id, invitations[2])
        invitations[0]._answer("declined", "phone")
        reminder._create_deliveries()
        self.assertEqual(reminder.delivery_ids.invitation_id, invitations[1:], "who declines represents nobody any more")

    def test_second_entry_of_who_objects_is_not_invited_by_hand(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        one, two = (
            self._make_contact("Anna Twin", parent_id=organisation.id, email=f"{name}@firm.example") for name in ("a", "b")
        )
        self.env["outreach.opt.out"]._record_contact(one, "everything", "phone")
        first, second = self._build(one, two)
        self._apply(second.action_invite_anyway(), reason="They will not mind")
        self.assertEqual((first.verdict, second.verdict), ("objection", "duplicate"))
        self.assertIn("who must not be written to", second.verdict_reason)
        second.action_not_the_same()
        self.assertEqual((first.verdict, second.verdict), ("objection", "ready"))

    def test_merged_contacts_keep_the_more_cautious_choice_and_both_reasons(self):
        one, two = self._make_contact("Anna One", email="a@firm.example"), self._make_contact("Anna Two", email="a@firm.example")
        self._build(one, two)
        for contact, kind in ((one, "invite"), (two, "leave_out")):
            self.env["outreach.audience.choice"].with_user(self.clerk)._decide(self.campaign, contact, kind, f"Because {kind}")
        action = one.with_user(self.clerk).action_outreach_merge(two.id)
        self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"]).action_merge()
        choice = self.campaign.choice_ids
        self.assertEqual((choice.kind, choice.reason), ("leave_out", "Because leave_out; Because invite"))

    def test_decider_cannot_be_made_up(self):
        (invitation,) = self._build(self._make_contact())
        choices = self.env["outreach.audience.choice"].with_user(self.clerk)
        values = {"campaign_id": self.campaign.id, "partner_id": invitation.partner_id.id, "reason": "x", "user_id": self.env.uid}
        choice = choices.create(values)
        choice.write({"user_id": self.env.ref("base.user_admin").id})
        self.assertEqual(choice.user_id, self.clerk)
        with self.assertRaisesRegex(UserError, "Remove this line"):
            choice.partner_id = self._make_contact("Otto Other")

    def test_same_address_in_capitals_is_no_new_mailbox(self):
        (invitation,) = self._build(self._make_contact(email="anna@firm.example", message_bounce=3))
        self._apply(invitation.action_correct_address(), email="Anna@firm.example")
        self.assertEqual(invitation.verdict, "bounced")

    def test_no_letter_to_who_has_got_the_mail(self):
        (invitation,) = self._build(self._make_contact(**ADDRESS))
        invitation.sudo().sent_on = self.begin
        with self.assertRaisesRegex(UserError, "written to already"):
            invitation.action_letter_instead()

    def test_other_entry_that_is_gone_is_no_riddle(self):
        organisation = self._make_contact("Firm", is_company=True, email=False)
        one, two = (
            self._make_contact("Anna Twin", parent_id=organisation.id, email=f"{name}@firm.example") for name in ("a", "b")
        )
        first, second = self._build(one, two)
        first.unlink()
        one.unlink()
        second.action_not_the_same()
        self.assertEqual(second.verdict, "ready")

    def test_contact_that_leaves_the_rule_takes_no_note_along(self):
        noted, plain = self._build(self._make_contact("Anna Noted"), self._make_contact("Berta Plain"))
        noted.message_post(body="Called, will send a new address")
        self.campaign.rule_domain = repr([("id", "=", 0)])
        message = self.campaign._refresh_audience()
        self.assertFalse(plain.exists())
        self.assertEqual(noted.verdict, "left_out")
        self.assertIn("no longer means", noted.verdict_reason)
        self.assertIn("2 no longer meant", message)

    def test_mail_that_waits_for_who_left_the_rule_is_not_sent(self):
        invitation = self._invite(self._make_contact())
        step = invitation.campaign_id.step_ids.filtered(lambda step: step.kind == "invitation")
        step._create_deliveries()
        invitation.campaign_id.rule_domain = repr([("id", "=", 0)])
        invitation.campaign_id.action_build_audience()
        self.assertEqual(step.delivery_ids._skip_unwanted(), step.delivery_ids)

    def test_dialog_of_a_colleague_is_theirs(self):
        (invitation,) = self._build(self._make_contact())
        wizard = self.env["outreach.remedy"].with_user(self.clerk).browse(invitation.action_leave_out()["res_id"])
        colleague = new_test_user(self.env, "colleague_test", "circular_outreach.group_user")
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).read(["way"])

    def test_campaign_of_another_company_is_not_copied(self):
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = new_test_user(
            self.env, "stranger_test", "circular_outreach.group_user", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        with self.assertRaises(AccessError):
            self.env["outreach.campaign.copy"].with_user(stranger).create({"campaign_id": self.campaign.id})

from hypothesis import given, settings

from odoo.tests import new_test_user

from .incoming_mail import ADDRESS, MESSAGE_ID, parse, read_bytes, read_truth
from .returned_mail_case import COMMENT, ReturnedMailCase
from .test_tools_returned_mail import damaged_mails


class TestReturnedMail(ReturnedMailCase):
    def _assert_untouched(self):
        self.assertEqual((self.delivery.state, self.delivery.failure, self.contact.message_bounce), ("sent", False, 0))
        self.assertFalse(self._read_to_dos())
        self.assertFalse(self._read_notes(COMMENT))
        self.assertEqual(self.invitation.answer, "none")

    def test_dead_address_is_marked_and_somebody_has_to_find_another_way(self):
        self._receive("postfix_unknown_user")
        self.assertEqual(self.delivery.state, "bounced")
        self.assertIn("User unknown in virtual mailbox table", self.delivery.failure)
        self.assertEqual(self.contact.message_bounce, 1)
        self.assertEqual(self.env["outreach.audience"]._judge(self.campaign, self.contact), {self.contact.id: "bounced"})
        self.assertEqual((self.invitation.answer, self.invitation.delivery_state), ("none", "bounced"))
        to_do = self._read_to_dos()
        self.assertEqual((to_do.user_id, to_do.summary), (self.clerk, "Address of Erika Muster is dead"))
        for words in ("User unknown", "Correct Address", "Other Contact", "Letter Instead"):
            self.assertIn(words, to_do.note)
        self.assertEqual(len(self._read_notes()), 1)

    def test_every_report_of_a_dead_address_is_understood(self):
        hard = [
            name
            for name, truth in read_truth().items()
            if truth["kind"] == "report" and truth["ids"] == [MESSAGE_ID] and [one[3] for one in truth["recipients"]] == ["hard"]
        ]
        self.assertGreater(len(hard), 12)
        for name in set(hard) - {"passed_on_unknown_origin"}:
            with self.subTest(mail=name), self.env.cr.savepoint() as savepoint:
                self._receive(name)
                self.assertEqual((self.delivery.state, self.contact.message_bounce), ("bounced", 1))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_same_report_twice_is_one_report(self):
        for _time in range(2):
            self._receive("postfix_unknown_user")
        self._receive("postfix_unknown_user", **{".report@mx.example": ".another@mx.example"})
        self.assertEqual(self.contact.message_bounce, 1)
        self.assertEqual((len(self._read_to_dos()), len(self._read_notes())), (1, 1))

    def test_contacts_that_share_a_dead_mailbox_are_all_marked(self):
        colleague = self._make_contact("Karl Colleague", email=ADDRESS)
        self._receive("qmail_unknown_user")
        self.assertEqual(colleague.message_bounce, 1)

    def test_new_address_of_the_contact_is_not_blamed_for_the_old_one(self):
        self.contact.email = "new@firm.example"
        self._receive("postfix_unknown_user")
        self.assertEqual((self.delivery.state, self.contact.message_bounce), ("bounced", 0))

    def test_international_domain_is_the_same_domain_on_the_wire(self):
        contact = self._make_contact("Bert Baecker", email="bert@bäckerei.example")
        delivery = self._deliver(self._invite(contact))
        delivery.email = "bert@xn--bckerei-5wa.example"
        self._receive("postfix_unknown_user", delivery)
        self.assertEqual((delivery.state, contact.message_bounce), ("bounced", 1))

    def test_mail_host_named_instead_of_the_domain_is_the_same_mailbox(self):
        self._receive(
            "postfix_unknown_user", **{f"rfc822; {ADDRESS}": "rfc822; erika.muster@mail.firm.example", f"rfc822;{ADDRESS}": ""}
        )
        self.assertEqual(self.contact.message_bounce, 1)

    def test_new_address_named_by_the_server_is_a_suggestion_only(self):
        self._receive("report_new_address")
        self.assertIn("erika.muster@newfirm.example", self._read_to_dos().note)
        self.assertEqual(self.contact.email, ADDRESS)

    def test_delay_and_full_mailbox_are_only_noted_with_the_mail(self):
        for name in ("postfix_delayed", "gmail_mailbox_full", "m365_queue_expired", "webde_mailbox_full"):
            with self.subTest(mail=name):
                self.delivery.failure = False
                self._receive(name)
                self.assertEqual((self.delivery.state, self.contact.message_bounce), ("sent", 0))
                self.assertRegex(self.delivery.failure, "^Has not arrived so far: .{5}")
                self.assertFalse(self._read_to_dos())

    def test_delay_after_the_end_changes_nothing(self):
        self._receive("postfix_unknown_user")
        before = self.delivery.failure
        self._receive("postfix_delayed")
        self._receive("barracuda_spam")
        self.assertEqual((self.delivery.state, self.delivery.failure), ("bounced", before))

    def test_refusal_is_for_a_person_and_does_not_mark_the_contact(self):
        for name in ("gmail_policy_dmarc", "barracuda_spam", "too_large"):
            self._receive(name)
        self.assertEqual((self.delivery.state, self.contact.message_bounce), ("sent", 0))
        self.assertRegex(self.delivery.failure, "^Refused: ")
        self.assertEqual(self._read_to_dos().summary, "Mail to Erika Muster was refused")

    def test_good_news_change_nothing(self):
        for name in ("postfix_delivered", "sendmail_expanded", "postfix_delivered_to_mailbox", "sendmail_several_recipients"):
            self._receive(name)
        self._assert_untouched()

    def test_dead_address_behind_a_forwarding_is_not_the_contact(self):
        self._receive("passed_on_unknown_origin")
        self.assertEqual((self.delivery.state, self.contact.message_bounce), ("sent", 0))
        self.assertIn("jemand@elsewhere.example", self._read_to_dos().note)

    def test_receipts_and_challenges_are_neither_bounce_nor_answer(self):
        for name in ("receipt_displayed", "receipt_deleted", "receipt_from_mobile", "complaint_taken_back"):
            self._receive(name)
        self._assert_untouched()
        self.assertFalse(self._read_notes())
        for name in ("challenge_english", "challenge_german"):
            self._receive(name)
        self.assertIn("confirm the mail", self.delivery.failure)
        self.delivery.failure = False
        self._assert_untouched()

    def test_absence_is_noted_with_its_end_and_nothing_else(self):
        self._receive("absence_exchange_german")
        self._receive("absence_exchange_german")
        self._assert_untouched()
        (note,) = self._read_notes()
        self.assertIn("away until 08/21/2026", note.body)
        self.assertEqual(note.author_id, self.env.ref("base.partner_root"))

    def test_every_automatic_answer_is_a_note_and_never_a_reply(self):
        names = [name for name, truth in read_truth().items() if truth["kind"] == "auto_reply" and truth["ids"] == [MESSAGE_ID]]
        for name in names:
            self._receive(name)
        self._assert_untouched()
        self.assertEqual(len(self._read_notes()), len(names))

    def test_absence_shows_that_the_address_is_alive(self):
        self.contact.message_bounce = 1
        self._receive("absence_gmail_english")
        self.assertEqual(self.contact.message_bounce, 0)

    def test_who_has_left_is_a_to_do_with_the_successor(self):
        self._receive("moved_german")
        to_do = self._read_to_dos()
        self.assertEqual(to_do.user_id, self.clerk)
        self.assertIn("n.nachfolger@firm.example", to_do.note)
        self.assertEqual((self.contact.email, self.contact.message_bounce, self.delivery.state), (ADDRESS, 0, "sent"))
        self.assertFalse(self._read_notes(COMMENT))

    def test_complaint_ends_all_invitations(self):
        self._receive("complaint_abuse")
        self._receive("complaint_abuse", **{"arf-1@": "arf-again@"})
        opt_out = self.env["outreach.opt.out"].search([("partner_id", "=", self.contact.id)])
        self.assertEqual((opt_out.scope, opt_out.channel), ("everything", "complaint"))
        self.assertEqual(self.env["outreach.audience"]._judge(self.campaign, self.contact), {self.contact.id: "objection"})
        self.assertIn("marked the mail as spam", self._read_notes()[-1:].body)
        self.assertFalse(self._read_notes(COMMENT))

    def test_report_about_another_mail_goes_its_usual_way(self):
        stranger = self._make_contact("Sam Stranger", email="nobody@firm.example")
        self._receive("report_of_strange_mail")
        self._assert_untouched()
        self.assertEqual(stranger.message_bounce, 1, "Odoo's own counting")

    def test_letter_of_a_stranger_finds_no_route(self):
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self._receive("strange_letter")

    def test_damaged_reports_are_understood_by_the_gateway(self):
        for name in ("broken_no_boundary_in_body", "broken_no_boundary_declared", "report_latin1_undeclared"):
            with self.subTest(mail=name):
                self._receive(name, **{".report@mx.example": f".{name}@mx.example"})
                self.assertTrue(self.delivery.failure)
                self.delivery.write({"state": "sent", "failure": False})

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(damaged_mails())
    def test_gateway_loses_no_damaged_mail_of_ours(self, content):
        """Odoo's gateway drops what it cannot read: here each is read, or is not recognised as ours."""
        content = content.replace(MESSAGE_ID.encode(), self.delivery.message_id.encode())
        if self.env["outreach.delivery"]._recognise(parse(content)):
            self._process(content)

    def test_report_without_a_message_id_is_known_when_it_comes_again(self):
        content = read_bytes("absence_next_to_signature").replace(MESSAGE_ID.encode(), self.delivery.message_id.encode())
        lines = [line for line in content.split(b"\n") if not line.startswith(b"Message-ID:")]
        for _time in range(2):
            self._process(b"\n".join(lines))
        self.assertEqual(len(self._read_notes()), 1)

    def test_to_do_speaks_the_language_of_the_responsible(self):
        self.clerk.lang = "de_DE"
        self._receive("postfix_unknown_user")
        self.assertEqual(self._read_to_dos().summary, "Die E-Mail-Adresse von Erika Muster gilt nicht mehr")

    def test_who_has_left_the_office_gets_no_to_do(self):
        self.clerk.active = False
        self._receive("postfix_unknown_user")
        self.assertFalse(self._read_to_dos().user_id)
        self.assertEqual(self.delivery.state, "bounced")

    def test_gateway_of_a_clerk_does_the_same(self):
        plain = new_test_user(self.env, "pipe_test", "base.group_user,base.group_partner_manager")
        content = read_bytes("postfix_unknown_user").replace(MESSAGE_ID.encode(), self.delivery.message_id.encode())
        self.env["mail.thread"].with_user(plain).message_process(None, content)
        self.assertEqual((self.delivery.state, self.contact.message_bounce), ("bounced", 1))

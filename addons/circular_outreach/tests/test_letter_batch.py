import io
from datetime import timedelta

from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MailCase
from .letter_case import ADDRESS, LetterCase


class TestLetterBatch(LetterCase):
    def test_who_has_no_mailbox_gets_one_letter_and_who_has_one_none(self):
        contacts = self._make_recipient("Anna Paper") + self._make_contact("Berta Mail")
        batch = self._print(contacts)
        self.assertEqual(batch.delivery_ids.partner_id.name, "Anna Paper")
        self.assertEqual((batch.state, batch.letter_count), ("printed", 1))

    def test_nothing_is_printed_before_release(self):
        invitation = self._invite(self._make_recipient())
        invitation.campaign_id.state = "draft"
        with self.assertRaisesRegex(UserError, "Release the campaign first"):
            self._make_batch(invitation.campaign_id).action_print()

    def test_no_letter_to_print_is_said(self):
        invitation = self._invite(self._make_contact())
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self._make_batch(invitation.campaign_id).action_print()

    def test_batch_starts_with_the_invitation_and_says_how_many(self):
        campaign = self._invite(self._make_recipient()).campaign_id
        batch = self.env["outreach.letter.batch"].with_user(self.clerk).new({"campaign_id": campaign.id})
        self.assertEqual(batch.step_id._origin.kind, "invitation")
        self.assertEqual(batch.letter_count, 1)
        self.assertIn("1", batch.next_text)

    def test_letters_are_sorted_by_surname_or_postcode(self):
        contacts = self.env["res.partner"].concat(
            self._make_recipient("Zoe Adler", zip="09661"),
            self._make_recipient("Uwe Öder", zip="04720"),
            self._make_recipient("Ina Ofen", zip="09599"),
        )
        batch = self._print(contacts)
        self.assertEqual(self._get_names(batch), ["Zoe Adler", "Uwe Öder", "Ina Ofen"])
        batch.sort_by = "postcode"
        batch.action_print()
        self.assertEqual(self._get_names(batch), ["Uwe Öder", "Ina Ofen", "Zoe Adler"])
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(self._get_pdf(batch))).pages]
        self.assertIn("Uwe Öder", pages[0])
        self.assertIn("Zoe Adler", pages[4])

    def _get_names(self, batch):
        return batch.delivery_ids.sorted("letter_number").partner_id.mapped("name")

    def test_each_letter_begins_on_a_new_sheet(self):
        step = self._invite(self._make_recipient("Anna Long") + self._make_recipient("Berta Next")).campaign_id.step_ids
        step = step.filtered(lambda step: step.kind == "invitation")
        long_text = "".join(f"<p>Absatz {number}, der die Seite füllt.</p>" for number in range(30))
        step.with_context(lang="de_DE").body = long_text
        batch = self._make_batch(step.campaign_id)
        batch.action_print()
        starts = self._find_starts(batch)
        self.assertEqual([start % 2 for start in starts], [1, 1])
        self.assertGreater(starts[1], 3)
        batch.is_duplex = False
        batch.action_print()
        self.assertEqual(self._find_starts(batch)[1] % 2, 0)

    def _find_starts(self, batch):
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(self._get_pdf(batch))).pages]
        return [number for number, page in enumerate(pages, start=1) if "Seite 1 von" in page]

    def test_printed_again_until_posted_takes_in_what_changed(self):
        contacts = self._make_recipient("Anna First") + self._make_recipient("Berta Second")
        batch = self._print(contacts[0] + contacts[1])
        contacts[0].street = "Neue Gasse 9"
        batch.delivery_ids.filtered(lambda letter: letter.partner_id == contacts[1]).invitation_id._answer("declined", "phone")
        batch.action_print()
        printed = batch.delivery_ids.filtered(lambda letter: letter.state == "ready")
        self.assertEqual(printed.partner_id.name, "Anna First")
        left_out = batch.delivery_ids - printed
        self.assertEqual((left_out.state, left_out.letter_remark, left_out.letter_number), ("skipped", "Has answered: No", 0))
        self.assertIn("Neue Gasse 9", self._read_text(self._get_pdf(batch)))

    def test_posted_letters_stay_exactly_as_they_were(self):
        contact = self._make_recipient()
        batch = self._print(contact)
        before = batch.document
        batch.action_mark_sent()
        contact.street = "Neue Gasse 9"
        with self.assertRaisesRegex(UserError, "posted"):
            batch.action_print()
        with self.assertRaisesRegex(UserError, "posted"):
            batch.letter_date = "2030-01-01"
        self.assertEqual(batch.document, before)
        self.assertIn("/document/", batch.action_open_document()["url"])

    def test_marking_as_sent_counts_like_a_mail(self):
        batch = self._print(self._make_recipient())
        invitation = batch.delivery_ids.invitation_id
        self.assertFalse(invitation.sent_on)
        batch.posted_on = fields.Date.today() - timedelta(days=3)
        batch.action_mark_sent()
        self.assertEqual(batch.delivery_ids.state, "sent")
        self.assertEqual(invitation.sent_on.date(), batch.posted_on)
        self.assertEqual(batch.campaign_id.state, "running")
        self.assertTrue(batch.step_id.started_on)
        self.assertEqual((batch.campaign_id.letter_count, batch.campaign_id.letter_open_count), (1, 0))

    def test_only_printed_letters_can_be_posted_and_not_in_the_future(self):
        batch = self._make_batch(self._invite(self._make_recipient()).campaign_id)
        with self.assertRaisesRegex(UserError, "Make the letters first"):
            batch.action_mark_sent()
        batch.action_print()
        batch.posted_on = fields.Date.today() + timedelta(days=2)
        with self.assertRaisesRegex(UserError, "future"):
            batch.action_mark_sent()

    def test_each_step_reaches_a_person_on_paper_once(self):
        batch = self._print(self._make_recipient())
        batch.action_mark_sent()
        again = self._make_batch(batch.campaign_id)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            again.action_print()
        reminder = self._make_batch(batch.campaign_id, kind="reminder")
        reminder.action_print()
        self.assertEqual(reminder.delivery_ids.invitation_id, batch.delivery_ids.invitation_id)

    def test_reminder_goes_only_to_the_silent_who_were_invited(self):
        contacts = self._make_recipient("Anna Silent") + self._make_recipient("Berta Answered")
        batch = self._print(contacts)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self._make_batch(batch.campaign_id, kind="reminder").action_print()
        batch.action_mark_sent()
        batch.delivery_ids.filtered(lambda letter: letter.partner_id == contacts[1]).action_accepted_on_paper()
        reminder = self._make_batch(batch.campaign_id, kind="reminder")
        reminder.action_print()
        self.assertEqual(reminder.delivery_ids.partner_id, contacts[0])

    def test_who_opts_out_before_printing_gets_no_letter(self):
        contacts = self._make_recipient("Anna Stays") + self._make_recipient("Berta Leaves")
        invitations = self._invite(contacts)
        self.env["outreach.opt.out"]._record_contact(contacts[1], "everything", "phone")
        batch = self._make_batch(invitations.campaign_id)
        batch.action_print()
        left_out = batch.delivery_ids.filtered(lambda letter: letter.partner_id == contacts[1])
        self.assertEqual((left_out.state, left_out.failure), ("skipped", "Objects to being written to"))
        self.assertEqual(invitations[1].verdict, "objection")
        self.assertEqual(len(PdfReader(io.BytesIO(self._get_pdf(batch))).pages), 2)

    def test_who_opts_out_after_printing_is_taken_out_of_the_pile(self):
        contacts = self._make_recipient("Anna Stays") + self._make_recipient("Berta Leaves")
        batch = self._print(contacts)
        letter = batch.delivery_ids.filtered(lambda letter: letter.partner_id == contacts[1])
        self.env["outreach.opt.out"]._record_contact(contacts[1], "everything", "phone")
        batch.invalidate_recordset()
        self.assertIn(f"{letter.letter_number} Berta Leaves", batch.warning_text)
        letter.action_leave_out()
        batch.action_mark_sent()
        self.assertEqual(letter.state, "skipped")
        self.assertFalse(letter.invitation_id.sent_on)
        with self.assertRaisesRegex(UserError, "not been posted"):
            batch.delivery_ids.action_leave_out()

    def test_unknown_source_of_an_address_is_pointed_out(self):
        batch = self._print(self._make_recipient(outreach_source=False))
        self.assertIn("Erika Muster", batch.warning_text)
        self.assertIn("Art. 14", batch.warning_text)

    def test_answers_on_paper_take_one_click(self):
        batch = self._print(self._make_recipient("Anna Yes") + self._make_recipient("Berta No"))
        batch.action_mark_sent()
        first, second = batch.delivery_ids.sorted("letter_number")
        # The surnames decide: No comes before Yes.
        first.action_declined_on_paper()
        second.action_accepted_on_paper()
        self.assertEqual((first.answer, second.answer), ("declined", "accepted"))
        self.assertEqual(set((first + second).invitation_id.answer_ids.mapped("channel")), {"paper"})
        self.assertEqual(first.invitation_id.answer_ids.user_id, self.clerk)
        self.assertEqual(second.invitation_id.registration_id.state, "open")

    def test_letters_are_not_sent_again_as_mails(self):
        batch = self._print(self._make_recipient())
        batch.delivery_ids.action_leave_out()
        with self.assertRaisesRegex(UserError, "make the letters again"):
            batch.delivery_ids.action_send_again()

    def test_step_of_another_campaign_is_refused(self):
        first, second = self._invite(self._make_recipient()).campaign_id, self._make_campaign(title="Other")
        with self.assertRaisesRegex(UserError, "another campaign"):
            self._make_batch(first, step_id=second.step_ids[0].id)

    def test_posted_letters_cannot_be_deleted_others_can(self):
        batch = self._print(self._make_recipient())
        campaign = batch.campaign_id
        deliveries = batch.delivery_ids
        batch.unlink()
        self.assertFalse(deliveries.exists())
        again = self._make_batch(campaign)
        again.action_print()
        again.action_mark_sent()
        with self.assertRaisesRegex(UserError, "record"):
            again.unlink()

    def test_pdf_goes_with_the_links_in_it(self):
        batch = self._print(self._make_recipient())
        batch.action_mark_sent()
        batch._gc_documents()
        self.assertTrue(batch.document)
        batch.campaign_id.answer_deadline = fields.Datetime.now() - timedelta(days=15)
        batch.sudo()._gc_documents()
        self.assertFalse(batch.document)
        with self.assertRaisesRegex(UserError, "PDF is gone"):
            batch.action_open_document()

    def test_foreign_placeholder_is_refused_before_anything_is_rendered(self):
        batch = self._make_batch(self._invite(self._make_recipient()).campaign_id)
        self.env.cr.execute(
            "UPDATE outreach_campaign_step SET body = jsonb_build_object('en_US', '<p t-out=\"object.env\">x</p>') WHERE id = %s",
            [batch.step_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "object.env"):
            batch.action_print()

    def test_who_is_no_clerk_makes_no_letters(self):
        batch = self._print(self._make_recipient())
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        for user in (self.desk_helper, stranger):
            with self.assertRaises(AccessError):
                batch.with_user(user).action_print()
            with self.assertRaises(AccessError):
                batch.with_user(user).read(["document"])
            with self.assertRaises(AccessError):
                batch.delivery_ids.with_user(user).action_accepted_on_paper()

    def test_campaign_leads_to_its_letters(self):
        campaign = self._invite(self._make_recipient()).campaign_id.with_user(self.clerk)
        self.assertEqual(campaign.letter_open_count, 1)
        self.assertEqual(campaign.action_view_letters()["view_mode"], "form")
        self._make_batch(campaign)
        self.assertIn("list", campaign.action_view_letters()["view_mode"])

    def test_who_answers_after_printing_is_pointed_out(self):
        batch = self._print(self._make_recipient("Anna Silent") + self._make_recipient("Berta Answered"))
        letter = batch.delivery_ids.filtered(lambda letter: letter.partner_id.name == "Berta Answered")
        # sudo: somebody else comes; how that is answered is told elsewhere
        letter.invitation_id.sudo().answer = "substituted"
        batch.invalidate_recordset()
        self.assertIn(f"{letter.letter_number} Berta Answered", batch.warning_text)
        self.assertEqual((letter.is_letter_unneeded, letter.letter_remark), (True, "Has answered: Somebody else comes"))
        self.assertEqual(batch.answered_count, 1)
        letter.action_leave_out()
        batch.invalidate_recordset()
        self.assertFalse(batch.warning_text)
        self.assertEqual((letter.letter_remark, batch.left_out_count), ("Taken out by hand", 1))

    def test_substituted_counts_as_answered_when_printing(self):
        invitations = self._invite(self._make_recipient("Anna Silent") + self._make_recipient("Berta Answered"))
        invitations[1].answer = "substituted"
        batch = self._make_batch(invitations.campaign_id)
        batch.action_print()
        self.assertEqual(batch.delivery_ids.partner_id.name, "Anna Silent")

    def test_letter_left_out_by_mistake_is_taken_back(self):
        batch = self._print(self._make_recipient("Anna Stays") + self._make_recipient("Berta Back"))
        letter = batch.delivery_ids.sorted("letter_number")[0]
        letter.action_leave_out()
        letter.action_take_back()
        self.assertEqual((letter.state, letter.failure), ("ready", False))
        letter.action_leave_out()
        self.env["outreach.opt.out"]._record_contact(letter.partner_id, "everything", "phone")
        with self.assertRaisesRegex(UserError, "Must not be written to"):
            letter.action_take_back()
        batch.action_print()
        with self.assertRaisesRegex(UserError, "not in the PDF"):
            letter.action_take_back()

    def test_mark_of_letters_that_were_not_posted_is_taken_back(self):
        batch = self._print(self._make_recipient())
        campaign, step, invitation = batch.campaign_id, batch.step_id, batch.delivery_ids.invitation_id
        document = batch.document
        batch.action_mark_sent()
        batch.action_undo_sent()
        self.assertEqual((batch.state, batch.posted_on, batch.delivery_ids.state), ("printed", False, "ready"))
        self.assertEqual((invitation.sent_on, batch.delivery_ids.sent_on, step.started_on), (False, False, False))
        self.assertEqual((campaign.state, campaign.letter_open_count), ("released", 1))
        self.assertEqual(batch.document, document)
        batch.action_mark_sent()
        self.assertEqual((batch.state, campaign.state), ("sent", "running"))

    def test_mark_stays_where_answers_came_back_on_paper(self):
        batch = self._print(self._make_recipient())
        batch.action_mark_sent()
        batch.delivery_ids.action_declined_on_paper()
        with self.assertRaisesRegex(UserError, "Answers on paper"):
            batch.action_undo_sent()
        self.assertEqual(batch.delivery_ids.state, "sent")

    def test_mark_stays_where_a_reminder_followed(self):
        batch = self._print(self._make_recipient())
        batch.action_mark_sent()
        reminder = self._make_batch(batch.campaign_id, kind="reminder")
        reminder.action_print()
        reminder.action_mark_sent()
        with self.assertRaisesRegex(UserError, "written to again"):
            batch.action_undo_sent()
        reminder.action_undo_sent()
        self.assertEqual(reminder.delivery_ids.invitation_id.sent_on, batch.delivery_ids.sent_on)
        self.assertEqual(batch.campaign_id.state, "running")

    def test_printed_letters_can_go_back_to_the_draft(self):
        batch = self._print(self._make_recipient())
        batch.action_discard()
        self.assertEqual((batch.state, batch.document, batch.letter_count), ("draft", False, 1))
        self.assertFalse(batch.delivery_ids)
        batch.action_print()
        batch.action_mark_sent()
        batch.action_discard()
        self.assertEqual(batch.state, "sent", "what was posted stays")

    def test_who_is_no_clerk_takes_nothing_back(self):
        batch = self._print(self._make_recipient())
        stranger = new_test_user(self.env, "stranger_back", "base.group_user")
        for action in ("action_discard", "action_mark_sent", "action_undo_sent"):
            with self.assertRaises(AccessError):
                getattr(batch.with_user(stranger), action)()
        with self.assertRaises(AccessError):
            batch.delivery_ids.with_user(stranger).action_take_back()


class TestLettersAndMails(MailCase):
    def setUp(self):
        super().setUp()
        self.paper = self._make_contact("Anna Paper", email=False, **ADDRESS)
        self.invitations = self._invite(self.paper + self._make_contact("Berta Mail"))
        self.campaign = self.invitations.campaign_id
        step = self.campaign.step_ids.filtered(lambda step: step.kind == "invitation")
        self.batch = (
            self.env["outreach.letter.batch"].with_user(self.clerk).create({"campaign_id": self.campaign.id, "step_id": step.id})
        )

    def test_sender_of_mails_leaves_letters_alone(self):
        self.batch.action_print()
        self.campaign.state = "running"
        self.paper.email = "anna@firm.example"
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), ["berta.mail@firm.example"])
        self.assertEqual(self.batch.delivery_ids.state, "ready")
        self.assertEqual(self.env["outreach.delivery"]._count_due(), 0)

    def test_practical_information_goes_on_paper_to_who_accepted_on_paper(self):
        self.batch.action_print()
        self.batch.action_mark_sent()
        self.batch.delivery_ids.action_accepted_on_paper()
        logistics = self.campaign.step_ids.filtered(lambda step: step.kind == "logistics")
        logistics.scheduled_on = fields.Datetime.now() - timedelta(hours=1)
        self._send_due()
        left_out = logistics.delivery_ids
        self.assertEqual((left_out.state, left_out.failure), ("skipped", "By letter"))
        batch = self.batch.create({"campaign_id": self.campaign.id, "step_id": logistics.id})
        batch.action_print()
        self.assertEqual(batch.delivery_ids, left_out)
        self.assertEqual(left_out.state, "ready")

    def test_mailbox_lost_after_release_leads_to_a_letter(self):
        contact = self.invitations[1].partner_id
        contact.write({"email": False, "lang": "de_DE", **ADDRESS})
        self._send_due()
        self.assertEqual(self.invitations[1].verdict, "letter")
        self.batch.action_print()
        self.assertEqual(self.batch.delivery_ids.partner_id, self.paper + contact)


@tagged("post_install", "-at_install")
class TestLetterDownload(HttpCase, LetterCase):
    def test_clerk_opens_the_pdf_and_nobody_else(self):
        batch = self._print(self._make_recipient())
        url = batch.action_open_document()["url"]
        self.authenticate("clerk_test", "clerk_test")
        response = self.url_open(url)
        self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/pdf"))
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.authenticate("desk_test", "desk_test")
        self.assertNotIn(b"%PDF", self.url_open(url).content)

from email.message import EmailMessage

from .incoming_mail import ADDRESS, MESSAGE_ID, read_bytes, read_truth
from .returned_mail_case import COMMENT, NOTE, ReturnedMailCase


class TestReturnedReply(ReturnedMailCase):
    def test_answer_of_a_person_is_on_the_invitation_and_has_to_be_read(self):
        self._receive("reply_top_posting")
        (message,) = self._read_notes(COMMENT)
        self.assertIn("ich komme gern", message.body)
        self.assertEqual((message.author_id, message.message_type), (self.contact, "email"))
        to_do = self._read_to_dos()
        self.assertEqual((to_do.user_id, to_do.summary), (self.clerk, "Read the answer of Erika Muster"))
        self.assertEqual((self.invitation.answer, self.delivery.state), ("none", "sent"), "nothing changes by itself")

    def test_every_answer_of_the_collection_arrives_once(self):
        names = [name for name, truth in read_truth().items() if truth["kind"] == "reply" and truth["ids"] == [MESSAGE_ID]]
        for name in names * 2:
            self._receive(name)
        self.assertEqual(len(self.invitation.message_ids.filtered(lambda one: one.message_type == "email")), len(names))
        self.assertEqual(self.invitation.answer, "none")

    def test_answer_of_a_colleague_is_not_put_into_the_mouth_of_the_invitee(self):
        self._receive("reply_forwarded_by_colleague")
        (message,) = self._read_notes(COMMENT)
        self.assertNotEqual(message.author_id, self.contact)
        self.assertIn("karl.kollege@firm.example", message.email_from)

    def test_invitee_is_the_author_also_where_others_share_the_mailbox(self):
        self._make_contact("Anna Earlier", email=ADDRESS).copy({"email": ADDRESS})
        self._receive("reply_html_only")
        self.assertEqual(self._read_notes(COMMENT).author_id, self.contact)

    def test_new_address_in_an_answer_is_a_suggestion_only(self):
        self._receive("reply_new_address")
        self.assertIn("erika@muster-beratung.example", self._read_to_dos().note)
        self.assertEqual(self.contact.email, ADDRESS)

    def test_second_answer_does_not_double_the_to_do(self):
        self._receive("reply_top_posting")
        self._receive("reply_html_only")
        self.assertEqual((len(self._read_notes(COMMENT)), len(self._read_to_dos())), (2, 1))

    def test_answer_of_ten_megabytes_is_kept_whole(self):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = ADDRESS, "office@county.example", "AW: Einladung"
        message["Message-ID"], message["In-Reply-To"] = "<large@firm.example>", self.delivery.message_id
        message.set_content("Anbei unser Konzept.")
        message.add_attachment(b"%PDF" * 2_500_000, maintype="application", subtype="pdf", filename="Konzept.pdf")
        self._process(message.as_bytes())
        (note,) = self._read_notes(COMMENT)
        self.assertIn("Anbei unser Konzept", note.body)
        self.assertEqual((note.attachment_ids.name, note.attachment_ids.file_size), ("Konzept.pdf", 10_000_000))

    def test_answer_shows_that_the_address_is_alive(self):
        self.contact.message_bounce = 1
        self._receive("reply_empty")
        self.assertEqual(self.contact.message_bounce, 0)

    def test_conversation_that_went_on_elsewhere_stays_there(self):
        lead = self.env["crm.lead"].create({"name": "Idea", "type": "lead"})
        parent = lead.message_post(body="And?", subtype_xmlid=COMMENT)
        answer = read_bytes("reply_top_posting").replace(
            f"In-Reply-To: {MESSAGE_ID}".encode(), f"In-Reply-To: {parent.message_id}".encode()
        )
        answer = answer.replace(
            f"References: {MESSAGE_ID}".encode(), f"References: {self.delivery.message_id} {parent.message_id}".encode()
        )
        self._process(answer)
        self.assertFalse(self._read_notes(COMMENT))
        self.assertIn("ich komme gern", lead.message_ids[0].body)

    def test_answer_to_the_campaign_is_no_internal_note(self):
        note = self.invitation.message_post(body="For us", subtype_xmlid=NOTE)
        answer = read_bytes("reply_top_posting").replace(MESSAGE_ID.encode(), self.delivery.message_id.encode())
        answer = answer.replace(b"References: ", f"References: {note.message_id} ".encode())
        self._process(answer)
        self.assertEqual(len(self._read_notes(COMMENT)), 1)

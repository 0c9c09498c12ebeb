import re

from lxml import html

from .common import MailCase


class TestMailText(MailCase):
    """What leaves the house, read back from the wire."""

    def setUp(self):
        super().setUp()
        self.contact = self._make_contact(
            "Jörg Größer-Lüdenscheidt",
            lang="de_DE",
            outreach_salutation_kind="male",
            outreach_source="Internet",
            email="jg@firm.example",
        )
        self.invitation = self._invite(self.contact)
        self._send_due()
        self.sender, self.recipients, self.raw = self.mailbox.messages[0]
        self.message = self.mailbox.parsed()[0]
        self.html = self.message.get_body(("html",)).get_content()
        self.text = self.message.get_body(("plain",)).get_content()

    def test_mail_is_german_and_formal(self):
        self.assertEqual(self.message["Subject"], "Einladung: Building in Circles")
        for body in (self.html, self.text):
            self.assertIn("Sehr geehrter Herr Größer-Lüdenscheidt,", body)
            self.assertIn("wir laden Sie herzlich", body)
            self.assertNotIn("{{", body)
        self.assertEqual(html.fromstring(self.html).get("lang"), "de")

    def test_unsubscribe_headers_are_plain_lines(self):
        head = self.raw.partition(b"\r\n\r\n")[0].decode("ascii")
        url = self.invitation._get_unsubscribe_url()
        by_mail = f"mailto:office@county.example?subject=unsubscribe%20{url.rpartition('/')[2]}"
        self.assertIn(f"\r\nList-Unsubscribe: <{url}>, <{by_mail}>\r\n", head)
        self.assertIn("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", head)

    def test_no_pixel_no_rewritten_link_nothing_from_elsewhere(self):
        document = html.fromstring(self.html)
        self.assertFalse(document.xpath("//img|//script|//link|//iframe|//object|//style[contains(., 'url(')]"))
        links = {link.split("?")[0] for link in document.xpath("//a/@href") if link.startswith("http")}
        self.assertEqual(
            links,
            {
                self.invitation._get_answer_url(),
                self.invitation._get_unsubscribe_url(),
                "https://county.example/imprint",
                "https://county.example/privacy",
            },
        )

    def test_mail_says_who_writes_and_why(self):
        for body in (self.html, self.text):
            for words in ("Office of Example County", "Example Street 1", "+49 3731 000000", "Internet", "Impressum"):
                self.assertIn(words, body)

    def test_message_id_is_stable(self):
        delivery = self.invitation.delivery_ids
        self.assertEqual(self.message["Message-ID"], delivery.message_id)
        self.assertEqual(delivery._get_message_id("county.example"), delivery.message_id)
        self.assertTrue(re.fullmatch(r"<outreach-\d+-[0-9a-f]{24}@county\.example>", delivery.message_id))

    def test_one_recipient_and_no_other(self):
        self.assertEqual(self.recipients, [self.contact.email_normalized])
        self.assertEqual(
            [str(address) for address in self.message["To"].addresses],
            [f"Jörg Größer-Lüdenscheidt <{self.contact.email_normalized}>"],
        )
        self.assertFalse(self.message["Cc"] or self.message["Bcc"])

    def test_name_cannot_add_a_header(self):
        contact = self._make_contact("Eve\r\nBcc: victim@other.example", email="eve@firm.example")
        self._invite(contact, title="Second")
        self.mailbox.messages.clear()
        self._send_due()
        self.assertEqual(self.mailbox.messages[0][1], ["eve@firm.example"])
        self.assertFalse(self.mailbox.parsed()[0]["Bcc"])

    def test_address_no_server_takes_fails_alone(self):
        odd, good = self._make_contact("Odd One", email="jörg@firm.example"), self._make_contact("Good One")
        self.mailbox.messages.clear()
        invitations = self._invite(odd + good, title="Second")
        self._send_due()
        self.assertEqual(self.mailbox.recipients(), [good.email_normalized])
        self.assertEqual(invitations[0].delivery_ids.state, "failed")
        self.assertIn("cannot be written", invitations[0].delivery_ids.failure)

import base64
import io
import re
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime

import dkim
import listunsub
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import html
from PIL import Image

from odoo import fields

from .common import MailCase

# Names as people, typing errors and attackers make them.
HOSTILE = (
    'Müller, Anna "Änni" \\ Co.',
    "Eve\r\nBcc: victim@other.example",
    "=?utf-8?q?Chef?= <boss@other.example>",
    "שלום עולם \u202eevil",
    "🌲🏭 Kreislauf",
    "Ein langer Name " * 31,
    "x" * 500,
    "</title><script>alert(1)</script>",
)
SIGNED = (
    b"From",
    b"To",
    b"Subject",
    b"Date",
    b"Message-ID",
    b"Reply-To",
    b"MIME-Version",
    b"Content-Type",
    b"List-Id",
    b"List-Unsubscribe",
    b"List-Unsubscribe-Post",
)


def make_picture(width, height, kind="PNG"):
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#0b5c53").save(written, kind)
    return base64.b64encode(written.getvalue())


class TestMailFrame(MailCase):
    """What stands around the text of a mail, read as bytes from the wire."""

    def _send(self, contact=None, step=None, **values):
        """Send a campaign to one contact; return the mail as it came, and parsed."""
        invitation = self._invite(contact or self._make_contact(), **values)
        if step:
            invitation.sent_on = fields.Datetime.now()
            step = invitation.campaign_id.step_ids.filtered(lambda one: one.kind == step)
            delivery = self.env["outreach.delivery"].create(
                {"step_id": step.id, "campaign_id": invitation.campaign_id.id, "invitation_id": invitation.id}
            )
            ((_delivery, _name, raw),) = delivery._build_mails({})
        else:
            self.mailbox.messages.clear()
            self._send_due()
            ((_sender, _recipients, raw),) = self.mailbox.messages
        return raw, message_from_bytes(raw, policy=default)

    def _get_page(self, message):
        return message.get_body(("html",)).get_content()

    def test_headers_for_unsubscribing_pass_an_independent_check(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://outreach.example")
        raw, message = self._send()
        self.assertFalse(listunsub.audit(message["List-Unsubscribe"], message["List-Unsubscribe-Post"]))
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        for name in ("List-Unsubscribe", "List-Unsubscribe-Post"):
            (line,) = (line for line in head.split("\r\n") if line.startswith(f"{name}:"))
            self.assertEqual(line.partition(": ")[2], message[name], "one plain line")
            self.assertNotIn("=?", line)

    def test_list_is_named_for_people_and_is_what_one_click_leaves(self):
        first, second = (
            self._send(self._make_contact(f"Anna Number{number}"), title=f"Nr. {number}")[1]["List-Id"] for number in (1, 2)
        )
        self.assertEqual(first, '"Office of Example County: Invitations to workshops" <workshop.outreach.county.example>')
        self.assertEqual(second, first)

    def test_signature_covers_what_receivers_ask_for_and_survives_relaying(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://outreach.example")
        raw, _message = self._send(self._make_contact("Jörg Größer", email="joerg@firm.example"))
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        public = base64.b64encode(
            key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        signature = dkim.sign(
            raw, b"s1", b"county.example", pem, include_headers=list(SIGNED), canonicalize=(b"relaxed", b"relaxed")
        )
        relayed = b"Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\r\n" + signature + raw
        self.assertTrue(dkim.verify(relayed, dnsfunc=lambda _name, timeout=5: b"v=DKIM1; k=rsa; p=" + public))
        self.assertTrue(listunsub.dkim_covers(signature.decode().partition(":")[2]))
        broken = relayed.replace(b"One-Click", b"Two-Click")
        self.assertFalse(dkim.verify(broken, dnsfunc=lambda _name, timeout=5: b"v=DKIM1; k=rsa; p=" + public))

    def test_what_the_clock_sends_says_so(self):
        for step, expected in ((None, None), ("reminder", "auto-generated"), ("logistics", "auto-generated")):
            _raw, message = self._send(self._make_contact(f"Anna {step}"), step=step, title=str(step))
            self.assertEqual(message["Auto-Submitted"], expected)

    def test_date_is_now_and_return_receipts_are_not_asked_for(self):
        _raw, message = self._send()
        self.assertLess(
            abs((parsedate_to_datetime(message["Date"]).replace(tzinfo=None) - fields.Datetime.now()).total_seconds()), 60
        )
        self.assertFalse(message["Disposition-Notification-To"] or message["Return-Receipt-To"])

    def test_right_to_object_stands_apart_and_notices_are_named(self):
        _raw, message = self._send(self._make_contact(lang="de_DE"))
        page = html.fromstring(self._get_page(message))
        (notice,) = page.xpath("//p[contains(@class, 'outreach-notice')]")
        self.assertIn("jederzeit widersprechen", notice.text_content())
        self.assertIn("Art. 21 DSGVO", notice.text_content())
        for body in ("html", "plain"):
            text = message.get_body((body,)).get_content()
            for words in ("Art. 13 und 14 DSGVO", "https://county.example/privacy", "Aufsichtsbehörde", "/unsubscribe/"):
                self.assertIn(words, text)

    def test_logo_of_the_office_travels_inside(self):
        self.env.company.logo = make_picture(1200, 300)
        raw, message = self._send()
        page = html.fromstring(self._get_page(message))
        (image,) = page.xpath("//img")
        self.assertEqual(
            (image.get("alt"), image.get("width"), image.get("height")), ("Logo: Office of Example County", "220", "55")
        )
        (part,) = (part for part in message.walk() if part.get_content_maintype() == "image")
        self.assertEqual(image.get("src"), f"cid:{part['Content-ID'].strip('<>')}")
        self.assertEqual(Image.open(io.BytesIO(part.get_content())).size, (440, 110))
        self.assertLess(len(raw), 30_000)

    def test_office_without_logo_of_its_own_shows_none(self):
        _raw, message = self._send()
        self.assertNotIn("<img", self._get_page(message))
        self.assertEqual(
            [part.get_content_type() for part in message.walk()], ["multipart/alternative", "text/plain", "text/html"]
        )

    def test_funder_is_named_with_logos(self):
        self.event.outreach_funding_id = self.env["outreach.funding"].create(
            {
                "name": "Circular Regions",
                "funder": "Ministry of Examples",
                "reference_number": "AZ 4711",
                "sentence": "Paid from taxes.",
                "logo_ids": [
                    (0, 0, {"name": "Ministry of Examples", "image": make_picture(300, 300)}),
                    (0, 0, {"name": "State of Examples", "image": make_picture(800, 200, "JPEG")}),
                ],
            }
        )
        _raw, message = self._send()
        for body in ("html", "plain"):
            text = message.get_body((body,)).get_content()
            for words in ("Ministry of Examples", "Circular Regions", "AZ 4711", "Paid from taxes."):
                self.assertIn(words, text)
        page = html.fromstring(self._get_page(message))
        self.assertEqual(page.xpath("//img/@alt"), ["Ministry of Examples", "State of Examples"])
        self.assertTrue(all(source.startswith("cid:") for source in page.xpath("//img/@src")))

    def test_answer_links_are_buttons_and_other_links_are_not(self):
        invitation_page = html.fromstring(self._get_page(self._send()[1]))
        buttons = invitation_page.xpath("//td[contains(@class, 'outreach-button')]/a")
        self.assertEqual(len(buttons), 3)
        self.assertEqual(buttons[0].text_content(), "Yes, I will take part")
        self.assertTrue(buttons[0].get("href").endswith("?answer=accepted"))
        logistics = html.fromstring(self._get_page(self._send(self._make_contact("Otto Other"), step="logistics", title="B")[1]))
        self.assertFalse(logistics.xpath("//td[contains(@class, 'outreach-button')]"))

    def test_page_is_made_for_everybody(self):
        page = html.fromstring(self._get_page(self._send()[1]))
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertEqual(set(page.xpath("//table/@role")), {"presentation"})
        sizes = [int(size) for style in page.xpath("//@style") for size in _find_sizes(style)]
        self.assertGreaterEqual(min(sizes), 14)
        self.assertNotIn(True, [not link.text_content().strip() for link in page.xpath("//a")])

    def test_hostile_names_leave_the_mail_in_shape(self):
        for number, words in enumerate(HOSTILE):
            with self.subTest(words=words[:30]):
                organisation = self.env["res.partner"].create({"name": words, "is_company": True})
                contact = self._make_contact(words, email=f"guest{number}@firm.example", parent_id=organisation.id)
                event = self.event.copy({"name": words})
                sender = f'"{re.sub("[<>]", "", words[:200])}" <office@county.example>'
                raw, message = self._send(contact, event_id=event.id, title=words, email_from=sender)
                self._assert_well_formed(raw, message, contact)

    def _assert_well_formed(self, raw, message, contact):
        """Hold a mail against RFC 5322 (lines, one of each header) and RFC 2045 (what it is made of)."""
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        self.assertNotIn(b"\r", raw.replace(b"\r\n", b""))
        self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
        self.assertEqual(len(names), len(set(names)))
        self.assertNotIn("Bcc", names)
        for part in message.walk():
            self.assertFalse(part.defects)
            self.assertFalse([defect for header in part.values() for defect in getattr(header, "defects", ())])
        self.assertEqual([address.addr_spec for address in message["To"].addresses], [contact.email_normalized])
        self.assertEqual([address.addr_spec for address in message["From"].addresses], ["office@county.example"])
        self.assertFalse(html.fromstring(self._get_page(message)).xpath("//script"))
        self.assertTrue(message.get_body(("plain",)).get_content().strip())


def _find_sizes(style):
    return [rule.partition(":")[2].removesuffix("px") for rule in style.split(";") if rule.strip().startswith("font-size")]

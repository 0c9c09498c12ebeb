from email import message_from_bytes
from email.policy import default

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.circular_outreach.tools.mail_form import MailForm, gap, without_gaps
from odoo.addons.circular_outreach.tools.mail_wire import (
    UNSEEN,
    rewrite_address,
    write_address,
    write_mail,
    write_picture,
    write_words,
)

LINES = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=2000)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


class TestMailWire(BaseCase):
    """What is written by hand is what the standard library reads back."""

    def _read(self, *headers, text="", html=""):
        return message_from_bytes(write_mail(headers, text, html), policy=default)

    @settings(deadline=None, derandomize=True)
    @given(text=LINES, subject=WORDS)
    def test_mail_reads_back(self, text, subject):
        subject = " ".join(UNSEEN.sub(" ", subject).split())
        message = self._read(("Subject", write_words("Subject", subject)), text=text, html=f"<p>{text}</p>")
        self.assertFalse(message.defects)
        self.assertEqual(" ".join(message["Subject"].split()), subject)
        self.assertEqual(message.get_body(("plain",)).get_content().splitlines(), text.splitlines())

    @settings(deadline=None, derandomize=True)
    @given(name=WORDS)
    def test_any_name_leaves_one_recipient(self, name):
        message = self._read(("To", write_address(name, "anna@firm.example")), ("X-After", "still here"))
        self.assertEqual([address.addr_spec for address in message["To"].addresses], ["anna@firm.example"])
        self.assertEqual(message["X-After"], "still here")
        self.assertEqual(set(message.keys()), {"To", "X-After", "MIME-Version", "Content-Type"})

    def test_names_people_have(self):
        for name in ('Müller, Anna "Änni"', "O'Neill; Bob", "", "Dr. Ğ 王 🌲", "x" * 190):
            message = self._read(("To", write_address(name, "anna@firm.example")))
            self.assertEqual(message["To"].addresses[0].display_name, name)

    def test_no_line_is_longer_than_mail_servers_take(self):
        content = write_mail([("To", write_address("ä" * 900, "anna@firm.example"))], "ö" * 5000, "<p>" + "x" * 5000)
        self.assertLessEqual(max(map(len, content.split(b"\r\n"))), 998)
        self.assertNotIn(b"\n", content.replace(b"\r\n", b""))

    def test_header_that_would_begin_another_is_refused(self):
        for value in ("a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\rb", "x" * 1000):
            with self.assertRaises(ValueError):
                write_mail([("Subject", value)], "", "")

    def test_address_no_header_can_carry_is_refused(self):
        with self.assertRaises(UnicodeError):
            write_address("Anna", "ännä@firm.example")

    def test_sender_as_somebody_typed_it(self):
        written = rewrite_address('"Landkreis Mittelsachsen, Wirtschaftsförderung" <office@county.example>')
        address = self._read(("From", written))["From"].addresses[0]
        self.assertEqual(address.display_name, "Landkreis Mittelsachsen, Wirtschaftsförderung")
        self.assertEqual(address.addr_spec, "office@county.example")

    def test_what_looks_like_an_encoded_word_stays_what_it_is(self):
        for words in ("=?utf-8?q?evil?=", "Bau =?utf-8?B?QmNj?= Amt"):
            message = self._read(("Subject", write_words("Subject", words)), ("To", write_address(words, "anna@firm.example")))
            self.assertEqual(message["Subject"], words)
            self.assertEqual(message["To"].addresses[0].display_name, words)

    def test_long_subject_is_folded(self):
        for words in ("Kreislauf " * 50, "x" * 500, "Ü" * 500, "🌲 " * 250, "שלום " * 100):
            content = write_mail([("Subject", write_words("Subject", words))], "", "")
            head = content.partition(b"\r\n\r\n")[0]
            self.assertLessEqual(max(map(len, head.split(b"\r\n"))), 78)
            self.assertEqual(message_from_bytes(content, policy=default)["Subject"], words.strip())

    def test_words_cannot_turn_the_direction_of_what_follows(self):
        message = self._read(("To", write_address("Anna \u202egnp.exe\x07", "anna@firm.example")))
        self.assertEqual(message["To"].addresses[0].display_name, "Anna gnp.exe")

    def test_pictures_belong_to_the_page(self):
        picture = write_picture("logo@county.example", "png", b"\x89PNG" * 500)
        message = message_from_bytes(write_mail([("A", "b")], "Text", "<p>Page</p>", [picture]), policy=default)
        text, related = message.iter_parts()
        page, logo = related.iter_parts()
        self.assertEqual(
            [part.get_content_type() for part in (text, related, page, logo)],
            [
                "text/plain",
                "multipart/related",
                "text/html",
                "image/png",
            ],
        )
        self.assertEqual((logo["Content-ID"], logo.get_content_disposition()), ("<logo@county.example>", "inline"))
        self.assertEqual(logo.get_content(), b"\x89PNG" * 500)
        self.assertFalse([defect for part in message.walk() for defect in part.defects])

    def test_same_mail_is_the_same_bytes(self):
        self.assertEqual(write_mail([("A", "b")], "c", "d"), write_mail([("A", "b")], "c", "d"))


class TestMailForm(BaseCase):
    def test_words_stand_where_the_gaps_were(self):
        form = MailForm(f"Hello {gap('object.name')}, {gap('object.name')}!")
        self.assertEqual(form.fill({"object.name": "Anna"}), "Hello Anna, Anna!")
        self.assertEqual(form.names, {"object.name"})

    def test_page_takes_words_as_text(self):
        form = MailForm(f'<a href="{gap("url")}">{gap("name")}</a>')
        page = form.fill_html({"url": '"><script>', "name": "<b> & Söhne"})
        self.assertEqual(page, '<a href="&quot;&gt;&lt;script&gt;">&lt;b&gt; &amp; Söhne</a>')

    def test_word_that_looks_like_a_gap_stays_a_word(self):
        form = MailForm(f"{gap('one')} {gap('two')}")
        self.assertEqual(form.fill({"one": gap("two"), "two": "secret"}), f"{gap('two')} secret")

    def test_text_of_people_has_no_gaps(self):
        self.assertFalse(MailForm(without_gaps(f"a {gap('secret')}")).names)

    def test_missing_word_is_an_error(self):
        with self.assertRaises(KeyError):
            MailForm(gap("one")).fill({})

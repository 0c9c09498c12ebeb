import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .common import MailCase
from .letter_case import LetterCase

# Programs in every language a template engine may speak; 7 * 191 is a number nobody writes by chance.
PROGRAMS = (
    "{{ 7*191 }}",
    "{{ object.env.cr.dbname }}",
    "${7*191}",
    "#{7*191}",
    "{% print(7*191) %}",
    "%(env)s",
    '<t t-out="7*191"/>',
    '<t t-call="web.login"/>',
    "<script>document.title=7*191</script>",
    '<img src="x" onerror="alert(7*191)"/>',
)
PRODUCT = "1337"
# All of them where a name is asked for.
WORDS = " ".join(PROGRAMS)
# In the text of a mail, where some directives are allowed.
HOSTILE_BODIES = (
    '<p t-out="object.env"/>',
    '<p t-out="env"/>',
    '<p T-OUT="env.cr.dbname">x</p>',
    '<p t-out="request"/>',
    '<t t-call="web.login"/>',
    '<t t-set="x" t-value="env"/>',
    '<p t-if="env">x</p>',
    '<p t-att-title="env">x</p>',
    "<p t-att=\"{'x': env}\">x</p>",
    '<a t-attf-href="{{ env }}">x</a>',
    '<a t-attf-href="&#123;&#123; env &#125;&#125;">x</a>',
    '<a t-attf-href="#{env}">x</a>',
    '<p t-out="object.invitee_name.__class__"/>',
    '<p t-out="object.campaign_id.env"/>',
    '<p t-out="object.partner_id.email"/>',
    "<p>{{ object.env }}</p>",
)
# What asks for something that is not in the letter; NET is a server of the test.
ASKING_BODIES = (
    """
    <p>Text <img src="NET/a.png" alt="Logo"/><img src="file:///etc/passwd"/><img srcset="NET/b.png 1x"/></p>
    <p style="background: url(NET/c.png)">x</p><style>@import "NET/d.css"; @import "file:///etc/passwd";</style>
    """,
    """
    <p>Text <a href="file:///etc/passwd">x</a></p><link rel="stylesheet" href="NET/e.css"/><object data="file:///etc/passwd"></object>
    <iframe src="NET/f"></iframe><embed src="NET/g"/><link rel="attachment" href="file:///etc/passwd"/>
    <svg><image href="NET/h.png"/><use href="file:///etc/passwd"/></svg>
    """,
)
HOSTILE_SUBJECTS = (
    "{{ object.env }}",
    "{{ env }}",
    "{{ object.invitee_name.__class__ }}",
    "#{env}",
    "{{ 7*191 }}",
    "{{ object.partner_id }}",
)


class Listener(BaseHTTPRequestHandler):
    """Answers everything and notes what was asked."""

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@contextmanager
def listening():
    """Yield (address, list of what was asked for) of a server nothing should ask."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.shutdown()
        server.server_close()


class TestTextsRunNoPrograms(MailCase):
    """What somebody of the office writes is text, in every field and in every language, and never a program."""

    def setUp(self):
        super().setUp()
        self.invitation = self._invite(self._make_contact(lang="de_DE"))
        self.step = self.invitation.campaign_id.step_ids[0].with_user(self.clerk)

    def _send_another(self, contact=None, **values):
        """Invite somebody else and return (mail, its page, its plain text)."""
        contact = contact or self._make_contact("Otto Other")
        self._invite(contact, **values)
        self._send_due()
        (message,) = [one for one in self.mailbox.parsed() if contact.email in str(one["To"])]
        return message, *(message.get_body((kind,)).get_content() for kind in ("html", "plain"))

    def test_text_of_a_mail_with_a_program_is_refused(self):
        for body in HOSTILE_BODIES:
            with self.subTest(body), self.assertRaises(ValidationError):
                self.step.body = body

    def test_subject_with_a_program_is_refused(self):
        for subject in HOSTILE_SUBJECTS:
            with self.subTest(subject), self.assertRaises(ValidationError):
                self.step.subject = subject

    def test_program_in_one_language_is_refused_whichever_way_it_comes(self):
        for body in HOSTILE_BODIES:
            with self.subTest(body), self.assertRaises(ValidationError):
                self.step.with_context(lang="de_DE").body = body
            with self.subTest(body), self.assertRaises(ValidationError):
                self.step.update_field_translations("body", {"de_DE": body})
        with self.assertRaises(ValidationError):
            self.step.update_field_translations("subject", {"de_DE": "{{ object.env }}"})

    def test_program_in_an_imported_table_is_refused(self):
        rows = [[str(self.step.id), '<p t-out="env"/>']]
        result = self.step.load([".id", "body"], rows)
        self.assertTrue(result["messages"])
        self.assertNotIn("env", self.step.body)

    def test_program_that_is_in_the_database_already_is_not_run(self):
        self.env.flush_all()
        body = json.dumps({"en_US": '<p t-out="7*191"/>', "de_DE": '<p T-OUT="7*191"/>'})
        self.env.cr.execute("UPDATE outreach_campaign_step SET body = %s WHERE id = %s", [body, self.step.id])
        self.env.invalidate_all()
        self._send_due()
        self.assertFalse(self.mailbox.messages)
        self.assertEqual(self.invitation.delivery_ids.state, "failed")
        self.assertIn('t-out="7*191"', self.invitation.delivery_ids.failure)

    def test_programs_in_other_fields_stay_words_in_the_mail(self):
        self.env.company.name = self.event.name = WORDS
        self.clerk.signature = f"<p>{WORDS}</p>"
        message, page, text = self._send_another(title=WORDS, user_id=self.clerk.id)
        self.assertNotIn(PRODUCT, f"{message['Subject']}{page}{text}")
        for place in (message["Subject"], html.fromstring(page).text_content(), text):
            self.assertIn(WORDS, place)
        self.assertFalse(html.fromstring(page).xpath("//script | //img[@src='x'] | //form"))

    def test_programs_in_what_is_known_of_a_person_stay_words(self):
        contact = self._make_contact(email="guest@firm.example", outreach_source=WORDS, outreach_salutation_kind="female")
        contact.outreach_surname = WORDS
        _message, page, text = self._send_another(contact)
        self.assertNotIn(PRODUCT, page + text)
        self.assertGreaterEqual(html.fromstring(page).text_content().count(WORDS), 2)
        self.assertGreaterEqual(text.count(WORDS), 2)

    def test_line_breaks_add_no_header(self):
        self.event.name = self.env.company.name = smuggled = "Workshop\r\nBcc: victim@other.example\r\n\r\n<p>Body</p>"
        message, _page, _text = self._send_another(title=smuggled)
        self.assertFalse(message["Bcc"])
        self.assertIn("Bcc: victim@other.example", message["Subject"], "it is a part of the subject, on its line")
        self.assertNotIn("victim@other.example", self.mailbox.recipients())

    def test_sender_with_a_line_break_adds_no_header(self):
        campaign = self.invitation.campaign_id
        campaign.email_from = "Office\r\nBcc: victim@other.example <office@county.example>"
        self._send_due()
        for message in self.mailbox.parsed():
            self.assertFalse(message["Bcc"])
        self.assertNotIn("victim@other.example", self.mailbox.recipients())

    def test_links_that_run_something_are_not_kept(self):
        self.step.with_context(lang="de_DE").body = (
            '<p><a href="javascript:alert(7*191)">x</a><a href="data:text/html,x">y</a>'
            '<script>1</script><iframe src="https://evil.example"></iframe><form action="https://evil.example"><input/></form></p>'
        )
        self._send_due()
        document = html.fromstring(self.mailbox.parsed()[0].get_body(("html",)).get_content())
        self.assertFalse(document.xpath("//script | //iframe | //form | //input"))
        self.assertFalse(
            [link for link in document.xpath("//a/@href") if link and not link.startswith(("http", "mailto:", "tel:"))]
        )


@tagged("post_install", "-at_install")
class TestPagesRunNoPrograms(HttpCase, MailCase):
    def test_programs_stay_words_on_the_answer_page(self):
        reason = self.env["outreach.decline.reason"].create({"name": "Other"})
        invitation = self._invite(self._make_contact())
        self.event.name = self.env.company.name = reason.name = invitation.partner_id.outreach_surname = WORDS
        page = self.url_open(invitation._get_answer_url()).text
        self.assertNotIn(PRODUCT, page)
        self.assertGreaterEqual(html.fromstring(page).text_content().count(WORDS), 3)
        self.assertFalse(html.fromstring(page).xpath("//script | //img[@src='x']"))


class TestPaperAsksNothing(LetterCase):
    """A PDF is made of what is in it: nothing is read from the disk or the network, whatever somebody writes."""

    def test_resources_in_a_text_are_neither_read_nor_asked_for(self):
        with listening() as (address, asked):
            for number, body in enumerate(body.replace("NET", address) for body in ASKING_BODIES):
                campaign = self._invite(self._make_recipient(lang="en_US"), title=str(number)).campaign_id
                step = campaign.step_ids.filtered(lambda step: step.kind == "invitation")
                step.body = body
                # Also what no editor would have let through.
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE outreach_campaign_step SET body = %s WHERE id = %s", [json.dumps({"en_US": body}), step.id]
                )
                self.env.invalidate_all()
                batch = self._make_batch(campaign)
                batch.action_print()
                text = self._read_text(self._get_pdf(batch))
                self.assertIn("Text", text)
                self.assertNotIn("root:", text)
                self.assertNotIn(b"/EmbeddedFile", self._get_pdf(batch))
            self.assertEqual(asked, [])

    def test_programs_and_resources_in_other_fields_stay_words(self):
        with listening() as (address, asked):
            words = f"{WORDS} <img src='{address}/x.png'/> <img src='file:///etc/passwd'/>"
            self.env.company.name = self.event.name = words
            recipient = self._make_recipient(outreach_source=words)
            batch = self._print(recipient)
            text = "".join(self._read_text(self._get_pdf(batch)).split())
            self.assertNotIn(PRODUCT, text)
            for program in (*PROGRAMS, "<img src='file:///etc/passwd'/>"):
                self.assertIn("".join(program.split()), text)
            self.assertNotIn("root:", text)
            self.assertEqual(asked, [])

    def test_list_of_the_room_prints_names_as_words(self):
        self.env["event.registration"].create({"event_id": self.event.id, "name": PROGRAMS[6]})
        self.event.name = "<img src='file:///etc/passwd'/>"
        content, _kind = self.env["ir.actions.report"]._render("circular_outreach.room_list", self.event.ids)
        text = self._read_text(content)
        self.assertIn('t-out="7*191"/>', "".join(text.lower().split()))
        self.assertNotIn(PRODUCT, text)
        self.assertNotIn("root:", text)

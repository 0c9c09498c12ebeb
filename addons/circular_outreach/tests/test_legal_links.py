from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers.desk import BUDGET
from ..controllers.public_page import STRAY_VISITS, VISITS
from ..models.outreach_code_attempt import LIMIT_PER_CLIENT
from .paper_case import PaperCase
from .test_public_routes import list_public_routes

LINKS = [f"https://county.example/{page}" for page in ("imprint", "privacy", "accessibility", "barrier")]
# What no person looks at: the list of a device, its app manifest, its worker.
NO_PAGES = ("/list", "/manifest.webmanifest", "/sw.js")


@tagged("post_install", "-at_install")
class TestLegalLinks(HttpCase, PaperCase):
    """Imprint (§ 5 DDG), privacy notice (Art. 13 GDPR), accessibility statement and barrier report (§ 2 BfWebVO) on every page."""

    def setUp(self):
        super().setUp()
        self._forget_visits()
        self.addCleanup(self._forget_visits)
        self.env.company.write(dict(zip(self._get_fields(), LINKS, strict=True)))
        now = fields.Datetime.now()
        self.event.write({"date_begin": self.begin, "date_end": self.begin + timedelta(hours=4)})
        self.contact = self._make_contact()
        self.invitation = self._invite(self.contact)
        self.token = self.invitation._get_token()
        self.event.write({"date_begin": now - timedelta(hours=2), "date_end": now - timedelta(hours=1)})
        [registration] = self._register("Erika Muster", outreach_attendee_id=self.contact.id)
        registration.action_outreach_check_in()
        self.certificate = self.event._outreach_issue_certificates()
        self.event.date_end = now + timedelta(hours=1)
        self.device = self.env["outreach.desk.device"].with_user(self.clerk).create({"event_id": self.event.id, "name": "Left"})

    def _get_fields(self):
        return [f"outreach_{page}_url" for page in ("imprint", "privacy", "accessibility", "barrier")]

    def _forget_visits(self):
        VISITS.reset()
        STRAY_VISITS.reset()
        BUDGET._buckets.clear()

    def _assert_links(self, answer, status=200):
        self.assertEqual(answer.status_code, status, answer.url)
        links = html.fromstring(answer.content).xpath("//*[self::nav or self::footer][@aria-label]//li/a/@href")
        self.assertEqual(links, LINKS, answer.url)

    def _get_addresses(self, path):
        """Return addresses of a route: one that opens something, where there is one for people, and one that opens nothing."""
        good = {
            "/rsvp/<string:token>": self.token,
            "/rsvp/<string:token>/colleague": self.token,
            "/rsvp/<string:token>/forwarded": self.token,
            "/unsubscribe/<string:token>": self.invitation._get_token("unsubscribe"),
            "/zertifikat/<path:code>": self.certificate.code,
            "/desk/<string:token>": self.device.link.partition("/desk/")[2].partition("#")[0],
            "/desk/event/<int:event_id>": "0",
        }
        start, _bracket, end = path.partition("<")
        rest = end.partition(">")[2]
        if not end:
            return [path]
        return [f"{start}{value}{rest}" for value in ([good[path]] if path in good else []) + ["0"]]

    def test_every_public_page_has_the_four_links(self):
        self.authenticate(self.desk_helper.login, self.desk_helper.login)
        for line in list_public_routes():
            methods, _space, path = line.partition(" ")
            if "GET" not in methods or path.endswith(NO_PAGES):
                continue
            for address in self._get_addresses(path):
                with self.subTest(address):
                    answer = self.url_open(address)
                    self._assert_links(answer, 404 if "closed" in answer.text and "/desk/" in address else 200)

    def test_the_desk_of_somebody_logged_in_has_them(self):
        self.authenticate(self.desk_helper.login, self.desk_helper.login)
        self._assert_links(self.url_open(f"/desk/event/{self.event.id}"))

    def test_a_form_that_is_refused_has_them(self):
        for path in ("/einladung", f"/rsvp/{self.token}", f"/rsvp/{self.token}/colleague"):
            self._assert_links(self.url_open(path, data={"csrf_token": "forged"}), 422)

    def test_whoever_has_to_wait_reads_them(self):
        for _visit in range(VISITS.limit):
            VISITS.record(hash(self.token))
        self._assert_links(self.url_open(f"/rsvp/{self.token}"), 429)

    def test_whoever_tried_too_many_codes_reads_them(self):
        for _attempt in range(LIMIT_PER_CLIENT + 1):
            page = self.url_open("/einladung")
            token = html.fromstring(page.content).xpath("//input[@name='csrf_token']/@value")[0]
            answer = self.url_open("/einladung", data={"csrf_token": token, "code": "WRONGWRX"})
        self._assert_links(answer, 429)

    def test_errors_of_the_web_server_on_our_addresses_have_them_too(self):
        self._assert_links(self.url_open("/einladung", data={"code": "x" * 300_000}), 413)
        self._assert_links(self.url_open("/rsvp/a/b%00c/d"))
        refused = self.opener.request("DELETE", f"{self.base_url()}/einladung", timeout=30)
        self._assert_links(refused, 405)
        self.assertIn("POST", refused.headers["Allow"])

    def test_a_fault_of_ours_is_said_with_the_links_and_without_details(self):
        page = self.env.ref("circular_outreach.page_code")
        page.arch_db = page.arch_db.replace("Code from your letter", "<t t-out='1 / 0'/>")
        with self.assertLogs("odoo.http", "ERROR"):
            answer = self.url_open("/einladung")
        self._assert_links(answer, 500)
        self.assertNotIn("ZeroDivision", answer.text)

    def test_addresses_of_others_keep_their_errors(self):
        self.assertNotIn(LINKS[0], self.url_open("/einladungen").text)

    def test_every_template_of_a_page_has_the_frame_with_the_links(self):
        pages = self.env["ir.ui.view"].search([("key", "=like", "circular_outreach.page\\_%"), ("arch_db", "like", "<head>")])
        self.assertGreaterEqual(len(pages), 3)
        for page in pages:
            self.assertIn('t-call="circular_outreach.page_legal_links"', page.arch_db, page.key)

import io
from datetime import timedelta

from pypdf import PdfReader

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers.public_page import STRAY_VISITS, VISITS
from ..tools.log_filter import redact
from .paper_case import PaperCase


@tagged("post_install", "-at_install")
class TestCertificatePage(HttpCase, PaperCase):
    """Whoever holds the paper may ask whether it is genuine; nobody learns a name."""

    def setUp(self):
        super().setUp()
        VISITS.reset()
        STRAY_VISITS.reset()
        self.event.write(
            {"date_begin": fields.Datetime.now() - timedelta(days=2), "date_end": fields.Datetime.now() - timedelta(days=1)}
        )
        contact = self._make_contact("Erika Muster")
        self.invitation = self._invite(contact)
        [self.registration] = self._register("Erika Muster", outreach_attendee_id=contact.id)
        self.invitation.registration_id = self.registration
        self.registration.action_outreach_check_in()
        self.certificate = self.event._outreach_issue_certificates()

    def _check(self, code=None, lang="en"):
        return self.url_open(f"/zertifikat/{code or self.certificate.code}?lang={lang}")

    def test_genuine_paper_is_confirmed_without_the_name(self):
        page = self._check()
        for words in ("This certificate is genuine", self.certificate.name, "Building in Circles", "E. M."):
            self.assertIn(words, page.text)
        for secret in ("Erika", "Muster"):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex, nofollow")

    def test_address_on_the_paper_opens_it_in_german(self):
        path = self.certificate._get_check_url().partition("/zertifikat/")[2]
        self.assertIn("Diese Bestätigung ist echt", self._check(path, lang="de").text)

    def test_unknown_revoked_and_malformed_codes_show_the_same_page(self):
        unknown = self._check("2" * 16)
        self.assertIn("We cannot confirm this certificate", unknown.text)
        for code in ("x", "..%2f..%2fetc", "7" * 500):
            self.assertEqual(self._check(code).text, unknown.text)
        self.certificate._revoke("office")
        revoked = self._check()
        self.assertEqual((revoked.status_code, revoked.text), (unknown.status_code, unknown.text))
        self.assertEqual(self.url_open("/zertifikat?lang=en").text, unknown.text)

    def test_corrected_attendance_is_not_confirmed(self):
        self.registration.action_outreach_undo()
        self.assertIn("We cannot confirm", self._check().text)

    def test_guessing_is_slowed_down(self):
        for number in range(60):
            STRAY_VISITS.record("127.0.0.1")
            self.assertTrue(number < 60)
        self.assertEqual(self._check("3" * 16).status_code, 429)

    def test_one_code_is_not_asked_for_again_and_again(self):
        for _number in range(60):
            VISITS.record(hash(self.certificate.code))
        self.assertEqual(self._check().status_code, 429)

    def test_code_stays_out_of_logs(self):
        self.assertNotIn(self.certificate.code, redact(f'"GET /zertifikat/{self.certificate.code} HTTP/1.1" 200'))

    def test_invitee_downloads_it_on_the_answer_page(self):
        token = self.invitation._get_token()
        self.event.outreach_materials_url = "https://county.example/materials"
        page = self.url_open(f"/rsvp/{token}?lang=en").text
        self.assertIn(f"/rsvp/{token}/certificate", page)
        self.assertIn("https://county.example/materials", page)
        response = self.url_open(f"/rsvp/{token}/certificate")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(f"{self.certificate.name}.pdf", response.headers["Content-Disposition"])
        self.assertIn("Erika Muster", PdfReader(io.BytesIO(response.content)).pages[0].extract_text())

    def test_nothing_to_download_shows_the_friendly_page(self):
        token = self.invitation._get_token()
        self.certificate._revoke("office")
        self.assertNotIn("/certificate", self.url_open(f"/rsvp/{token}?lang=en").text)
        response = self.url_open(f"/rsvp/{token}/certificate")
        self.assertNotIn(b"%PDF", response.content)
        self.assertEqual(response.status_code, 200)
        self.assertNotIn(b"%PDF", self.url_open(f"/rsvp/{'0' * 64}/certificate").content)

    def test_link_that_has_expired_gives_no_certificate(self):
        token = self.invitation._get_token()
        self.event.write({"date_begin": "2026-01-01 08:00:00", "date_end": "2026-01-01 12:00:00"})
        self.assertNotIn(b"%PDF", self.url_open(f"/rsvp/{token}/certificate").content)

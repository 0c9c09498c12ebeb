from urllib.parse import urlencode

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..controllers.public_page import STRAY_VISITS
from .legal_case import LegalCase


@tagged("post_install", "-at_install")
class TestLegalPage(HttpCase, LegalCase):
    """The office's texts for everybody, on pages that need no login."""

    def setUp(self):
        super().setUp()
        STRAY_VISITS.reset()
        self.addCleanup(STRAY_VISITS.reset)
        self.env.company.write({"outreach_privacy_url": False, "outreach_accessibility_url": False})

    def _publish(self, *args, **values):
        text = self._make_text(*args, **values)
        text.action_publish()
        return text

    def _open(self, path, lang="en"):
        page = self.url_open(f"{path}?lang={lang}")
        self.assertEqual(page.status_code, 200)
        return page

    def test_each_page_shows_the_version_in_force(self):
        for kind, path in (("privacy", "/outreach/datenschutz"), ("accessibility", "/outreach/barrierefreiheit")):
            text = self._publish(kind)
            text.body = "<p>Not for you yet</p>"
            page = self._open(path)
            self.assertIn("Words of en", page.text)
            self.assertIn("Version 1 of", page.text)
            self.assertNotIn("Not for you yet", page.text)
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            self.assertFalse(html.fromstring(page.content).xpath("//*[@style] | //script | //main//img"))

    def test_reader_gets_the_own_language_and_else_the_one_there_is(self):
        self._publish(lang="de", name="Datenschutzhinweise")
        page = html.fromstring(self._open("/outreach/datenschutz").content)
        self.assertEqual(page.xpath("//article/@lang"), ["de"])
        self.assertIn("only in the language below", page.text_content())
        self._publish(lang="en")
        for lang in ("de", "en"):
            page = html.fromstring(self._open("/outreach/datenschutz", lang).content)
            self.assertEqual((page.xpath("//article/@lang"), page.xpath("/html/@lang")), ([lang], [lang]))

    def test_nothing_published_says_so_and_tells_no_draft(self):
        self._make_text()
        for path in ("/outreach/datenschutz", "/outreach/barrierefreiheit", "/outreach/datenschutz/999999"):
            page = self._open(path)
            self.assertIn("not published here", page.text)
            self.assertNotIn("Words of en", page.text)

    def test_archived_text_is_no_longer_shown(self):
        self._publish().active = False
        self.assertIn("not published here", self._open("/outreach/datenschutz").text)

    def test_second_office_has_its_own_page(self):
        other = self.env["res.company"].create({"name": "Other County", "outreach_privacy_officer": "dsb@other.example"})
        self.officer.company_ids |= other
        self.env["outreach.legal.text"].search([("company_id", "=", other.id)]).active = False
        self.env.flush_all()
        text = self._publish(company_id=other.id, body="<p>Words of the other</p>")
        self.assertTrue(text.address.endswith(f"/outreach/datenschutz/{other.id}"))
        page = self._open(f"/outreach/datenschutz/{other.id}")
        self.assertIn("Words of the other", page.text)
        self.assertIn("Other County", html.fromstring(page.content).xpath("string(//header)"))
        self.assertIn("not published here", self._open("/outreach/datenschutz").text)

    def test_numbers_no_database_can_hold_open_nothing(self):
        for number in ("9" * 30, "-" + "9" * 30, "-1"):
            self.assertEqual(self.url_open(f"/outreach/datenschutz/{number}").status_code, 404)

    def test_office_is_named_by_the_address_and_not_by_a_parameter(self):
        self._publish()
        for value in ("One-Click", "999999", "[('id','>',0)]", "1"):
            answer = self.url_open(f"/outreach/datenschutz?{urlencode({'company_id': value, 'lang': 'en'})}")
            self.assertEqual(answer.status_code, 200, value)
            self.assertIn("Words of en", answer.text)

    def test_links_below_pages_and_mails_lead_here_unless_the_office_has_an_address(self):
        company = self.env.company
        self.assertNotIn("Privacy notice", dict(company._get_outreach_legal_links()))
        text = self._publish()
        self._publish("accessibility")
        links = dict(company._get_outreach_legal_links())
        self.assertEqual(links["Privacy notice"], text.address)
        self.assertTrue(links["Accessibility statement"].endswith("/outreach/barrierefreiheit"))
        self.assertEqual(self.url_open(links["Privacy notice"]).status_code, 200)
        company.outreach_privacy_url = "https://county.example/privacy"
        self.assertEqual(dict(company._get_outreach_legal_links())["Privacy notice"], "https://county.example/privacy")

    def test_clerk_who_sends_needs_no_right_to_the_texts(self):
        text = self._publish()
        self.assertEqual(self.env.company.with_user(self.desk_helper)._get_outreach_page("privacy"), text.address)

    def test_campaign_may_be_released_once_the_notice_is_published(self):
        self._make_contact()
        campaign = self._make_campaign()
        campaign.action_build_audience()
        with self.assertRaisesRegex(UserError, "Privacy Notice"):
            campaign.action_release()
        self._publish()
        campaign.action_release()
        self.assertEqual(campaign.state, "released")

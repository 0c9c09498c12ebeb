import io

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .legal_case import LegalCase


@tagged("post_install", "-at_install")
class TestLegalText(LegalCase):
    """What the office publishes stays as it was published (Art. 5 (2) GDPR)."""

    def _print(self, record):
        name = record._name.replace("outreach.", "").replace(".", "_")
        content, _kind = self.env["ir.actions.report"].with_user(self.officer)._render(f"circular_outreach.{name}", record.ids)
        reader = PdfReader(io.BytesIO(content))
        return reader, "\n".join(page.extract_text() for page in reader.pages)

    def test_publishing_makes_a_version_that_stays_when_the_text_changes(self):
        text = self._make_text()
        text.action_publish()
        first = text.version_id
        self.assertFalse(text.is_changed)
        text.body = "<p>Other words</p>"
        self.assertTrue(text.is_changed)
        text.action_publish()
        self.assertEqual((first.number, text.version_id.number), (1, 2))
        self.assertIn("Words of en", first.content)
        self.assertIn("Other words", text.version_id.content)
        self.assertEqual(text.version_id.published_by_id, self.officer)

    def test_a_version_is_neither_changed_nor_deleted(self):
        text = self._make_text()
        text.action_publish()
        for attempt in (lambda version: version.write({"name": "Other"}), lambda version: version.unlink()):
            with self.assertRaises(UserError):
                attempt(text.version_id.with_env(self.env))
        with self.assertRaises(UserError):
            text.unlink()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            text.version_id.with_user(self.officer).unlink()

    def test_a_text_never_published_may_be_deleted(self):
        text = self._make_text()
        text.unlink()
        self.assertFalse(text.exists())

    def test_privacy_notice_says_who_is_responsible_and_how_long_by_itself(self):
        self.env.company.outreach_link_days = 17
        text = self._make_text()
        text.action_publish()
        for words in ("Office of Example County", "dsb@county.example", "17 Days, counted from the workshop"):
            self.assertIn(words, text.version_id.content)

    def test_german_text_is_german_whoever_publishes(self):
        text = self._make_text(lang="de", name="Datenschutzhinweise")
        text.action_publish()
        self.assertIn("Wie lange speichern wir Ihre Daten?", text.version_id.content)
        self.assertNotIn("counted from", text.version_id.content)

    def test_a_period_that_changed_makes_the_published_text_out_of_date(self):
        text = self._make_text()
        text.action_publish()
        self.env.ref("circular_outreach.outreach_retention_rule_reply").period = 31
        text.invalidate_recordset(["is_changed"])
        self.assertTrue(text.is_changed)

    def test_what_is_not_complete_is_not_published_and_says_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "⟨name of the funder⟩"):
            self._make_text(body="<p>Funded by ⟨name of the funder⟩</p>").action_publish()
        with self.assertRaisesRegex(UserError, "no text yet"):
            self._make_text("paper", body="<p><br></p>").action_publish()
        self.env.company.outreach_privacy_officer = False
        with self.assertRaisesRegex(UserError, "data protection officer"):
            self._make_text(lang="de").action_publish()

    def test_publishing_the_same_again_is_refused(self):
        text = self._make_text()
        text.action_publish()
        with self.assertRaisesRegex(UserError, "Nothing has changed since version 1"):
            text.action_publish()

    @mute_logger("odoo.sql_db")
    def test_there_is_one_text_for_a_page(self):
        self._make_text()
        with self.assertRaises(Exception) as caught:
            self._make_text()
            self.env.flush_all()
        self.assertIn("one_page", str(caught.exception))

    def test_what_looks_or_acts_is_left_out_of_what_is_published(self):
        text = self._make_text(body='<h1>Why?</h1><p><img src="/web/image/1"/><span style="color:red">Red</span></p>')
        text.action_publish()
        self.assertIn("<h2>Why?</h2><p>Red</p>", text.version_id.content)

    def test_published_text_is_printed_as_tagged_pdf(self):
        text = self._make_text(lang="de", name="Datenschutzhinweise")
        text.action_publish()
        reader, words = self._print(text.version_id)
        for part in ("Datenschutzhinweise", "Words of de", "dsb@county.example", "Fassung 1 vom"):
            self.assertIn(part, words)
        self.assertIn("/StructTreeRoot", reader.trailer["/Root"])
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "de")
        self.assertEqual(text.action_print()["report_name"], "circular_outreach.legal_text_version")

    def test_a_draft_that_is_printed_says_so(self):
        text = self._make_text()
        self.assertIn("Draft, not published", self._print(text)[1])
        self.assertEqual(text.action_print()["report_name"], "circular_outreach.legal_text")

    def test_editors_read_and_change_nothing(self):
        text = self._make_text()
        text.action_publish()
        mine = text.with_user(self._make_persona("user"))
        self.assertEqual(mine.read(["name", "is_changed", "address"])[0]["name"], text.name)
        for attempt in (lambda: mine.write({"name": "Mine"}), mine.action_publish, mine.action_review):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                attempt()

    def test_another_office_sees_none_of_it(self):
        text = self._make_text()
        text.action_publish()
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = self._make_persona("manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertEqual(self.env["outreach.legal.text"].with_user(stranger).search([]).company_id, other, "drafts of its own")
        self.assertFalse(self.env["outreach.legal.text.version"].with_user(stranger).search([]))

    def test_what_is_shipped_has_to_be_filled_in_first(self):
        for text in self.env["outreach.legal.text"].with_context(active_test=False).search([("version_ids", "=", False)]):
            with self.assertRaisesRegex(UserError, "is not complete", msg=text.name):
                text.with_user(self.officer).action_publish()

import io

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .legal_case import LegalCase


@tagged("post_install", "-at_install")
class TestProcessingActivity(LegalCase):
    """The record of processing activities (Art. 30 GDPR)."""

    def _print(self, activities, lang="en_US"):
        report = self.env["ir.actions.report"].with_user(self.officer).with_context(lang=lang)
        content, _kind = report._render("circular_outreach.processing_activity", activities.ids)
        reader = PdfReader(io.BytesIO(content))
        return reader, "\n".join(page.extract_text() for page in reader.pages)

    def test_it_tells_who_is_responsible_from_the_company(self):
        activity = self._make_activity()
        self.assertIn("Office of Example County", activity.controller)
        self.assertIn("office@county.example", activity.controller)
        self.assertIn("dsb@county.example", activity.officer)

    def test_periods_are_those_that_are_set(self):
        rule = self.env.ref("circular_outreach.outreach_retention_rule_reply")
        activity = self._make_activity(rule_ids=rule.ids)
        rule.period = 31
        self.assertIn("31 Months, counted from the message", activity.periods)
        activity.rule_ids = self.env.ref("circular_outreach.outreach_retention_rule_health_note")
        self.env.company.outreach_health_days = 3
        activity.invalidate_recordset(["periods"])
        self.assertIn("3 Days", activity.periods)

    def test_every_change_stays_visible(self):
        activity = self._make_activity()
        self.flush_tracking()
        activity.recipients = "Nobody else"
        self.flush_tracking()
        values = activity.message_ids.sudo().tracking_value_ids
        self.assertEqual(
            [(one.old_value_text, one.new_value_text) for one in values], [("What stands in recipients", "Nobody else")]
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def test_it_prints_everything_article_30_asks_for(self):
        rule = self.env.ref("circular_outreach.outreach_retention_rule_reply")
        activities = self._make_activity(rule_ids=rule.ids) | self._make_activity(name="Second activity")
        activities.action_review()
        reader, words = self._print(activities)
        words = " ".join(words.split())
        for part in (
            "Newsletter",
            "Second activity",
            "Office of Example County",
            "dsb@county.example",
            "counted from the message",
        ):
            self.assertIn(part, words)
        for name in ("purposes", "legal_basis", "persons", "categories", "recipients", "third_countries", "measures"):
            self.assertIn(f"What stands in {name}", words)
        self.assertIn("/StructTreeRoot", reader.trailer["/Root"])

    def test_it_prints_in_german(self):
        _reader, words = self._print(self._make_activity(), "de_DE")
        for part in ("Verzeichnis von Verarbeitungstätigkeiten", "Verantwortliche Stelle", "Rechtsgrundlage"):
            self.assertIn(part, words)

    def test_what_is_not_complete_is_printed_with_a_warning(self):
        self.assertIn("Not complete yet", self._print(self._make_activity(recipients="⟨names⟩"))[1])

    def test_nobody_deletes_the_record(self):
        activity = self._make_activity()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            activity.unlink()
        with self.assertRaisesRegex(UserError, "Archive"):
            activity.sudo().unlink()

    def test_editors_read_and_change_nothing(self):
        mine = self._make_activity().with_user(self._make_persona("user"))
        self.assertTrue(mine.read(["name", "controller", "officer", "periods"]))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            mine.name = "Mine"

    def test_another_office_sees_none_of_it(self):
        self._make_activity()
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = self._make_persona("manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertEqual(
            self.env["outreach.processing.activity"].with_user(stranger).search([]).company_id, other, "drafts of its own"
        )

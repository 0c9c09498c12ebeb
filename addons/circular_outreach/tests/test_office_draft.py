from odoo.tests import HttpCase, tagged

from .legal_case import LegalCase

MODELS = ("outreach.legal.text", "outreach.processing.activity")


@tagged("post_install", "-at_install")
class TestOfficeDraft(HttpCase, LegalCase):
    """A second office begins with the shipped drafts, not with an empty list and not with another office's words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("circular_outreach.outreach_legal_text_privacy_de").body = "<p>Words of the first office</p>"
        cls.env.ref("circular_outreach.outreach_processing_activity_needs").purposes = "Purposes of the first office"
        cls.other = cls.env["res.company"].create({"name": "Other County", "outreach_privacy_officer": "dsb@other.example"})
        cls.officer.company_ids |= cls.other

    def _get_drafts(self, model, company=None):
        officer = self.env[model].with_user(self.officer).with_context(active_test=False, lang="de_DE")
        return officer.search([("company_id", "=", (company or self.other).id)])

    def test_it_has_every_text_and_activity_that_is_shipped(self):
        texts, activities = (self._get_drafts(model) for model in MODELS)
        self.assertEqual((len(texts), len(activities)), (6, 3))
        kinds = sorted((text.kind, text.lang) for text in texts)
        self.assertEqual(kinds[:3], [("accessibility", "de"), ("accessibility", "en"), ("paper", "de")])
        self.assertTrue(all(text.gaps for text in texts.filtered(lambda one: one.kind == "privacy")))
        self.assertFalse((texts.version_ids | texts.version_id) or any((texts | texts).mapped("reviewed_on")))
        self.assertIn("counted from", activities[0].with_context(lang="en_US").periods)

    def test_activities_are_german_for_germans(self):
        for activity in self._get_drafts("outreach.processing.activity"):
            shipped = self.env.ref(
                f"circular_outreach.{activity.get_external_id()[activity.id].split('.')[1].split('_office_')[0]}"
            )
            names = [name for name, field in activity._fields.items() if field.translate and activity[name]]
            self.assertGreater(len(names), 8)
            for name in names:
                english = activity.with_context(lang="en_US")[name]
                self.assertTrue(activity[name])
                if shipped.with_context(lang="en_US")[name] == english:
                    self.assertEqual(activity[name], shipped.with_context(lang="de_DE")[name])
            self.assertNotEqual(activity.name, activity.with_context(lang="en_US").name)

    def test_nothing_of_the_first_office_is_in_them(self):
        texts, activities = (self._get_drafts(model) for model in MODELS)
        self.assertFalse([text for text in texts if "first office" in text.body])
        self.assertFalse([one for one in activities if "first office" in one.with_context(lang="en_US").purposes])

    def test_made_once_they_are_not_made_again(self):
        texts, activities = (self._get_drafts(model) for model in MODELS)
        texts[0].active = False
        texts[1].body = "<p>Own words</p>"
        self.other._make_outreach_drafts()
        self.assertEqual(self._get_drafts("outreach.legal.text"), texts)
        self.assertEqual(self._get_drafts("outreach.processing.activity"), activities)
        self.assertIn("Own words", texts[1].body)

    def test_its_page_shows_its_text(self):
        text = self._get_drafts("outreach.legal.text").filtered(lambda one: (one.kind, one.lang) == ("privacy", "de"))
        text.body = "<p>Words of the other office</p>"
        text.action_publish()
        page = self.url_open(f"/outreach/datenschutz/{self.other.id}?lang=de")
        self.assertIn("Words of the other office", page.text)
        self.assertIn("dsb@other.example", page.text)
        self.assertNotIn("Words of the other office", self.url_open("/outreach/datenschutz?lang=de").text)

    def test_the_first_office_keeps_its_own(self):
        self.assertEqual(len(self._get_drafts("outreach.legal.text", self.env.ref("base.main_company"))), 6)

import io
import json

import pypdf

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import OutreachCase

NAME = "Quirina Zwirbelfink"


@tagged("post_install", "-at_install")
class TestPrivacyAccess(HttpCase, OutreachCase):
    """Whoever asks gets everything, in words and as a file, and nothing about others (Art. 15 GDPR)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer_test", "circular_outreach.group_privacy", name="Officer", lang="de_DE")
        cls.person = cls._make_contact(NAME, phone="+49 3731 998877", outreach_source="Messe Chemnitz")
        cls.other = cls._make_contact("Otto Bleibt")
        cls.invitation = cls._invite(cls.person | cls.other)[0]
        cls.invitation._answer("accepted", "page", comment="Bringe Kuchen")
        cls.env["outreach.health.note"]._record(cls.invitation.registration_id, "vegan", "")

    def _ask(self, **values):
        request = self.env["outreach.privacy.request"].with_user(self.officer).with_context(lang="de_DE")
        return request.create({"partner_id": self.person.id, **values})

    def _find(self, document, kind):
        return [entry for part in document["parts"] if part["kind"] == f"outreach.privacy.{kind}" for entry in part["entries"]]

    def test_everything_is_told_in_words(self):
        document = self._ask()._disclose()
        self.assertEqual(document["about"], NAME)
        self.assertIn("Messe Chemnitz", document["source"])
        self.assertEqual(self._find(document, "contact")[0]["Telefon"], "+49 3731 998877")
        self.assertIn("Bringe Kuchen", self._find(document, "answer")[0].values())
        self.assertIn("vegan", self._find(document, "health")[0].values())
        self.assertEqual(self._find(document, "invitation")[0]["Antwort"], "Ja")
        self.assertEqual(len(self._find(document, "registration")), 1)

    def test_nothing_about_others_is_told(self):
        self.assertNotIn("Bleibt", json.dumps(self._ask()._disclose()))

    def test_mails_are_told_with_their_texts(self):
        step = self.invitation.campaign_id.step_ids[0]
        values = {"step_id": step.id, "campaign_id": step.campaign_id.id, "invitation_id": self.invitation.id}
        self.env["outreach.delivery"].create({**values, "state": "sent", "email": self.person.email})
        told = [text for entry in self._find(self._ask()._disclose(), "delivery") for text in entry.values()]
        self.assertIn(self.person.email, told)
        self.assertIn(step.with_context(lang="en_US").subject, told)

    def test_objections_are_told(self):
        self.env["outreach.opt.out"]._record(self.invitation, "everything", "phone")
        self.assertEqual(len(self._find(self._ask()._disclose(), "optout")), 1)

    def test_who_is_no_contact_is_found_by_the_address(self):
        lead = {"name": "Anfrage", "email_from": "gast@firm.example", "contact_name": "Gast Fremdling"}
        self.env["crm.lead"].create(lead)
        self.env["event.registration"].create({"event_id": self.event.id, "name": "Gast", "email": "Gast@firm.example"})
        document = self._ask(partner_id=False, address="gast@firm.example")._disclose()
        self.assertIn("Gast Fremdling", self._find(document, "lead")[0].values())
        self.assertEqual(len(self._find(document, "registration")), 1)

    def test_nobody_known_is_told_so(self):
        self.assertFalse(self._ask(partner_id=False, address="niemand@firm.example")._disclose()["parts"])

    def test_pdf_is_german_and_tagged(self):
        report = self.env["ir.actions.report"].with_user(self.officer).with_context(lang="de_DE")
        content, _kind = report._render("circular_outreach.disclosure", self._ask().ids)
        reader = pypdf.PdfReader(io.BytesIO(content))
        text = "\n".join(page.extract_text() for page in reader.pages)
        for words in ("Was wir über Sie gespeichert haben", NAME, "Bringe Kuchen", "vegan", "Ihre Rechte"):
            self.assertIn(words, text)
        self.assertIn("/StructTreeRoot", reader.trailer["/Root"])

    def test_file_for_programs_says_the_same(self):
        self.authenticate("officer_test", "officer_test")
        request = self._ask()
        self.env.flush_all()
        response = self.url_open(request.action_download()["url"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.json(), json.loads(json.dumps(request._disclose())))

    def test_clerks_and_strangers_get_nothing(self):
        request = self._ask()
        self.env.flush_all()
        with self.assertRaises(AccessError):
            request.with_user(self.clerk)._disclose()
        self.authenticate("clerk_test", "clerk_test")
        self.assertEqual(self.url_open(f"/outreach/disclosure/{request.id}.json").status_code, 403)
        self.authenticate("officer_test", "officer_test")
        self.assertEqual(self.url_open("/outreach/disclosure/999999999.json").status_code, 404)

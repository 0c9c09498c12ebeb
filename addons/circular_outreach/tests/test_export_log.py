import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.export_path import walk
from .common import OutreachCase

PURPOSE = {"outreach_export_purpose": "Evaluation"}


@tagged("post_install", "-at_install")
class TestExportLog(HttpCase, OutreachCase):
    """Who takes personal data out of the system leaves a line: what, when, what for, about whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls._make_contact("Erika Muster")
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Manager")

    def _get_log(self):
        return self.env["outreach.export.log"].search([])

    def _export(self, records, names, user=None, **context):
        return records.with_user(user or self.clerk).with_context(**context).export_data(names)

    def test_a_table_of_contacts_becomes_a_line(self):
        before = self._get_log()
        self._export(self.contact, ["name", "email"], **PURPOSE)
        line = self._get_log() - before
        self.assertEqual((line.user_id, line.purpose, line.model), (self.clerk, "Evaluation", "res.partner"))
        self.assertEqual((line.partner_ids, line.partner_count, line.record_count), (self.contact, 1, 1))
        self.assertEqual((line.document, line.field_names), ("Contact", "name, email"))

    def test_a_line_holds_nothing_of_the_person_itself(self):
        self._export(self.contact, ["name", "email"], **PURPOSE)
        line = self._get_log()[0].read()[0]
        self.assertNotIn("erika", json.dumps(line, default=str).lower())

    def test_without_a_purpose_no_personal_data_leave(self):
        for purpose in (None, "", "  ", 5):
            with self.subTest(purpose), self.assertRaisesRegex(UserError, "nobody has said what it is for"):
                self._export(self.contact, ["name"], outreach_export_purpose=purpose)

    def test_people_behind_the_exported_fields_are_found(self):
        invitation = self._invite(self.contact)
        for records, names in (
            (invitation, ["answer"]),
            (invitation.campaign_id, ["title", "invitation_ids/partner_id/name"]),
            (invitation.campaign_id, ["invitation_ids"]),
        ):
            with self.subTest(names):
                self._export(records, names, **PURPOSE)
                self.assertIn(self.contact, self._get_log()[0].partner_ids)

    def test_who_has_only_registered_is_counted_with_their_contact(self):
        registration = self.env["event.registration"].create(
            {"event_id": self.event.id, "name": "Erika Muster", "outreach_attendee_id": self.contact.id}
        )
        self._export(registration, ["name"], **PURPOSE)
        self.assertEqual(self._get_log()[0].partner_ids, self.contact)

    def test_figures_and_lists_without_people_need_no_purpose(self):
        before = self._get_log()
        self._export(self.group_building, ["name"])
        self._export(self._make_campaign(), ["title", "company_id", "user_id"])
        self._export(self.env["res.partner"], ["name"])
        self.assertEqual(self._get_log(), before)

    def test_who_may_not_export_learns_that_and_leaves_no_line(self):
        before = self._get_log()
        with self.assertRaises(UserError):
            self._export(self.contact, ["name"], user=self.desk_helper, **PURPOSE)
        self.assertEqual(self._get_log(), before)

    def test_the_screen_learns_whether_to_ask(self):
        log = self.env["outreach.export.log"].with_user(self.desk_helper)
        self.assertTrue(log.is_purpose_needed("res.partner", ["name"]))
        self.assertTrue(log.is_purpose_needed("outreach.campaign", ["invitation_ids/partner_id"]))
        self.assertFalse(log.is_purpose_needed("outreach.topic", ["name"]))
        self.assertFalse(log.is_purpose_needed("no.such.model", ["name"]))

    def test_paths_that_lead_nowhere_are_left_out(self):
        self.assertEqual(walk(self.contact, [".id", "nothing/at/all", "name/more"]), [self.contact])

    def test_a_line_cannot_be_changed_or_deleted(self):
        self._export(self.contact, ["name"], **PURPOSE)
        line = self._get_log()[0]
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            line.purpose = "nothing"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            line.unlink()

    def test_only_managers_read_and_nobody_writes_by_hand(self):
        self._export(self.contact, ["name"], **PURPOSE)
        line = self._get_log()[0]
        self.assertEqual(line.with_user(self.manager).purpose, "Evaluation")
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).read(["purpose"])
        with self.assertRaises(AccessError):
            line.with_user(self.manager).create({"document": "x", "purpose": "x", "model": "x"})

    def test_another_office_sees_nothing_of_it(self):
        self._export(self.contact, ["name"], **PURPOSE)
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = new_test_user(
            self.env, "stranger", "circular_outreach.group_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        self.assertFalse(self.env["outreach.export.log"].with_user(stranger).search([]))

    def test_a_contact_that_is_deleted_leaves_the_number(self):
        gone = self._make_contact("Gone Soon")
        self._export(gone, ["name"], **PURPOSE)
        gone.unlink()
        line = self._get_log()[0]
        self.assertEqual((len(line.partner_ids), line.partner_count), (0, 1))

    def test_contacts_that_become_one_are_found_by_the_one_that_stays(self):
        twin = self._make_contact("Erika Muster", email="erika.muster@firm.example")
        self._export(twin, ["name"], **PURPOSE)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.contact | twin).ids, self.contact)
        self.assertEqual(self._get_log()[0].partner_ids, self.contact)

    def test_the_download_of_the_web_client_is_registered(self):
        self.authenticate("clerk_test", "clerk_test")
        question = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": self.contact.ids,
            "domain": [],
            "import_compat": False,
        }
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            refused = self._download("csv", question)
        self.assertEqual(refused.status_code, 500)
        self.assertNotIn("Erika", refused.text)
        taken = self._download("csv", {**question, "context": PURPOSE})
        self.assertIn("Erika Muster", taken.text)
        self.assertEqual(self._get_log()[0].partner_ids, self.contact)

    def _download(self, kind, question):
        return self.url_open(f"/web/export/{kind}", data={"data": json.dumps(question), "csrf_token": Request.csrf_token(self)})

    def test_a_printed_list_is_registered_with_its_own_purpose(self):
        invitation = self._invite(self._make_contact("Only Phone", email=False, phone="+49 3731 1"))
        self.clerk.lang = "en_US"
        self.authenticate("clerk_test", "clerk_test")
        answer = self.url_open(f"/outreach/report/circular_outreach.phone_list/{invitation.campaign_id.id}")
        self.assertEqual(answer.status_code, 200)
        line = self._get_log()[0]
        self.assertEqual((line.document, line.purpose, line.user_id), ("Phone List", "Calling invitees", self.clerk))
        self.assertEqual(
            line.partner_ids, self.env["report.circular_outreach.phone_list"]._find_holders(invitation.campaign_id.ids).partner_id
        )

    def test_odoos_own_address_for_reports_does_not_go_past_the_register(self):
        campaign = self._make_campaign()
        self.authenticate("clerk_test", "clerk_test")
        for kind in ("html", "pdf", "text"):
            answer = self.url_open(f"/report/{kind}/circular_outreach.phone_list/{campaign.id}")
            self.assertEqual(answer.status_code, 404)

    def test_every_list_with_people_has_a_purpose(self):
        reports = self.env["ir.actions.report"].search([("report_type", "=", "outreach-pdf")])
        without = reports.filtered(lambda report: not report.outreach_purpose).mapped("report_name")
        # No person is on them, or the person is the one who gets it.
        free = ["deliverability_sheet", "disclosure", "funding_report", "legal_text", "legal_text_version", "processing_activity"]
        self.assertEqual(sorted(without), [f"circular_outreach.{name}" for name in free])
        for report in reports - reports.filtered(lambda one: not one.outreach_purpose):
            self.assertFalse(self.env[f"report.{report.report_name}"]._find_holders([]), report.report_name)

    def test_a_list_saved_with_verdicts_is_registered(self):
        wizard = (
            self.env["outreach.contact.import"]
            .with_user(self.clerk)
            .create({"file": base64.b64encode(b"Firma;Ort\nMuster GmbH;Penig"), "file_name": "list.csv"})
        )
        wizard.action_preview()
        wizard.action_export()
        self.assertEqual((self._get_log()[0].document, self._get_log()[0].record_count), ("List with verdicts", 1))

    def test_letters_are_registered(self):
        contact = self._make_contact("Paper Only", email=False, street="Weg 1", zip="09599", city="Freiberg")
        campaign = self._invite(contact).campaign_id
        step = campaign.step_ids.filtered(lambda step: step.kind == "invitation")
        batch = self.env["outreach.letter.batch"].with_user(self.clerk).create({"campaign_id": campaign.id, "step_id": step.id})
        batch.action_print()
        self.assertEqual((self._get_log()[0].document, self._get_log()[0].partner_ids), ("Letters", contact))

import io
import json

from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestExportLogOdoo(HttpCase, OutreachCase):
    """What leaves by Odoo's pivot tables and contact cards leaves a line, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls._make_contact("Erika Muster")
        cls.clerk.lang = "en_US"
        cls.log = cls.env["outreach.export.log"]

    def _download_pivot(self, login="clerk_test", title="Erika Muster", as_file=True, **more):
        table = {
            "model": "res.partner",
            "title": "Contacts",
            "col_group_headers": [[{"title": title, "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Count", "width": 1, "height": 1, "is_bold": False}],
            "rows": [{"title": title, "indent": 0, "values": [{"is_bold": False, "value": 1}]}],
            "measure_count": 1,
            "outreach_groups": ["name"],
            "outreach_domain": [["id", "=", self.contact.id]],
            "outreach_export_purpose": "Evaluation",
            **more,
        }
        self.authenticate(login, login)
        token = {"csrf_token": Request.csrf_token(self)}
        with mute_logger("odoo.http"):
            if as_file:
                return self.url_open("/web/pivot/export_xlsx", data=token, files={"data": ("blob", json.dumps(table))})
            return self.url_open("/web/pivot/export_xlsx", data={**token, "data": json.dumps(table)})

    def test_a_pivot_table_with_names_becomes_a_line(self):
        for as_file in (True, False):
            before = self.log.search([])
            self.assertEqual(self._download_pivot(as_file=as_file).status_code, 200)
            line = self.log.search([]) - before
            self.assertEqual((line.user_id, line.purpose, line.model), (self.clerk, "Evaluation", "res.partner"))
            self.assertEqual((line.partner_ids, line.record_count, line.field_names), (self.contact, 1, "name"))

    def test_people_are_found_behind_the_groups(self):
        invitation = self._invite(self.contact)
        domain = [["id", "=", invitation.id]]
        self._download_pivot(
            model="outreach.invitation", outreach_groups=["partner_id", "create_date:month"], outreach_domain=domain
        )
        self.assertEqual(self.log.search([])[0].partner_ids & self.contact, self.contact)

    def test_without_a_purpose_no_pivot_table_with_names_leaves(self):
        before = self.log.search([])
        for purpose in (None, " "):
            answer = self._download_pivot(outreach_export_purpose=purpose)
            self.assertNotEqual(answer.status_code, 200)
        self.assertNotEqual(self._download_pivot(outreach_groups=None, outreach_export_purpose=None).status_code, 200)
        self.assertEqual(self.log.search([]), before)

    def test_figures_without_names_need_no_purpose(self):
        before = self.log.search([])
        for groups in ([], ["create_date:month"], ["country_id"], ["outreach_target_group_id"]):
            self.assertEqual(self._download_pivot(outreach_groups=groups, outreach_export_purpose=None).status_code, 200)
        self.assertEqual(self.log.search([]), before)

    def test_the_screen_learns_whether_to_ask_about_a_pivot_table(self):
        log = self.log.with_user(self.desk_helper)
        for model, groups, needed in (
            ("res.partner", None, True),
            ("res.partner", ["parent_id"], True),
            ("crm.lead", ["partner_id.country_id"], False),
            ("crm.lead", ["contact_name"], True),
            ("crm.lead", ["stage_id", "user_id"], False),
            ("outreach.topic", None, False),
            ("outreach.report", ["campaign_id", "nothing.at.all"], False),
            ("no.such.model", ["name"], False),
        ):
            with self.subTest(model, groups=groups):
                self.assertEqual(log.is_purpose_needed_for_pivot(model, groups), needed)

    def test_contractors_and_readers_take_no_names_out_of_a_pivot_table(self):
        before = self.log.search([])
        for kind in ("external", "reader"):
            user = self._make_persona(kind)
            user.password = user.login
            self.assertEqual(self._download_pivot(user.login).status_code, 403)
            self.assertEqual(self._download_pivot(user.login, outreach_groups=["create_date:month"]).status_code, 200)
        self.assertEqual(self.log.search([]), before)

    def test_nobodys_name_becomes_a_formula_in_a_pivot_table(self):
        for title in ('=HYPERLINK("https://evil.example")', "@SUM(1)", "{=1+1}", "mailto:a@b.example"):
            content = self._download_pivot(title=title).content
            cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row if cell.value]
            self.assertIn(f"'{title}", [cell.value for cell in cells])
            self.assertFalse([cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink])

    def test_contact_cards_are_registered_without_a_purpose(self):
        self.authenticate("clerk_test", "clerk_test")
        answer = self.url_open(f"/web/partner/vcard?partner_ids={self.contact.id}")
        self.assertIn("Erika Muster", answer.text)
        line = self.log.search([])[0]
        self.assertEqual((line.partner_ids, line.purpose, line.document), (self.contact, "not stated", "Contact cards"))
        self.assertEqual(self.url_open("/web/partner/vcard?partner_ids=x,²,999999999").status_code, 404)

    def test_contractors_and_readers_take_no_contact_cards(self):
        before = self.log.search([])
        for kind in ("external", "reader"):
            user = self._make_persona(kind)
            user.password = user.login
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                answer = self.url_open(f"/web/partner/vcard?partner_ids={self.contact.id}")
            self.assertEqual(answer.status_code, 403)
            self.assertNotIn("Erika", answer.text)
        self.assertEqual(self.log.search([]), before)

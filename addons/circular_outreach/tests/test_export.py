import csv
import io
import json

import openpyxl
from lxml import etree

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common import OutreachCase

# What spreadsheet programs take for the beginning of a formula or of a link (OWASP, CSV injection).
HOSTILE = (
    "=1+1",
    '=HYPERLINK("https://evil.example")',
    "+49 3731",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\uff1d1+1",
    "{=1+1}",
    "https://evil.example",
)
QUOTED = HOSTILE[:8]


@tagged("post_install", "-at_install")
class TestExport(HttpCase, OutreachCase):
    """What is in a list on the screen can leave as a table, by Odoo's own export, in the language of whoever asks."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "de_DE"
        self.invitations = self._invite(self._make_contact("Erika Muster") | self._make_contact("No Mail", email=False))
        self.invitations[0].sent_on = self.begin
        self.invitations[0]._answer("accepted", "phone")

    def _export(self, kind, model, names, domain, login="clerk_test", **options):
        self.authenticate(login, login)
        labels = self.env[model].with_context(lang="de_DE").fields_get(names, ["string", "type"])
        fields = [{"name": name, "label": labels[name]["string"], "type": labels[name]["type"]} for name in names]
        question = {"model": model, "fields": fields, "ids": False, "domain": domain, "import_compat": False, **options}
        question["context"] = {"outreach_export_purpose": "Evaluation"}
        data = {"data": json.dumps(question), "csrf_token": Request.csrf_token(self)}
        return self.url_open(f"/web/export/{kind}", data=data)

    def _read_xlsx(self, response):
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def _get_domain(self):
        return [("campaign_id", "=", self.invitations.campaign_id.id)]

    def test_audience_leaves_with_its_reasons_in_german(self):
        response = self._export("xlsx", "outreach.invitation", ["partner_id", "verdict_reason", "answer"], self._get_domain())
        heads, *rows = self._read_xlsx(response)
        self.assertEqual(heads[2], "Antwort")
        by_name = {row[0]: row[1:] for row in rows}
        self.assertEqual(by_name["Erika Muster"][1], "Ja")
        self.assertIn("E-Mail", by_name["No Mail"][0])

    def test_table_as_csv_is_the_same(self):
        response = self._export("csv", "outreach.invitation", ["partner_id", "answer"], self._get_domain())
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        self.assertIn(["Erika Muster", "Ja"], rows)

    def test_text_that_begins_like_a_formula_stays_a_text(self):
        self.invitations[0].partner_id.name = "=1+1"
        for name in HOSTILE:
            with self.subTest(name):
                self.invitations[0].partner_id.name = name
                self.assertIn(f"'{name}" if name in QUOTED else name, self._export_names("csv"))
                self.assertIn(name.replace("\r", " "), self._export_names("xlsx"))

    def test_text_in_a_grouped_table_stays_a_text(self):
        self.invitations.partner_id.name = "=1+1"
        options = {"groupby": ["partner_id"]}
        response = self._export("xlsx", "outreach.invitation", ["invitee_name", "answer"], self._get_domain(), **options)
        self.assertFalse([cell for cell in self._get_cells(response) if cell.data_type == "f" or cell.hyperlink])

    def _export_names(self, kind):
        """Return what stands in the cells of a table of names; none of them is a formula or a link."""
        response = self._export(kind, "outreach.invitation", ["invitee_name"], self._get_domain())
        if kind == "csv":
            return [row[0] for row in csv.reader(io.StringIO(response.content.decode(), newline=""))]
        cells = self._get_cells(response)
        self.assertFalse([cell for cell in cells if cell.data_type == "f" or cell.hyperlink])
        return [cell.value for cell in cells]

    def _get_cells(self, response):
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return [cell for row in sheet.iter_rows() for cell in row]

    def test_figures_leave_grouped(self):
        response = self._export(
            "xlsx", "outreach.report", ["person_id", "sent_count", "answer"], self._get_domain(), groupby=["target_group_id"]
        )
        rows = self._read_xlsx(response)
        self.assertEqual(rows[0], ["Person", "Angeschrieben", "Antwort"])
        self.assertTrue([row for row in rows if row[0] and "Builders (2)" in row[0]], rows)

    def test_nothing_of_another_company_leaves(self):
        other = self.env["res.company"].create({"name": "Other County"})
        new_test_user(
            self.env,
            "stranger_test",
            "circular_outreach.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        response = self._export("csv", "outreach.invitation", ["answer"], self._get_domain(), login="stranger_test")
        self.assertEqual(len(response.text.strip().splitlines()), 1)

    def test_who_may_not_read_gets_no_table(self):
        response = self._export("csv", "outreach.report", ["answer"], [], login="desk_test")
        self.assertEqual(response.status_code, 500)
        self.assertNotIn("Ja", response.text)

    def test_every_list_can_be_exported_as_it_is_shown(self):
        views = self.env["ir.ui.view"].search([("type", "=", "list"), ("model", "=like", "outreach.%"), ("mode", "=", "primary")])
        self.assertGreater(len(views), 15)
        for view in views:
            model = self.env[view.model].with_user(self.clerk).with_context(lang="de_DE")
            if not model.has_access("read"):
                continue
            arch = etree.fromstring(model.get_view(view.id, "list")["arch"])
            names = [node.get("name") for node in arch.xpath("/list/field")]
            with self.subTest(view.name):
                model = model.with_context(outreach_export_purpose="Evaluation")
                rows = model.search([], limit=20).export_data(names)["datas"]
                self.assertFalse([cell for row in rows for cell in row if "outreach." in str(cell)])

import base64

from odoo import fields, models

from ..tools import text_workbook


class OutreachContactImport(models.TransientModel):
    """The list with a verdict on every row, to be kept or to be corrected and imported again."""

    _inherit = "outreach.contact.import"

    result = fields.Binary(attachment=False, readonly=True)

    def action_export(self):
        """Return the download of an Excel workbook: each row of the list, with what becomes of it before."""
        self.ensure_one()
        people = self.line_ids.organisation_id | self.line_ids.person_id
        purpose = self.env._("Correcting a list before it is imported")
        self.env["outreach.export.log"]._record(self.env._("List with verdicts"), self.line_ids, people, purpose)
        self.result = base64.b64encode(self._make_workbook())
        name = (self.file_name or "").rpartition(".")[0] or self.env._("list")
        file_name = self.env._("%(name)s with verdicts.xlsx", name=name).replace("/", "_")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/result/{file_name}?download=true",
            "target": "download",
        }

    def _make_workbook(self):
        columns = self.column_ids.sorted("index")
        verdicts = dict(self.line_ids._fields["verdict"]._description_selection(self.env))
        yes = self.env._("Yes")
        rows = []
        for line in self.line_ids.sorted("row_number"):
            texts = [line.row_number, verdicts[line.verdict], line.reason or "", yes if line.may_object else ""]
            texts += [line.organisation or "", line.person or "", line.email or "", line.municipality_id.name or ""]
            rows.append([*texts, *self._get_original(line, columns)])
        return text_workbook.make([*self._get_verdict_headings(), *columns.mapped("heading")], rows)

    def _get_verdict_headings(self):
        names = ("row_number", "verdict", "reason", "may_object", "organisation", "person", "email", "municipality_id")
        labels = self.line_ids.fields_get(names, ["string"])
        return [labels[name]["string"] for name in names]

    @staticmethod
    def _get_original(line, columns):
        """Return the texts of the row as the list has them, each once."""
        cells, others = dict(line.cells or {}), dict(line.others or {})
        return [cells.pop(column.holds, "") or others.pop(column.heading, "") for column in columns]

import base64

from odoo import api, models

from ..tools import bar_picture


class FundingReport(models.AbstractModel):
    """The report as the funder gets it: small numbers are hidden, and whoever cannot see the bars reads what they show."""

    _name = "report.circular_outreach.funding_report"
    _description = "Funding Report on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["outreach.funding.report"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "outreach.funding.report",
            "docs": reports,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "sheets": [self._prepare_sheet(report) for report in reports],
        }

    @api.model
    def _prepare_sheet(self, report):
        document = report._prepare_document()
        return {
            **document,
            "report": report,
            "logos": report.funding_id.logo_ids,
            "foot": self._get_foot(report, document),
            "picture": self._draw_attendance(report, document),
            "papers": [*document["tables"], *filter(None, [document["changes"]]), document["sources"]],
        }

    @api.model
    def _get_foot(self, report, document):
        return " · ".join(text for _label, text in document["facts"] if text != document["author"])

    @api.model
    def _draw_attendance(self, report, document):
        """Return who attended by target group: a picture as data URL, and the same in words."""
        table = next(table for table in document["tables"] if table["key"] == "target_group")
        column = [label for label, _kind in table["columns"]].index(report._get_labels()["attended"])
        bars = [(cells[0], cells[column], report._format_cell(cells[column], "count")) for cells in table["rows"]]
        drawing = bar_picture.draw([(label, value if isinstance(value, int) else 0, text) for label, value, text in bars])
        words = "; ".join(f"{label}: {text}" for label, _value, text in bars)
        return {
            "title": self.env._("Attended, by target group"),
            "source": f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}",
            "words": self.env._("Bars: people who attended, by target group. %s.", words),
        }

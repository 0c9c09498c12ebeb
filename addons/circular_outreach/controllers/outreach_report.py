from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.web.controllers.report import ReportController


class OutreachReport(ReportController):
    """Serves the PDFs of report type `outreach-pdf` to those who may read the records, and notes who took personal data."""

    @http.route("/outreach/report/<string:report_name>/<string:ids>", type="http", auth="user", methods=["GET"])
    def download(self, report_name, ids):
        report = request.env["ir.actions.report"]._get_report_from_name(report_name)
        if report.report_type != "outreach-pdf":
            raise request.not_found()
        numbers = [int(number) for number in dict.fromkeys(ids.split(",")) if number.isdecimal() and len(number) < 10]
        records = request.env[report.model].browse(numbers).exists()
        if not records:
            raise request.not_found()
        records.check_access("read")
        content, _kind = report._render(report_name, records.ids)
        request.env["outreach.export.log"]._record_print(report, records)
        name = f"{report.name} {records[:1].display_name}.pdf".replace("/", "-")
        return request.make_response(
            content, [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
        )

    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """Odoo's own address for reports would show them past the export register."""
        if request.env["ir.actions.report"]._get_report_from_name(reportname).report_type == "outreach-pdf":
            raise request.not_found()
        return super().report_routes(reportname, docids=docids, converter=converter, **data)

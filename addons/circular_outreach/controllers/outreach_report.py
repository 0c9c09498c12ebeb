from odoo import http
from odoo.http import content_disposition, request


class OutreachReport(http.Controller):
    """Serves the PDFs of report type `outreach-pdf` to those who may read the records."""

    @http.route("/outreach/report/<string:report_name>/<string:ids>", type="http", auth="user", methods=["GET"], readonly=True)
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
        name = f"{report.name} {records[:1].display_name}.pdf".replace("/", "-")
        return request.make_response(
            content, [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
        )

from odoo import http
from odoo.http import content_disposition, request


class Handover(http.Controller):
    """Hands out the one file a contractor was given, as long as it may be downloaded; the register notes each time."""

    @http.route("/outreach/handover/<int(max=2147483647):number>", type="http", auth="user", methods=["GET"])
    def download(self, number):
        handover = request.env["outreach.handover"].search([("id", "=", number)])
        content = handover._download() if handover else None
        if content is None:
            raise request.not_found()
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{handover.name}.xlsx".replace("/", "-").replace(":", ""))),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

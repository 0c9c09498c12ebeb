from odoo import http
from odoo.http import content_disposition, request


class Retention(http.Controller):
    """Hands out the list of what is due, for the archive to choose from."""

    @http.route("/outreach/retention/<int(max=2147483647):number>", type="http", auth="user", methods=["GET"])
    def download(self, number):
        run = request.env["outreach.retention.run"].search([("id", "=", number)])
        if not run:
            raise request.not_found()
        name = f"{request.env._('Offer to the archive')} {number}.xlsx"
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(run._make_offer(), headers)

from odoo import http
from odoo.http import request

from .download import hand_out


class Retention(http.Controller):
    """Hands out the list of what is due, for the archive to choose from."""

    @http.route("/outreach/retention/<int(max=2147483647):number>", type="http", auth="user", methods=["GET"])
    def download(self, number):
        run = request.env["outreach.retention.run"].search([("id", "=", number)])
        if not run:
            raise request.not_found()
        return hand_out(run._make_offer(), f"{request.env._('Offer to the archive')} {number}.xlsx")

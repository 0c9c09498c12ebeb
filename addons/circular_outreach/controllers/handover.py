from odoo import http
from odoo.http import request

from .download import hand_out


class Handover(http.Controller):
    """Hands out the one file a contractor was given, as long as it may be downloaded; the register notes each time."""

    @http.route("/outreach/handover/<int(max=2147483647):number>", type="http", auth="user", methods=["GET"])
    def download(self, number):
        handover = request.env["outreach.handover"].search([("id", "=", number)])
        content = handover._download() if handover else None
        if content is None:
            raise request.not_found()
        return hand_out(content, f"{handover.name}.xlsx".replace("/", "-").replace(":", ""))

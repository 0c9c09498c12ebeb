import json

from odoo import http
from odoo.http import request

from .download import hand_out


class Disclosure(http.Controller):
    """Hands out what a request for access has found, for programs."""

    @http.route(
        "/outreach/disclosure/<int(max=2147483647):number>.json", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download(self, number):
        asked = request.env["outreach.privacy.request"].search([("id", "=", number)])
        if not asked:
            raise request.not_found()
        text = json.dumps(asked._disclose(), ensure_ascii=False, indent=2)
        return hand_out(text, f"{asked.display_name}.json", "application/json; charset=utf-8")

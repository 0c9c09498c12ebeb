from odoo import http
from odoo.http import content_disposition, request

from .public_page import HEADERS, public_route, refuse, visit


class CalendarFile(http.Controller):
    """The appointment as a file, for people whose mail program knows no calendar."""

    @public_route("/rsvp/<string:token>/calendar", methods=["GET"])
    def download(self, token, **_query):
        invitation, refusal = visit(token)
        if refusal or not invitation.event_id:
            return refusal or refuse()
        headers = [
            ("Content-Type", "text/calendar; charset=UTF-8"),
            ("Content-Disposition", content_disposition(invitation._get_calendar_filename())),
            *HEADERS.items(),
        ]
        return request.make_response(invitation._write_calendar_file(), headers)

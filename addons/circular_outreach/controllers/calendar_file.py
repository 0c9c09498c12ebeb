from odoo import http
from odoo.http import content_disposition, request

from .public_page import HEADERS, keep_lang, public_route, visit


class CalendarFile(http.Controller):
    """The appointment as a file, for people whose mail program knows no calendar.

    Who has no seat is led to the answer page, which says where they stand: an appointment in the calendar would look like a seat.
    """

    @public_route("/rsvp/<string:token>/calendar", methods=["GET"])
    def download(self, token, **_query):
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        if not invitation._has_appointment():
            return request.redirect(keep_lang(f"/rsvp/{token}"), code=303)
        headers = [
            ("Content-Type", "text/calendar; charset=UTF-8"),
            ("Content-Disposition", content_disposition(invitation._get_calendar_filename())),
            *HEADERS.items(),
        ]
        return request.make_response(invitation._write_calendar_file(), headers)

from odoo import http
from odoo.http import request

from ..tools.answer_form import as_text
from .public_page import keep_lang, public_route, render_page


class InvitationCode(http.Controller):
    """The page for people with a letter: they type the code printed on it and come to their answer page."""

    @public_route(["/einladung", "/rsvp"], methods=["GET"])
    def show(self, **_query):
        return self._render()

    # csrf=False: checked below, so that whoever left the page open for long does not read an error.
    @public_route(["/einladung", "/rsvp"], methods=["POST"], csrf=False)
    def open(self, code=None, csrf_token=None, **_form):
        code = as_text(code)[:40]
        if not request.validate_csrf(as_text(csrf_token)):
            return self._render(code=code, error="stale", status=422)
        # sudo: visitors may neither see nor write what is counted
        attempts = request.env["outreach.code.attempt"].sudo()
        client = request.httprequest.remote_addr
        if attempts._is_exhausted(client):
            return self._render(error="exhausted", status=429)
        invitation = request.env["outreach.invitation"]._find_by_code(code)
        if not invitation:
            attempts._record(client)
            return self._render(code=code, error="wrong", status=422)
        return request.redirect(keep_lang(f"/rsvp/{invitation._get_token()}"), code=303)

    def _render(self, status=200, **state):
        return render_page("circular_outreach.page_code", {"code": "", "error": None, **state}, status=status)

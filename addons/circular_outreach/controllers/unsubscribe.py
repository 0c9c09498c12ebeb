from odoo import http
from odoo.http import request

from .public_page import find_invitation, refuse, render_page

SCOPES = ("event", "purpose", "everything")


class Unsubscribe(http.Controller):
    """No more invitations: for mail programs in one click (RFC 8058), for people with a page that asks how much."""

    @http.route("/unsubscribe/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def show(self, token, **_query):
        invitation = find_invitation(token, "unsubscribe")
        if not invitation:
            return refuse()
        return self._render(invitation, token)

    # csrf=False: mail programs post here without having seen a form or a cookie (RFC 8058, 3.2); the token is the right to do so.
    @http.route(
        "/unsubscribe/<string:token>", type="http", auth="public", methods=["POST"], csrf=False, save_session=False, sitemap=False
    )
    def store(self, token, scope=None, **form):
        invitation = find_invitation(token, "unsubscribe")
        if not invitation:
            # A mail program has to learn that nobody was taken off the list.
            return refuse(status=404)
        one_click = form.get("List-Unsubscribe") == "One-Click"
        wanted = scope if scope in SCOPES else "purpose"
        request.env["outreach.opt.out"].sudo()._record(
            invitation, wanted, "one_click" if one_click else "page"
        )  # sudo: see find_invitation
        return self._render(invitation, token, done=wanted)

    def _render(self, invitation, token, done=None):
        values = {"invitation": invitation, "company": invitation.company_id, "token": token, "done": done}
        return render_page("circular_outreach.page_unsubscribe", values, lang=invitation.env.context["lang"])

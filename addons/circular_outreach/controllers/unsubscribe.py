from odoo import http
from odoo.http import request

from .public_page import find_invitation, public_route, refuse, render_page

SCOPES = ("event", "purpose", "everything")
ONE_CLICK = "One-Click"


class Unsubscribe(http.Controller):
    """No more invitations: for mail programs in one click (RFC 8058), for people with a page that asks how much.

    One click means invitations of this kind (decision 19). Nobody gets a cookie or is sent elsewhere.
    """

    @public_route("/unsubscribe/<string:token>", methods=["GET"], save_session=False)
    def show(self, token, **_query):
        invitation = find_invitation(token, "unsubscribe")
        if not invitation:
            return refuse()
        return self._render(invitation, token)

    # csrf=False: mail programs post here without having seen a form or a cookie (RFC 8058, 3.2); the token is the right to do so.
    @public_route("/unsubscribe/<string:token>", methods=["POST"], csrf=False, save_session=False)
    def store(self, token, scope=None, regret=None, **form):
        invitation = find_invitation(token, "unsubscribe")
        if not invitation:
            # A mail program has to learn that nobody was taken off the list.
            return refuse(status=404)
        opt_outs = request.env["outreach.opt.out"].sudo()  # sudo: see find_invitation
        if isinstance(regret, str):
            return self._render(invitation, token, is_undone=opt_outs._take_back(invitation, regret), is_regretted=True)
        is_one_click = form.get("List-Unsubscribe") == ONE_CLICK
        wanted = "purpose" if is_one_click else scope
        if wanted not in SCOPES or (wanted == "event" and not invitation.event_id):
            return self._render(invitation, token, status=422, is_unclear=True)
        opt_out = opt_outs._record(invitation, wanted, "one_click" if is_one_click else "page")
        return self._render(invitation, token, done=wanted, regret=opt_out._make_regret(invitation))

    def _render(self, invitation, token, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "done": None,
            "regret": "",
            "is_undone": False,
            "is_regretted": False,
            "is_unclear": False,
            **state,
        }
        return render_page("circular_outreach.page_unsubscribe", values, status=status, lang=invitation.env.context["lang"])

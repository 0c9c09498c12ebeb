from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.outreach_invitation_answer import ANSWERS
from .public_page import begin_seat_transaction, find_invitation, render_page


def as_text(value):
    """Return a form value as text: a forged form may hold a file, or what no database takes."""
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


class Rsvp(http.Controller):
    """The personal answer page: GET shows, POST stores (invariant I2)."""

    @http.route("/rsvp/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def show(self, token, answer=None, saved=None, **_query):
        invitation = find_invitation(token)
        if not invitation:
            return render_page("circular_outreach.page_unknown", {}, status=404)
        chosen = answer if answer in ANSWERS else invitation.answer
        return self._render(invitation, token, chosen=chosen, saved=bool(saved) and invitation.answer != "none")

    # csrf=False: checked below, so that whoever left the page open for long keeps what they wrote instead of reading an error.
    @http.route("/rsvp/<string:token>", type="http", auth="public", methods=["POST"], csrf=False, sitemap=False)
    def store(self, token, answer=None, comment=None, csrf_token=None, **_form):
        begin_seat_transaction()
        answer, comment = as_text(answer), as_text(comment)[:2000]
        invitation = find_invitation(token)
        if not invitation:
            return render_page("circular_outreach.page_unknown", {}, status=404)
        if not request.validate_csrf(as_text(csrf_token)):
            error = invitation.env._("This page was open for a long time. Please look at your answer and send it once more.")
            return self._render(invitation, token, chosen=answer, comment=comment, error=error, status=422)
        try:
            # A refused answer leaves nothing behind.
            with request.env.cr.savepoint():
                invitation._answer(answer, "page", comment)
        except UserError as error:
            return self._render(invitation, token, chosen=answer, comment=comment, error=str(error), status=422)
        return request.redirect(f"/rsvp/{token}?saved=1", code=303)

    def _render(self, invitation, token, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "answers": invitation._get_answer_choices(),
            "saved": False,
            "error": None,
            "comment": None,
            **state,
        }
        return render_page("circular_outreach.page_rsvp", values, status=status, lang=invitation.env.context["lang"])

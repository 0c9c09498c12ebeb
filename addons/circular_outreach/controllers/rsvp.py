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

    @http.route("/rsvp/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def store(self, token, answer=None, comment=None, **_form):
        begin_seat_transaction()
        invitation = find_invitation(token)
        if not invitation:
            return render_page("circular_outreach.page_unknown", {}, status=404)
        try:
            # A refused answer leaves nothing behind.
            with request.env.cr.savepoint():
                invitation._answer(as_text(answer), "page", as_text(comment)[:2000])
        except UserError as error:
            return self._render(invitation, token, chosen=answer, error=str(error), status=422)
        return request.redirect(f"/rsvp/{token}?saved=1", code=303)

    def _render(self, invitation, token, chosen=None, saved=False, error=None, status=200):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "chosen": chosen,
            "saved": saved,
            "error": error,
            "answers": invitation._get_answer_choices(),
        }
        return render_page("circular_outreach.page_rsvp", values, status=status, lang=invitation.env.context["lang"])

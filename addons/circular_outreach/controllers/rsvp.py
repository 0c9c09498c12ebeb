from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.answer_form import AnswerForm
from .public_page import (
    begin_seat_transaction,
    find_invitation,
    is_visited_too_often,
    keep_lang,
    public_route,
    refuse,
    render_page,
)

PRESELECTED = ("accepted", "tentative", "declined")


class Rsvp(http.Controller):
    """The personal answer page: GET shows, POST stores (invariant I2)."""

    @public_route("/rsvp/<string:token>", methods=["GET"])
    def show(self, token, answer=None, saved=None, **_query):
        if is_visited_too_often(token):
            return render_page("circular_outreach.page_too_many", {}, status=429)
        invitation = find_invitation(token)
        if not invitation:
            return refuse()
        form = invitation._get_form(answer if answer in PRESELECTED else None)
        return self._render(invitation, token, form, saved=bool(saved) and invitation.answer != "none")

    # csrf=False: checked below, so that whoever left the page open for long keeps what they wrote instead of reading an error.
    @public_route("/rsvp/<string:token>", methods=["POST"], csrf=False)
    def store(self, token, **values):
        begin_seat_transaction()
        if is_visited_too_often(token):
            return render_page("circular_outreach.page_too_many", {}, status=429)
        invitation = find_invitation(token)
        if not invitation:
            return refuse()
        form = AnswerForm(values)
        problems = self._take(invitation, form)
        if problems:
            return self._render(invitation, token, form, problems=problems, status=422)
        return request.redirect(keep_lang(f"/rsvp/{token}?saved=1"), code=303)

    @public_route("/rsvp/<path:rest>", methods=["GET", "POST"], csrf=False)
    def show_stray(self, **_query):
        """Whatever else a damaged link may ask for gets the friendly page, too."""
        return refuse()

    @staticmethod
    def _take(invitation, form):
        """Store what the form says. Return {field: problem} if it cannot be stored; then nothing is."""
        if not request.validate_csrf(form.text("csrf_token")):
            return {"": invitation.env._("This page was open for a long time. Please look at your answer and send it once more.")}
        if invitation.wrong_person_on:
            return {}
        problems = invitation._find_form_problems(form) if invitation.is_answerable else {}
        if not problems:
            try:
                # A refused answer leaves nothing behind.
                with request.env.cr.savepoint():
                    invitation._take_form(form)
            except UserError as error:
                return {"": str(error)}
        return problems

    def _render(self, invitation, token, form, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "form": form,
            "saved": False,
            "problems": {},
            **state,
        }
        template = "page_not_me" if invitation.wrong_person_on else "page_rsvp"
        return render_page(f"circular_outreach.{template}", values, status=status, lang=invitation.env.context["lang"])

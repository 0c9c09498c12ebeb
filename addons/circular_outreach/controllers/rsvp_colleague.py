from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import named_person
from .public_page import begin_seat_transaction, public_route, render_page, visit
from .rsvp import Rsvp, as_text


class RsvpColleague(Rsvp):
    """The page where an invitee names the colleague who comes instead: GET asks, POST stores (invariant I2)."""

    @http.route()
    def store(self, token, answer=None, **form):
        """Lead to the page that asks who comes; nothing is stored before it is known."""
        if as_text(answer) == "substituted":
            return request.redirect(f"/rsvp/{as_text(token)}/colleague", code=303)
        return super().store(token, answer=answer, **form)

    @public_route("/rsvp/<string:token>/colleague", methods=["GET"])
    def show_colleague(self, token, saved=None, **_query):
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        return self._render_colleague(invitation, token, saved=bool(saved) and invitation.answer == "substituted")

    # csrf=False: checked below, so that whoever left the page open for long keeps what they wrote instead of reading an error.
    @public_route("/rsvp/<string:token>/colleague", methods=["POST"], csrf=False)
    def store_colleague(self, token, csrf_token=None, **form):
        begin_seat_transaction()
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        person = named_person.read(form)
        state = {"person": person, "faults": named_person.find_faults(person), "status": 422}
        if not request.validate_csrf(as_text(csrf_token)):
            error = invitation.env._(
                "This page was open for a long time. Please look at what you have entered and send it once more."
            )
            return self._render_colleague(invitation, token, **{**state, "faults": {}}, error=error)
        if state["faults"]:
            return self._render_colleague(invitation, token, **state)
        try:
            # A refused colleague leaves nothing behind.
            with request.env.cr.savepoint():
                invitation._name_substitute(person, "page")
        except UserError as error:
            return self._render_colleague(invitation, token, **state, error=str(error))
        return request.redirect(f"/rsvp/{token}/colleague?saved=1", code=303)

    def _render_colleague(self, invitation, token, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "reason": invitation._find_reason_not_to_name("page"),
            "person": named_person.NamedPerson(),
            "faults": {},
            "error": None,
            "saved": False,
            "lengths": named_person.LENGTHS,
            **state,
        }
        return render_page("circular_outreach.page_colleague", values, status=status, lang=invitation.env.context["lang"])

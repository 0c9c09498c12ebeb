from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import named_person
from ..tools.answer_form import AnswerForm, as_text
from .public_page import begin_seat_transaction, keep_lang, public_route, render_page, visit
from .rsvp import Rsvp


class RsvpColleague(Rsvp):
    """The page where an invitee names the colleague who comes instead: nothing is stored before it is known (invariant I2).

    What was typed on one of the two pages goes along to the other and back in hidden fields, so that nothing of it is kept on the server.
    """

    @http.route()
    def store(self, token, back=None, switch=None, **values):
        """Lead to the page that asks who comes; show again what was typed, back from there or in the other language; every other answer is stored."""
        answers = _leave_out_colleague(values)
        form = AnswerForm(answers)
        is_naming = form.text("answer") == "substituted" and request.validate_csrf(form.text("csrf_token"))
        if not (back or switch or is_naming):
            return super().store(token, **answers)
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        if back or switch:
            return self._render(invitation, token, form)
        if invitation.substitute_id:
            return super().store(token, **answers)
        if problems := invitation._find_form_problems(form):
            return self._render(invitation, token, form, problems=problems, status=422)
        return self._render_colleague(invitation, token, form=form, person=_read_colleague())

    @public_route("/rsvp/<string:token>/colleague", methods=["GET"])
    def show_colleague(self, token, saved=None, **_query):
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        return self._render_colleague(invitation, token, saved=bool(saved) and invitation.answer == "substituted")

    # csrf=False: checked below, so that whoever left the page open for long keeps what they wrote instead of reading an error.
    @public_route("/rsvp/<string:token>/colleague", methods=["POST"], csrf=False)
    def store_colleague(self, token, csrf_token=None, switch=None, **values):
        begin_seat_transaction()
        invitation, refusal = visit(token)
        person, form = _read_colleague(), AnswerForm({**_leave_out_colleague(values), "answer": "substituted"})
        if refusal or switch:
            return refusal or self._render_colleague(invitation, token, person=person, form=form)
        state = {"person": person, "form": form, "faults": named_person.find_faults(person), "status": 422}
        if not request.validate_csrf(as_text(csrf_token)):
            error = invitation.env._(
                "This page was open for a long time. Please look at what you have entered and send it once more."
            )
            return self._render_colleague(invitation, token, **{**state, "faults": {}}, error=error)
        if problems := invitation._find_form_problems(form):
            return self._render(invitation, token, form, problems=problems, status=422)
        if state["faults"]:
            return self._render_colleague(invitation, token, **state)
        try:
            # A refused colleague leaves nothing behind.
            with request.env.cr.savepoint():
                invitation._take_colleague(person, form)
        except UserError as error:
            return self._render_colleague(invitation, token, **state, error=str(error))
        return request.redirect(keep_lang(f"/rsvp/{token}/colleague?saved=1"), code=303)

    def _render(self, invitation, token, form, status=200, **state):
        return super()._render(invitation, token, form, status=status, person=_read_colleague(), **state)

    def _render_colleague(self, invitation, token, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "reason": invitation._find_reason_not_to_name("page"),
            "form": AnswerForm({"answer": "substituted"}),
            "person": named_person.NamedPerson(),
            "faults": {},
            "error": None,
            "saved": False,
            "lengths": named_person.LENGTHS,
            **state,
        }
        return render_page("circular_outreach.page_colleague", values, status=status, lang=invitation.env.context["lang"])


def _read_colleague():
    """Return the colleague as typed; what stands in the address of the page is nobody's."""
    return named_person.read(request.httprequest.form)


def _leave_out_colleague(values):
    return {name: value for name, value in values.items() if name not in named_person.LENGTHS}

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import named_person
from ..tools.answer_form import as_text
from .public_page import keep_lang, public_route, render_page, visit


class RsvpForwarded(http.Controller):
    """The page for somebody an invitation was forwarded to: who are you, and what do you wish? A clerk decides; nothing else changes."""

    @public_route("/rsvp/<string:token>/forwarded", methods=["GET"])
    def show(self, token, saved=None, **_query):
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        return self._render(invitation, token, saved=bool(saved) and bool(invitation.forwarding_ids))

    # csrf=False: checked below, so that whoever left the page open for long keeps what they wrote instead of reading an error.
    @public_route("/rsvp/<string:token>/forwarded", methods=["POST"], csrf=False)
    def store(self, token, csrf_token=None, organisation=None, wish=None, switch=None, **form):
        invitation, refusal = visit(token)
        if refusal:
            return refusal
        person = named_person.read(form)
        organisation, wish = named_person.clean(organisation)[:120], as_text(wish)[:2000]
        typed = {"person": person, "organisation": organisation, "wish": wish}
        if switch:
            return self._render(invitation, token, **typed)
        state = {**typed, "status": 422}
        if not request.validate_csrf(as_text(csrf_token)):
            error = invitation.env._(
                "This page was open for a long time. Please look at what you have entered and send it once more."
            )
            return self._render(invitation, token, **state, error=error)
        if faults := named_person.find_faults(person):
            return self._render(invitation, token, **state, faults=faults)
        try:
            invitation.env["outreach.forwarding"]._record(invitation, person, organisation, wish)
        except UserError as error:
            return self._render(invitation, token, **state | {"status": 429}, error=str(error))
        return request.redirect(keep_lang(f"/rsvp/{token}/forwarded?saved=1"), code=303)

    def _render(self, invitation, token, status=200, **state):
        values = {
            "invitation": invitation,
            "company": invitation.company_id,
            "token": token,
            "person": named_person.NamedPerson(),
            "organisation": "",
            "wish": "",
            "faults": {},
            "error": None,
            "saved": False,
            "lengths": named_person.LENGTHS,
            **state,
        }
        return render_page("circular_outreach.page_forwarded", values, status=status, lang=invitation.env.context["lang"])

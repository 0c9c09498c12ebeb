from odoo import http
from odoo.http import request

from .public_page import find_invitation
from .rsvp_colleague import RsvpColleague


class RsvpCall(RsvpColleague):
    """The answer to a call for a role: the topics that were ticked belong to it."""

    @http.route()
    def store(self, token, answer=None, **form):
        response = super().store(token, answer=answer, **form)
        if response.status_code == 303 and answer in ("accepted", "declined"):
            invitation = find_invitation(token)
            if invitation.campaign_id.purpose == "call":
                ticked = request.httprequest.form.getlist("interest")
                invitation._note_interest(
                    {int(topic) for topic in ticked if topic.isascii() and topic.isdigit() and len(topic) < 10}
                )
        return response

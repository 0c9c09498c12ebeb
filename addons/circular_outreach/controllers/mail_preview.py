from odoo import http

from ..models.outreach_campaign_step_preview import PREVIEW_TOKEN
from .public_page import public_route, render_page


class MailPreview(http.Controller):
    """Where the links of a test mail lead: to a page that says so. It belongs to nobody's invitation and stores nothing."""

    @public_route([f"/rsvp/{PREVIEW_TOKEN}", f"/unsubscribe/{PREVIEW_TOKEN}"], methods=["GET"])
    def show(self, **_query):
        return render_page("circular_outreach.page_test_mail", {})

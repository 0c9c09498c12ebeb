from odoo import http
from odoo.http import request

from .public_page import get_visitor_lang, public_route, refuse, render_page

# Neither less nor greater ones are numbers of records; PostgreSQL fails at those that are no integers of its own.
OFFICE = "<int(min=0,max=2147483647):company_id>"


class LegalPage(http.Controller):
    """The privacy notice and the accessibility statement for everybody, as they were published."""

    @public_route(["/outreach/datenschutz", f"/outreach/datenschutz/{OFFICE}"], methods=["GET"])
    def show_privacy(self, company_id=None, **_query):
        return self._show("privacy", company_id)

    @public_route(["/outreach/barrierefreiheit", f"/outreach/barrierefreiheit/{OFFICE}"], methods=["GET"])
    def show_accessibility(self, company_id=None, **_query):
        return self._show("accessibility", company_id)

    def _show(self, kind, company_id):
        # What stands behind a question mark is a text, and no number of an office.
        number = company_id if isinstance(company_id, int) else 0
        # sudo: a visitor is nobody to Odoo; the name of an office and what it has published are for everybody
        company = request.env["res.company"].sudo().browse(number or request.env.company.id).exists()
        lang = get_visitor_lang()
        version = request.env["outreach.legal.text"].sudo()._find_published(company, kind, lang.partition("_")[0])
        if not version:
            return refuse(template="circular_outreach.page_legal_unknown")
        return render_page("circular_outreach.page_legal", {"company": company, "version": version, "lang": lang})

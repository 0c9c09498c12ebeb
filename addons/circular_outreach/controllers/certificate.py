from odoo import http
from odoo.http import content_disposition, request
from odoo.tools.misc import get_lang

from .public_page import HEADERS, is_visited_too_often, public_route, refuse, render_page, visit


class Certificate(http.Controller):
    """Certificates of attendance: the page that says whether a paper is genuine, and the file for its holder."""

    @public_route(["/zertifikat/<path:code>", "/zertifikat"], methods=["GET"])
    def check(self, code="", **_query):
        if is_visited_too_often(code):
            return render_page("circular_outreach.page_too_many", {}, status=429)
        # sudo: a visitor is nobody to Odoo; the code is the right to read what the page says, and no more
        certificate = request.env["outreach.certificate"].sudo()._find_valid(code)
        if not certificate:
            return refuse(template="circular_outreach.page_certificate_unknown")
        company = certificate.company_id or request.env.company.sudo()  # sudo: name and legal links of the office are public
        return render_page("circular_outreach.page_certificate", {"certificate": certificate, "company": company})

    @public_route("/rsvp/<string:token>/certificate", methods=["GET"])
    def download(self, token, **_query):
        invitation, refusal = visit(token)
        certificate = invitation._find_certificate() if invitation else None
        if not certificate:
            return refusal or refuse()
        name = certificate.with_context(lang=get_lang(request.env, certificate.lang).code)._get_filename()
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name)), *HEADERS.items()]
        return request.make_response(certificate._build_pdf(), headers)

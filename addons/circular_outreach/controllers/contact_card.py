from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.vcard import Partner


class ContactCard(Partner):
    """Odoo's download of contacts for an address book: an export nobody is asked about, for it has no page of its own."""

    @http.route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        numbers = [int(number) for number in (partner_ids or "").split(",") if number.isdecimal() and len(number) < 10]
        people = (request.env["res.partner"].browse(numbers) | (partner or request.env["res.partner"])).exists()
        if not people:
            raise request.not_found()
        people.check_access("read")
        request.env["outreach.export.log"]._record_cards(people)
        return super().download_vcard(partner_ids=",".join(map(str, people.ids)), **kwargs)

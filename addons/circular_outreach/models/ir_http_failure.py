import re

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from ..controllers.public_page import render_failure

OUR_PAGES = re.compile(r"/(rsvp|unsubscribe|einladung|zertifikat|desk|outreach/datenschutz|outreach/barrierefreiheit)(/|$)")


class IrHttp(models.AbstractModel):
    """Who meets an error on a page of the office still finds the office, its imprint and its privacy notice, not a page of the web server."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except HTTPException as error:
            if error.code != 404:  # for those Odoo looks elsewhere, then calls _handle_error
                error.error_response = cls._explain_outreach_failure(error)
            raise

    @classmethod
    def _handle_error(cls, exception):
        return cls._explain_outreach_failure(super()._handle_error(exception))

    @classmethod
    def _explain_outreach_failure(cls, error):
        """Return our page in place of a bare error on one of our addresses; what another addon has made of it stays."""
        if not isinstance(error, HTTPException) or not error.code or not OUR_PAGES.match(request.httprequest.path):
            return error
        request.env.cr.rollback()  # after an error of the database nothing can be read any more
        cls._auth_method_public()
        request.params = dict(request.httprequest.args)  # what is in the body may be what went wrong
        return render_failure(error)

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """What Odoo passes on to pages and to its database although it can only fail there."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Drop parameters no page can take: Odoo calls the page with all of them by name, `self` too, and a damaged form has parts without name."""
        for name in [name for name in request.params if not isinstance(name, str) or name == "self"]:
            del request.params[name]
        return super()._dispatch(endpoint)

    @classmethod
    def _serve_fallback(cls):
        """Nothing is stored under an address with a NUL character, and PostgreSQL refuses to look for it."""
        return None if "\0" in request.httprequest.path else super()._serve_fallback()

    @classmethod
    def _redirect(cls, location, code=303):
        """Escape line breaks that came with an address: Odoo leads from `//page` to `/page`, and no header can hold them."""
        return super()._redirect(location.replace("\r", "%0D").replace("\n", "%0A"), code)

import json
import re

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.pivot import TableExporter

from .export import FORMULA

# What XlsxWriter makes a formula or a link of, and what a spreadsheet program may.
ACTIVE = re.compile(rf"[={{+{re.escape(''.join(FORMULA))}-]|(?:(?:ftp|https?)://|(?:mailto|internal|external):)", re.IGNORECASE)


class PivotExport(TableExporter):
    """Odoo's download of a pivot table: with people in its rows or columns it is an export like any other."""

    # Not readonly as in Odoo: it adds a line to the register.
    @http.route(readonly=False)
    def export_xlsx(self, data, **kw):
        table = json.loads(data.read() if isinstance(data, FileStorage) else data)
        if table:
            request.env["outreach.export.log"]._record_pivot(table)
            for heading in (
                *table["rows"],
                *table["measure_headers"],
                *(one for row in table["col_group_headers"] for one in row),
            ):
                heading["title"] = self._quote(heading["title"])
        return super().export_xlsx(json.dumps(table), **kw)

    @staticmethod
    def _quote(title):
        return f"'{title}" if isinstance(title, str) and ACTIVE.match(title) else title

from odoo import api, models


class Disclosure(models.AbstractModel):
    """What the office keeps about a person, on paper for the person."""

    _name = "report.circular_outreach.disclosure"
    _description = "Answer to a Request for Access"

    @api.model
    def _get_report_values(self, docids, data=None):
        requests = self.env["outreach.privacy.request"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "outreach.privacy.request",
            "docs": requests,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "documents": [self.env["outreach.disclosure"]._gather(request) for request in requests],
        }

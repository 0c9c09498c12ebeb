from odoo import api, models
from odoo.tools import format_date

from ..tools import german_order


class PhoneList(models.AbstractModel):
    """The phone list on paper, to work through with a pen."""

    _name = "report.circular_outreach.phone_list"
    _description = "Phone List"

    @api.model
    def _get_report_values(self, docids, data=None):
        campaigns = self.env["outreach.campaign"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "outreach.campaign",
            "docs": campaigns,
            "lang_code": (self.env.lang or "en_US").replace("_", "-"),
            "title": self.env._("Phone list: %s", ", ".join(campaigns.mapped("title"))),
            "sheets": [self._prepare_sheet(campaign) for campaign in campaigns],
        }

    @api.model
    def _find_holders(self, docids):
        """Return the records whose people stand on it, for the export register."""
        return self.env["outreach.invitation"].search([("campaign_id", "in", docids), ("is_on_phone_list", "=", True)])

    @api.model
    def _prepare_sheet(self, campaign):
        invitations = self.env["outreach.invitation"].search([("campaign_id", "=", campaign.id), ("is_on_phone_list", "=", True)])
        return {
            "campaign": campaign,
            "printed_on": format_date(self.env, self.env.cr.now()),
            "rows": invitations.sorted(
                lambda invitation: (
                    german_order.key(
                        invitation.partner_id.outreach_surname or invitation.partner_id.name or "", ignore_particles=True
                    ),
                    invitation.id,
                )
            ),
        }

from odoo import models


class OutreachPrivacyForwarding(models.AbstractModel):
    """Who opened somebody else's invitation and told who they are."""

    _name = "outreach.privacy.forwarding"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.forwarding"
    _privacy_told = ("create_date", "campaign_id", "name", "organisation_name", "email", "wish", "state")
    _privacy_is_deleted = True

    def _get_domain(self, person):
        return [("email", "!=", False)]

    def _find(self, person):
        """By what they wrote themselves: no contact belongs to it yet."""
        own = person.own_addresses
        return super()._find(person).filtered(lambda one: (one.email or "").strip().lower() in own)

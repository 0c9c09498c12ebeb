from odoo import models


class OutreachPrivacyLead(models.AbstractModel):
    """Leads: that there was one, and what became of it, stays."""

    _name = "outreach.privacy.lead"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "crm.lead"
    _privacy_sequence = 60
    _privacy_told = (
        "create_date",
        "name",
        "contact_name",
        "partner_name",
        "function",
        "email_from",
        "phone",
        "street",
        "zip",
        "city",
        "website",
        "description",
        "stage_id",
        "outreach_role_type_id",
    )
    _privacy_emptied = (
        "contact_name",
        "description",
        "email_cc",
        "email_domain_criterion",
        "email_from",
        "email_normalized",
        "function",
        "lead_properties",
        "partner_name",
        "phone",
        "phone_sanitized",
        "referred",
        "street",
        "street2",
        "website",
        "zip",
        "city",
    )
    _privacy_kept = {"partner_id": "leads to the erased contact", "name": "becomes the number of the erased contact"}

    def _get_domain(self, person):
        return [("id", "in", person.leads.ids)]

    def _get_left_values(self, person):
        return {"name": person.placeholder}

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    outreach_fax = fields.Char(related="company_id.outreach_fax", readonly=False)
    outreach_imprint_url = fields.Char(related="company_id.outreach_imprint_url", readonly=False)
    outreach_privacy_url = fields.Char(related="company_id.outreach_privacy_url", readonly=False)
    outreach_accessibility_url = fields.Char(related="company_id.outreach_accessibility_url", readonly=False)
    outreach_barrier_url = fields.Char(related="company_id.outreach_barrier_url", readonly=False)
    outreach_privacy_officer = fields.Text(related="company_id.outreach_privacy_officer", readonly=False)
    outreach_source_text = fields.Char(related="company_id.outreach_source_text", readonly=False)
    outreach_calendar_email = fields.Char(related="company_id.outreach_calendar_email", readonly=False)
    outreach_four_eyes = fields.Boolean(related="company_id.outreach_four_eyes", readonly=False)
    outreach_contact_limit = fields.Integer(related="company_id.outreach_contact_limit", readonly=False)
    outreach_contact_limit_days = fields.Integer(related="company_id.outreach_contact_limit_days", readonly=False)
    outreach_domain_limit = fields.Integer(related="company_id.outreach_domain_limit", readonly=False)
    outreach_has_return_addresses = fields.Boolean(related="company_id.outreach_has_return_addresses", readonly=False)
    outreach_link_days = fields.Integer(related="company_id.outreach_link_days", readonly=False)
    outreach_health_days = fields.Integer(related="company_id.outreach_health_days", readonly=False)
    outreach_signatory_id = fields.Many2one(related="company_id.outreach_signatory_id", readonly=False)
    outreach_desk_margin = fields.Integer(related="company_id.outreach_desk_margin", readonly=False)

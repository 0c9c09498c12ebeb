from odoo import fields, models


class ResPartner(models.Model):
    """On which legal basis the office may write to a contact, and whom of an organisation it would rather write to."""

    _inherit = "res.partner"

    outreach_legal_basis = fields.Selection(
        [
            ("task", "Public task (Art. 6(1)(e) GDPR)"),
            ("consent", "Consent (Art. 6(1)(a) GDPR)"),
            ("none", "None: do not invite"),
        ],
        string="Legal Basis",
        default="task",
        tracking=True,
        help="A public office may invite whoever its task concerns. Somebody who is only known by consent is invited to what they have "
        "consented to.",
    )
    outreach_consent_purpose = fields.Selection(
        [("workshop", "Workshops"), ("call", "Calls for a Role"), ("both", "Both")], string="Consent Given for", tracking=True
    )
    outreach_consent_note = fields.Char(
        string="Proof of Consent", help="When and how the consent was given, and where it is kept."
    )
    outreach_is_main_contact = fields.Boolean(
        string="Main Contact",
        help="Invited first where a campaign writes to some people of the organisation only.",
    )

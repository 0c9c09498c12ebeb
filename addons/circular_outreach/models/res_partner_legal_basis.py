from odoo import api, fields, models

from ..tools.button_right import EDITOR, only_for


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
    outreach_consent_ids = fields.One2many("outreach.consent", "partner_id", string="Consents", readonly=True)
    # Stored: the audience statement judges a hundred thousand contacts by it.
    outreach_consent_purpose = fields.Selection(
        [("workshop", "Workshops"), ("call", "Calls for a Role"), ("both", "Both")],
        string="Consent Given for",
        compute="_compute_outreach_consent_purpose",
        store=True,
        tracking=True,
    )
    outreach_is_main_contact = fields.Boolean(
        string="Main Contact",
        help="Invited first where a campaign writes to some people of the organisation only.",
    )

    @api.depends("outreach_consent_ids.withdrawn_on", "outreach_consent_ids.purpose")
    def _compute_outreach_consent_purpose(self):
        for partner in self:
            # sudo: what applies to a contact does not depend on who looks
            given = {consent.purpose for consent in partner.sudo().outreach_consent_ids if not consent.withdrawn_on}
            partner.outreach_consent_purpose = given.pop() if len(given) == 1 else "both" if given else False

    @only_for(EDITOR)
    def action_outreach_consent(self):
        """Ask what this contact consents to, and for the proof."""
        return self._open_outreach_consent_entry("give")

    @only_for(EDITOR)
    def action_outreach_consent_withdraw(self):
        """Ask which consents this contact withdraws, and how they said so."""
        return self._open_outreach_consent_entry("withdraw")

    def _open_outreach_consent_entry(self, kind):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_consent_entry_action")
        names = {"give": self.env._("Consent Given"), "withdraw": self.env._("Consent Withdrawn")}
        return dict(action, name=names[kind], context={"default_partner_id": self.id, "default_kind": kind})

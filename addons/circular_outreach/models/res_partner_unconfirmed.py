from odoo import api, fields, models

from ..tools.button_right import EDITOR, only_for
from .outreach_invitation_substitute_contact import NEW_CONTACT, SUBSTITUTE


class ResPartner(models.Model):
    """A contact that came from outside and that nobody of the office has looked at: no campaign means it until somebody has."""

    _inherit = "res.partner"

    outreach_unconfirmed_since = fields.Date(
        string="Unconfirmed since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Somebody else has named this contact. Campaigns leave it out until you take it over.",
    )
    outreach_is_unconfirmed = fields.Boolean(string="Unconfirmed", compute="_compute_outreach_is_unconfirmed")

    @api.depends("outreach_unconfirmed_since")
    def _compute_outreach_is_unconfirmed(self):
        for partner in self:
            partner.outreach_is_unconfirmed = bool(partner.outreach_unconfirmed_since)

    @only_for(EDITOR)
    def action_outreach_confirm(self):
        """Make these contacts like every other."""
        self.check_access("write")
        waiting = self.filtered("outreach_unconfirmed_since")
        waiting.outreach_unconfirmed_since = False
        waiting._settle_outreach_naming(self.env._("Contact taken over"))

    @only_for(EDITOR)
    def action_outreach_reject(self):
        """Archive contacts that are not right, give their places back, and revoke their links. Figures and logs stay."""
        self.check_access("write")
        waiting = self.filtered("outreach_unconfirmed_since")
        waiting._settle_outreach_naming(self.env._("Contact not right"))
        # sudo: invitations of another company's campaign must not keep a place either
        invitations = waiting.sudo().outreach_invitation_ids
        invitations.registration_id._outreach_free_seat()
        invitations.action_revoke_link()
        waiting.active = False

    def _settle_outreach_naming(self, text):
        # sudo: the to-do may be a colleague's
        self.sudo().outreach_invitation_ids.activity_feedback([NEW_CONTACT, SUBSTITUTE], feedback=text)

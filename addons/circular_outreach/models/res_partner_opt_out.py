from odoo import api, fields, models

from ..tools.button_right import EDITOR, only_for


class ResPartner(models.Model):
    """What a contact wants no more of. It is found by the address too, so a contact that was erased and comes back with a list shows it."""

    _inherit = "res.partner"

    outreach_opt_out_ids = fields.Many2many(
        "outreach.opt.out",
        string="Opt-outs",
        compute="_compute_outreach_opt_out_ids",
        groups="circular_outreach.group_reader",
    )
    outreach_opt_out_text = fields.Text(
        string="No More Invitations", compute="_compute_outreach_opt_out_ids", groups="circular_outreach.group_reader"
    )

    @api.depends("email_normalized")
    @api.depends_context("lang", "tz")
    def _compute_outreach_opt_out_ids(self):
        opt_outs = self.env["outreach.opt.out"]
        hashes = {partner: opt_outs._hash_address(partner.email_normalized or "") for partner in self}
        found = opt_outs.search(
            [
                ("withdrawn_on", "=", False),
                "|",
                ("partner_id", "in", self._origin.ids),
                ("address_hash", "in", [one for one in hashes.values() if one]),
            ]
        )
        for partner, address_hash in hashes.items():
            own = found.filtered_domain(
                ["|", ("partner_id", "in", partner._origin.ids), ("address_hash", "in", [address_hash] if address_hash else [])]
            )
            partner.outreach_opt_out_ids = own
            partner.outreach_opt_out_text = "\n".join(one._describe() for one in own)

    @only_for(EDITOR)
    def action_outreach_object(self):
        """Ask what this contact wants no more of."""
        return self._open_outreach_opt_out_entry("object")

    @only_for(EDITOR)
    def action_outreach_welcome_back(self):
        """Ask which opt-outs this contact takes back, and how they said so."""
        return self._open_outreach_opt_out_entry("withdraw")

    def _open_outreach_opt_out_entry(self, kind):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_opt_out_entry_action")
        names = {"object": self.env._("No More Invitations"), "withdraw": self.env._("Wants Invitations Again")}
        return dict(action, name=names[kind], context={"default_partner_id": self.id, "default_kind": kind})

from odoo import api, fields, models


class MergePartnerAutomatic(models.TransientModel):
    """Merging the two contacts of a warning: the office may do it although their addresses differ, and lands on the contact that is left."""

    _inherit = "base.partner.merge.automatic.wizard"

    outreach_opens_contact = fields.Boolean(
        string="Open the Contact Afterwards", help="Started from a contact, which may be the one that goes."
    )

    def action_merge(self):
        kept = self.dst_partner_id
        action = super().action_merge()
        if not self.outreach_opens_contact or not kept.exists():
            return action
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        contacts = self.env["res.partner"].browse(partner_ids).exists()
        told = {contact.id: contact._tell_outreach_contact() for contact in contacts}
        super()._merge(partner_ids, dst_partner, extra_checks and not self._may_outreach_merge(contacts))
        kept = contacts.exists()
        for contact in contacts - kept:
            kept._message_log(body=self.env._("Merged with this contact: %s", told[contact.id]))

    @api.model
    def _may_outreach_merge(self, contacts):
        """Whether the user may merge contacts with different addresses.

        Odoo leaves that to administrators, since who changes the address of a user can take over the login. Where nobody signs in, the
        office may do it: most contacts met twice have two addresses, or one of them has none.
        """
        # sudo: whether anybody signs in as these contacts, users the clerk does not see included
        users = contacts.sudo().with_context(active_test=False).user_ids
        return not users and self.env.user.has_group("circular_outreach.group_user")

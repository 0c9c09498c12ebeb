from odoo import api, fields, models


class MergePartnerAutomatic(models.TransientModel):
    """Merging the two contacts of a warning: the office may do it although their addresses differ, loses no
    number, and lands on the contact that is left.
    """

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
        numbers = {contact: (contact.phone_sanitized, contact.phone) for contact in contacts if contact.phone}
        result = super()._merge(partner_ids, dst_partner, extra_checks and not self._may_outreach_merge(contacts))
        kept = contacts.exists()
        # Odoo notes name and address of those that go, and keeps one number.
        lost = [number for contact, (same, number) in numbers.items() if contact != kept and same != kept.phone_sanitized]
        if lost:
            kept._message_log(body=self.env._("Also reached at, before contacts were merged: %s", ", ".join(lost)))
        return result

    @api.model
    def _may_outreach_merge(self, contacts):
        """Whether the user may merge contacts with different addresses.

        Odoo leaves that to administrators, since who changes the address of a user can take over the login. Where nobody signs in, the
        office may do it: most contacts met twice have two addresses, or one of them has none.
        """
        # sudo: whether anybody signs in as these contacts, users and companies the clerk does not see included
        users = contacts.sudo().with_context(active_test=False).user_ids
        # The office's own contact is not the clerk's to give another address either.
        companies = self.env["res.company"].sudo().search_count([("partner_id", "in", contacts.ids)], limit=1)
        return not users and not companies and self.env.user.has_group("circular_outreach.group_user")

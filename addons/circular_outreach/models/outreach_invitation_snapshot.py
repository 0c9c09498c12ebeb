from odoo import fields, models


class OutreachInvitation(models.Model):
    """What the person was when it counted: as the audience saw them, and once more when they answer for the first time (invariant I10).

    Later changes of the contact, its erasure included, change no figure.
    """

    _inherit = "outreach.invitation"

    def _take_down_facts(self):
        """Keep what the figures tell about the person, as it is now."""
        for invitation in self:
            partner = invitation.partner_id
            invitation.write(
                {
                    "organisation_id": partner.commercial_partner_id.id,
                    "target_group_id": partner.outreach_target_group_id.id,
                    "municipality_id": partner.outreach_municipality_id.id,
                    "organisation_type_id": partner.outreach_organisation_type_id.id,
                    "role_type_ids": [fields.Command.set(partner.outreach_open_role_type_ids.ids)],
                }
            )

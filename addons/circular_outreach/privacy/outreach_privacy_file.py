from odoo import models
from odoo.fields import Domain


class OutreachPrivacyFile(models.AbstractModel):
    """Files attached to what belongs to the person."""

    _name = "outreach.privacy.file"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "ir.attachment"
    _privacy_told = ("create_date", "name", "mimetype")
    _privacy_is_deleted = True
    _privacy_sequence = 40

    def _get_domain(self, person):
        domain = self.env["outreach.privacy.message"]._get_place_domain(person, "res_model", "res_id")
        # Odoo hides what is the value of a field unless it is asked for.
        return domain & Domain("res_field", "in", [False, *self._get_fields(person)])

    def _get_fields(self, person):
        attachments = person.env["ir.attachment"]._read_group(
            [("res_model", "=", "res.partner"), ("res_field", "!=", False)], ["res_field"]
        )
        return [name for (name,) in attachments]

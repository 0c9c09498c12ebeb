from odoo import models


class OutreachPrivacyActivity(models.AbstractModel):
    """To-dos on what belongs to the person, those that are done included."""

    _name = "outreach.privacy.activity"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "mail.activity"
    _privacy_told = ("date_deadline", "activity_type_id", "summary", "note", "feedback", "date_done")
    _privacy_is_deleted = True

    def _get_domain(self, person):
        return self.env["outreach.privacy.message"]._get_place_domain(person, "res_model", "res_id")

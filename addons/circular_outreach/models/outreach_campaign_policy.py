from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OutreachCampaign(models.Model):
    """How many people of one organisation are written to, and on which legal basis."""

    _inherit = "outreach.campaign"

    organisation_policy = fields.Selection(
        [
            ("everyone", "Everyone the rule means"),
            ("contact_person", "The contact person of the role"),
            ("limit", "At most so many"),
        ],
        string="From Each Organisation",
        required=True,
        default="everyone",
        help="Who comes first: chosen by hand, contact person of a role, main contact, by e-mail before by letter, known for longer. "
        "Where an organisation has no contact person that can be reached, the first in this order is written to.",
    )
    organisation_limit = fields.Integer(string="People per Organisation", default=1)
    colleague_policy = fields.Selection(
        [
            ("invite", "Are invited like everybody else"),
            ("tell", "Are invited, and told who comes already"),
            ("skip", "Are not written to any more"),
        ],
        string="Colleagues of Who Has Accepted",
        required=True,
        default="invite",
        help="Who is told reads the name of the colleague who has accepted.",
    )
    needs_consent = fields.Boolean(
        string="Only with Consent",
        help="Tick this if the invitation is not part of the office's public task, such as advertising for something else. Only contacts that "
        "have given their consent are written to then.",
    )

    @api.constrains("organisation_policy", "organisation_limit")
    def _check_organisation_limit(self):
        if any(campaign.organisation_policy == "limit" and campaign.organisation_limit < 1 for campaign in self):
            raise ValidationError(self.env._("Enter how many people of one organisation are written to: at least 1."))

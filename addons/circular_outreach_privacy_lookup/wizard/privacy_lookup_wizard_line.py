from odoo import models
from odoo.exceptions import UserError


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        """Leave records of the office to the erasure: it takes the person out and keeps the figures (invariants I10 and I11)."""
        if (self.res_model or "").startswith("outreach."):
            raise UserError(
                self.env._(
                    "This record is part of the figures of the office, so it cannot be deleted here. Erase the person under Outreach > Data "
                    "Protection > Requests: every trace goes, and the figures stay."
                )
            )
        return super().action_unlink()

from odoo import models


class Base(models.AbstractModel):
    """Every table that leaves by Odoo's export, from the screen or through its interfaces, goes through here."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        table = super().export_data(fields_to_export)
        if not self.env.su:
            self.env["outreach.export.log"]._record_table(self, fields_to_export)
        return table

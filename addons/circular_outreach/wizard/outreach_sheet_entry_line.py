from odoo import fields, models


class OutreachSheetEntryLine(models.TransientModel):
    """One row of the pages that are being entered: whether it is signed."""

    _name = "outreach.sheet.entry.line"
    _description = "Row of a Signed List"
    _order = "number"
    _rec_name = "number"

    entry_id = fields.Many2one("outreach.sheet.entry", required=True, ondelete="cascade")
    number = fields.Integer(string="No.", aggregator=None)
    registration_id = fields.Many2one("event.registration", string="Name", required=True, ondelete="cascade")
    institution = fields.Char(related="registration_id.company_name", string="Institution")
    is_here = fields.Boolean(string="Signed")
    attendance = fields.Selection(related="registration_id.outreach_attendance", string="So Far")

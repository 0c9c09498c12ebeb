from odoo import fields, models


class OutreachLetterPortion(models.Model):
    """Some letters of a batch that is being printed, as PDF. What is there need not be made again after an interruption."""

    _name = "outreach.letter.portion"
    _description = "Portion of Letters"
    _order = "batch_id, last_number"
    _rec_name = "batch_id"

    batch_id = fields.Many2one("outreach.letter.batch", required=True, readonly=True, index=True, ondelete="cascade")
    last_number = fields.Integer(required=True, readonly=True, aggregator=None)
    letter_count = fields.Integer(readonly=True, aggregator=None)
    document = fields.Binary(string="PDF", readonly=True, attachment=True)

    _once = models.UniqueIndex("(batch_id, last_number)")

from odoo import api, fields, models


class OutreachSeatQuota(models.Model):
    """Seats of a workshop kept for one target group; whoever finds them full may still take a common seat."""

    _name = "outreach.seat.quota"
    _description = "Seats for a Target Group"
    _rec_name = "target_group_id"

    event_id = fields.Many2one("event.event", string="Workshop", required=True, index=True, ondelete="cascade")
    target_group_id = fields.Many2one("outreach.target.group", required=True, ondelete="restrict")
    seats = fields.Integer(required=True)

    _event_group_unique = models.UniqueIndex("(event_id, target_group_id)", "This target group already has seats of its own.")
    _seats_positive = models.Constraint("CHECK (seats > 0)", "Keep at least one seat, or remove the line.")

    @api.model_create_multi
    def create(self, vals_list):
        quotas = super().create(vals_list)
        quotas.event_id._outreach_serve_waiting()
        return quotas

    def write(self, vals):
        events = self.event_id
        result = super().write(vals)
        (events | self.event_id)._outreach_serve_waiting()
        return result

    def unlink(self):
        events = self.event_id
        result = super().unlink()
        events._outreach_serve_waiting()
        return result

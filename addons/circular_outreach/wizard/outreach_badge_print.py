from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.label_sheet import SHEETS


class OutreachBadgePrint(models.TransientModel):
    """Name badges of a workshop on label sheets: for whom, on which sheets, beginning where."""

    _name = "outreach.badge.print"
    _description = "Name Badges"

    event_id = fields.Many2one("event.event", string="Workshop", required=True, readonly=True)
    registration_ids = fields.Many2many(
        "event.registration", string="Only These", domain="[('event_id', '=', event_id), ('state', 'in', ('open', 'done'))]"
    )
    sheet = fields.Selection(
        [
            ("l4785", "Labels Avery Zweckform L4785, 80 × 50 mm"),
            ("card", "Business card sheets, 90 × 54 mm"),
            ("a6", "Plain A4: four badges A6, to cut and fold to A7"),
        ],
        required=True,
        default="l4785",
    )
    first_label = fields.Integer(string="Begin with Label", default=1, help="For sheets that were begun; counted row by row.")
    blank_count = fields.Integer(string="Blank Badges", default=0, help="For people who come without a registration.")

    _blank_count_sensible = models.Constraint("CHECK (blank_count BETWEEN 0 AND 200)", "Print between 0 and 200 blank badges.")

    @api.constrains("sheet", "first_label")
    def _check_first_label(self):
        for badges in self:
            count = SHEETS[badges.sheet].count
            if not 1 <= badges.first_label <= count:
                raise ValidationError(
                    self.env._(
                        "This sheet has labels 1 to %(count)s; there is no label %(number)s.",
                        count=count,
                        number=badges.first_label,
                    )
                )

    def _get_registrations(self):
        """Return whose badges are printed, by name."""
        registrations = self.registration_ids or self.env["event.registration"].search(
            [("event_id", "=", self.event_id.id), ("state", "in", ("open", "done"))]
        )
        return registrations._sort_outreach_by_name()

    def action_print(self):
        self.ensure_one()
        if not self.blank_count and not self._get_registrations():
            raise UserError(
                self.env._("Nobody has a seat at this workshop yet. Wait for answers, or print blank badges: enter how many.")
            )
        return self.env.ref("circular_outreach.action_report_name_badge").report_action(self, config=False)

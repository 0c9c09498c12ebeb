from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import PRIVACY, only_for


class OutreachRetentionRule(models.Model):
    """For how long one kind of data is kept, from when on, and why (Art. 5 (1) (e) GDPR).

    Some data the law wants gone without being asked; those rules say what happens by itself. Of the others a run shows what is due, and a person
    decides (outreach.retention.run).
    """

    _name = "outreach.retention.rule"
    _description = "Retention Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="What Is Kept", required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    is_automatic = fields.Boolean(string="By Itself", readonly=True, help="Happens without a decision, every day.")
    period = fields.Integer(required=True)
    unit = fields.Selection([("days", "Days"), ("months", "Months")], required=True, default="months")
    counted_from = fields.Char(translate=True, readonly=True)
    legal_ground = fields.Text(string="Why so Long", translate=True)
    active = fields.Boolean(default=True)
    due_count = fields.Integer(string="Due Now", compute="_compute_due_count")

    _code_unique = models.UniqueIndex("(code)", "There is a rule for this already.")
    _period_sensible = models.Constraint("CHECK (period BETWEEN 0 AND 1200)", "Enter a period between 0 and 1200.")

    @api.depends("period", "unit", "active")
    def _compute_due_count(self):
        for rule in self:
            rule.due_count = 0 if rule.is_automatic else len(rule._find_due())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        raise UserError(self.env._("Rules belong to kinds of data and stay. Archive a rule you do not want."))

    @only_for(PRIVACY)
    def action_due(self):
        """Show what is due, to look at it or to export it."""
        self.ensure_one()
        due = self._find_due()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": due._name,
            "domain": [("id", "in", due.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"active_test": False},
        }

    def _get_limit(self):
        """Return the moment before which this kind of data is due."""
        return fields.Datetime.now() - relativedelta(**{self.unit: self.period})

    def _find_due(self):
        """Return the records that are due by this rule."""
        self.ensure_one()
        # sudo: a period counts for everything that is kept; what is shown and decided is numbers and names for the officer
        find = getattr(self.sudo().with_context(active_test=False), f"_find_due_{self.code}", None)
        return find(self._get_limit()) if find else self.env["res.partner"]

    def _erase_due(self, records):
        """Erase these records by this rule. Return the files that name somebody and wait for a decision."""
        self.ensure_one()
        # sudo: see _find_due; that somebody has decided is checked by the run
        erase = getattr(self.sudo().with_context(active_test=False), f"_erase_due_{self.code}")
        return erase(records.sudo())

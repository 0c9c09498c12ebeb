from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachErasureLog(models.Model):
    """What was erased: how many records of which kind, when, by which rule, and who decided it. Nothing says whose they were."""

    _name = "outreach.erasure.log"
    _description = "Erasure Protocol"
    _order = "id desc"
    _rec_name = "title"
    _rec_names_search = ["kind"]

    kind = fields.Char(required=True, readonly=True)
    title = fields.Char(string="Kind of Data", compute="_compute_title")
    number = fields.Integer(string="Records", required=True, readonly=True)
    rule_id = fields.Many2one("outreach.retention.rule", readonly=True, ondelete="restrict", help="Empty: at a person's request.")
    erased_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True, default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", readonly=True, default=lambda self: self.env.company)

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_title(self):
        for line in self:
            line.title = self.env[line.kind]._get_title() if line.kind in self.env else line.kind

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The erasure protocol cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The erasure protocol cannot be deleted."))

    @api.model
    def _record(self, counts, rule=None):
        """Write down how many records of each kind were erased."""
        # sudo: the protocol is written by erasing and by nothing else
        return self.sudo().create(
            [
                {"kind": kind, "number": number, "rule_id": rule.id if rule else False, "user_id": self.env.uid}
                for kind, number in counts.items()
                if number
            ]
        )

from odoo import fields, models

from ..tools.button_right import EDITOR, only_for


class OutreachFunding(models.Model):
    """What a funder wants to see on papers and lists: project, reference number, logos in order, one sentence."""

    _name = "outreach.funding"
    _description = "Funding"

    name = fields.Char(string="Project", required=True, translate=True)
    funder = fields.Char(translate=True)
    reference_number = fields.Char(help="The number under which the funder knows the project.")
    sentence = fields.Text(string="Sentence to Print", translate=True)
    logo_ids = fields.One2many("outreach.funding.logo", "funding_id", string="Logos", copy=True)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    released_to_ids = fields.Many2many(
        "res.users",
        "outreach_funding_released_to_rel",
        string="Shown to Contractors",
        copy=False,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("circular_outreach.group_external").ids)],
        help="External contractors see the reports that were issued, and change nothing.",
    )
    keep_until = fields.Date(help="Papers must be kept until this day, usually five years after the proof of use was handed in.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    report_ids = fields.One2many("outreach.funding.report", "funding_id", string="Reports")
    report_count = fields.Integer(compute="_compute_report_count")

    _period = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)", "The funding must not end before it begins."
    )

    def _compute_report_count(self):
        rows = self.env["outreach.funding.report"]._read_group([("funding_id", "in", self.ids)], ["funding_id"], ["__count"])
        counts = dict(rows)
        for funding in self:
            funding.report_count = counts.get(funding, 0)

    @only_for(EDITOR)
    def action_report(self):
        """Open a new report on this funding."""
        self.ensure_one()
        return dict(self.action_view_reports(), views=[(False, "form")])

    def action_view_reports(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_funding_report_action")
        return dict(action, domain=[("funding_id", "in", self.ids)], context={"default_funding_id": self.id})

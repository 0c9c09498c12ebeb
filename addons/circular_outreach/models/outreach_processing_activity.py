from odoo import api, fields, models
from odoo.exceptions import UserError

# What the office writes itself, and what is printed, in the order of Art. 30 (1).
WRITTEN = (
    "department",
    "joint_controllers",
    "purposes",
    "legal_basis",
    "persons",
    "categories",
    "sources",
    "recipients",
    "third_countries",
    "erasure",
    "measures",
    "impact",
)
PRINTED = (
    "controller",
    *WRITTEN[:2],
    "officer",
    *WRITTEN[2:9],
    "periods",
    *WRITTEN[9:],
    "reviewed_on",
    "reviewed_by_id",
    "review_on",
)


class OutreachProcessingActivity(models.Model):
    """One activity of the record of processing activities, with what Art. 30 (1) GDPR wants to know of it.

    Who changed what, and when, stands below it. An activity that has ended is archived: the record must tell of the past, too.
    """

    _name = "outreach.processing.activity"
    _description = "Processing Activity"
    _inherit = ["outreach.annual.review"]
    _order = "sequence, id"
    _review_texts = WRITTEN

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Activity", required=True, translate=True, tracking=True)
    company_id = fields.Many2one("res.company", string="Office", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True, tracking=True)

    controller = fields.Text(string="Responsible Body", compute="_compute_controller", help="From the address of the company.")
    officer = fields.Text(
        string="Data Protection Officer",
        related="company_id.outreach_privacy_officer",
        help="Is entered in the settings of this app.",
    )
    department = fields.Char(string="Unit in Charge", translate=True, tracking=True)
    joint_controllers = fields.Char(
        string="Jointly Responsible", translate=True, tracking=True, help="Art. 26 GDPR. Empty: nobody."
    )

    purposes = fields.Text(required=True, translate=True, tracking=True)
    legal_basis = fields.Text(required=True, translate=True, tracking=True)
    persons = fields.Text(string="Whose Data", required=True, translate=True, tracking=True)
    categories = fields.Text(string="Which Data", required=True, translate=True, tracking=True)
    sources = fields.Text(string="Where They Come From", translate=True, tracking=True)
    recipients = fields.Text(required=True, translate=True, tracking=True)
    third_countries = fields.Char(
        string="Countries outside the EU",
        required=True,
        translate=True,
        tracking=True,
        help="And international organisations, with the safeguards (Art. 44 to 49 GDPR).",
    )

    rule_ids = fields.Many2many("outreach.retention.rule", string="Retention Periods", tracking=True)
    periods = fields.Text(string="Erased after", compute="_compute_periods")
    erasure = fields.Text(string="More about Erasure", translate=True, tracking=True)

    measures = fields.Text(string="Technical and Organisational Measures", required=True, translate=True, tracking=True)
    impact = fields.Text(
        string="Impact Assessment", translate=True, tracking=True, help="Art. 35 GDPR: the outcome of the first check."
    )

    @api.depends("company_id")
    def _compute_controller(self):
        for activity in self:
            activity.controller = "\n".join(
                activity.company_id.sudo()._get_outreach_office_lines()
            )  # sudo: who the office is is public

    @api.depends("rule_ids.name", "rule_ids.period", "rule_ids.unit", "rule_ids.counted_from", "company_id")
    @api.depends_context("lang")
    def _compute_periods(self):
        for activity in self:
            activity.periods = "\n".join(activity.rule_ids._describe(activity.company_id))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The record of processing activities must tell of the past, too. Archive the activity instead.")
        )

    def _get_lines(self):
        """Return what is printed of it: pairs of a label and a text, those left empty left out."""
        labels = self.fields_get(PRINTED, ["string"])
        show = self.env["outreach.privacy.kind"]._show
        return [(labels[name]["string"], text) for name in PRINTED if (text := show(self, name))]

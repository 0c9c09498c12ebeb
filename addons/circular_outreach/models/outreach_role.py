from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.button_right import EDITOR, only_for


class OutreachRole(models.Model):
    """One contact holding one kind of role.

    candidate  somebody who might take the role
    active     has the role since `since`
    ended      had the role until `until`; stays as history

    A contact has at most one role of a kind that has not ended.
    """

    _name = "outreach.role"
    _description = "Partner Role"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "type_id, partner_id, id"

    partner_id = fields.Many2one("res.partner", string="Held by", required=True, index=True, ondelete="restrict", tracking=True)
    type_id = fields.Many2one("outreach.role.type", string="Role", required=True, index=True, ondelete="restrict", tracking=True)
    state = fields.Selection(
        [("candidate", "Candidate"), ("active", "Active"), ("ended", "Ended")],
        required=True,
        default="candidate",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
        help="Candidate: might take the role. Active: it is agreed. Ended: over, kept as history.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        help="Whom the office talks to about this role, a person of the organisation.",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id), ('is_company', '=', False)]",
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    topic_ids = fields.Many2many("outreach.topic", string="Topics", help="What the partner does in this role.")
    user_id = fields.Many2one(
        "res.users", string="Responsible", compute="_compute_user_id", store=True, readonly=False, precompute=True, tracking=True
    )
    since = fields.Date(copy=False, help="Set to today when the role becomes active; you may change it.")
    until = fields.Date(copy=False, help="Set to today when the role is ended; you may change it.")
    origin = fields.Selection(
        [("manual", "By hand"), ("import", "Imported list"), ("campaign", "Campaign"), ("lead", "Lead")],
        required=True,
        default="manual",
        help="How the office came to this role.",
    )
    note = fields.Html()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    organisation_type_id = fields.Many2one(related="partner_id.outreach_organisation_type_id", store=True, tracking=False)
    target_group_id = fields.Many2one(related="partner_id.outreach_target_group_id", store=True, tracking=False)
    municipality_id = fields.Many2one(related="partner_id.outreach_municipality_id", store=True, tracking=False)
    color = fields.Integer(related="type_id.color")

    _open_unique = models.UniqueIndex(
        "(partner_id, type_id) WHERE state <> 'ended'",
        "This contact already has this role. Open the existing role instead, or end it first.",
    )
    _period = models.Constraint(
        "CHECK (since IS NULL OR until IS NULL OR since <= until)", "The role must not end before it begins."
    )

    @api.depends("type_id")
    def _compute_user_id(self):
        for role in self:
            role.user_id = role.user_id or role.type_id.user_id or self.env.user

    @api.depends("partner_id", "type_id")
    def _compute_display_name(self):
        for role in self:
            role.display_name = f"{role.type_id.name or ''}: {role.partner_id.display_name or ''}"

    @api.constrains("partner_id", "type_id")
    def _check_held_by(self):
        for role in self:
            if not role.type_id._may_be_held_by(role.partner_id):
                raise ValidationError(
                    self.env._(
                        "“%(role)s” is not a role for %(contact)s; it is held by: %(kind)s. Choose the organisation or the person accordingly.",
                        role=role.type_id.name,
                        kind=dict(role.type_id._fields["held_by"]._description_selection(self.env))[role.type_id.held_by],
                        contact=role.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # The index is checked at once: a role ended a moment ago must have ended in the database too.
        self.flush_model(["state"])
        return super().create(vals_list)

    @only_for(EDITOR)
    def action_activate(self):
        self.filtered(lambda role: role.state != "active").write(
            {"state": "active", "since": fields.Date.context_today(self), "until": False}
        )

    @only_for(EDITOR)
    def action_end(self):
        self.filtered(lambda role: role.state != "ended").write({"state": "ended", "until": fields.Date.context_today(self)})

    @api.model
    def _unite(self, partners):
        """Leave one open role of each kind among contacts that turn out to be one: the active one, else the oldest. The others stay as history."""
        roles = self.search([("partner_id", "in", partners.ids), ("state", "!=", "ended")])
        for same in roles.grouped("type_id").values():
            kept = same.sorted(lambda role: (role.state != "active", role.id))[:1]
            (same - kept).action_end()
        self.env.flush_all()

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class OutreachRoleAssign(models.TransientModel):
    """Gives a role to many contacts, or ends roles of many, and says before what will happen to whom."""

    _name = "outreach.role.assign"
    _description = "Give or End Roles"

    task = fields.Selection([("assign", "Give a role"), ("end", "End roles")], required=True, default="assign")
    partner_ids = fields.Many2many(
        "res.partner", string="Contacts", required=True, default=lambda self: self._default_partner_ids()
    )
    partner_count = fields.Integer(compute="_compute_partner_count")
    type_id = fields.Many2one("outreach.role.type", string="Role")
    held_by = fields.Selection(related="type_id.held_by", string="Held by")
    state = fields.Selection(
        [("candidate", "Candidate"), ("active", "Active")],
        string="Begins as",
        required=True,
        default="candidate",
        help="Candidate: might take the role, nothing is agreed yet. Active: it is agreed, the role begins today.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    topic_ids = fields.Many2many("outreach.topic", string="Topics")
    ended_type_ids = fields.Many2many(
        "outreach.role.type", "outreach_role_assign_ended_type_rel", string="Only These Roles", help="Empty: all roles."
    )
    preview = fields.Text(string="What Will Happen", compute="_compute_preview")
    role_count = fields.Integer(compute="_compute_preview")

    @api.model
    def _default_partner_ids(self):
        is_partner = self.env.context.get("active_model") == "res.partner"
        return [Command.set(self.env.context.get("active_ids", []))] if is_partner else []

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.depends("type_id")
    def _compute_user_id(self):
        for wizard in self:
            wizard.user_id = wizard.type_id.user_id or self.env.user

    @api.depends("task", "partner_ids", "type_id", "state", "ended_type_ids")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            lines, wizard.role_count = wizard._preview_end() if wizard.task == "end" else wizard._preview_assign()
            wizard.preview = "\n".join(lines)

    def action_assign(self):
        """Give the role to everybody who can hold it and does not have it.

        :raises UserError: if there is nobody
        """
        self.ensure_one()
        holders = self._plan()[0] if self.type_id else {}
        if not holders:
            raise UserError(self.env._("No role was given.") + "\n\n" + (self.preview or ""))
        self.env["outreach.role"].create([self._prepare_role_values(holder, person) for holder, person in holders.items()])
        return self._tell(self.env._("Roles given: %s.", len(holders)))

    def action_end(self):
        """End the open roles of the contacts; they stay as history.

        :raises UserError: if there are none
        """
        self.ensure_one()
        roles = self._get_ending_roles()
        if not roles:
            raise UserError(self.env._("No role was ended.") + "\n\n" + (self.preview or ""))
        roles.action_end()
        return self._tell(self.env._("Roles ended: %s.", len(roles)))

    def _plan(self):
        """Return {new holder: the person it comes through, or none}, who has the role already, who comes through their organisation, and who cannot hold it."""
        new, through, unfit = {}, self.env["res.partner"], self.env["res.partner"]
        wanted = self.type_id.held_by
        for partner in self.partner_ids._origin:
            holder = self.type_id._get_holder(partner)
            if holder.is_company if wanted == "person" else wanted == "organisation" and not holder.is_company:
                unfit += partner
                continue
            person = partner - holder
            through += person
            new[holder] = new.get(holder) or person
        # sudo: a role that another company's office gave counts too, a contact holds each kind once
        roles = self.env["outreach.role"].sudo()
        holders = self.env["res.partner"].concat(*new)
        roles = roles.search([("partner_id", "in", holders.ids), ("type_id", "=", self.type_id.id), ("state", "!=", "ended")])
        has = holders & roles.partner_id.sudo(False)
        return {holder: person for holder, person in new.items() if holder not in has}, has, through, unfit

    def _prepare_role_values(self, holder, person):
        return {
            "partner_id": holder.id,
            "type_id": self.type_id.id,
            "contact_id": person.id,
            "state": self.state,
            "since": self.state == "active" and fields.Date.context_today(self),
            "user_id": self.user_id.id,
            "topic_ids": [Command.set(self.topic_ids.ids)],
        }

    def _get_ending_roles(self):
        return self.env["outreach.role"].search(self._get_ending_domain([("partner_id", "in", self.partner_ids.ids)]))

    def _get_ending_domain(self, domain):
        kinds = [("type_id", "in", self.ended_type_ids.ids)] if self.ended_type_ids else []
        return [("state", "!=", "ended"), *kinds, *domain]

    def _preview_assign(self):
        """Return the lines that say what will happen, and how many roles there will be."""
        if not self.type_id:
            return [self.env._("Choose a role to see what will happen.")], 0
        new, has, through, unfit = self._plan()
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        lines = [self.env._("New roles: %(count)s (status: %(state)s).", count=len(new), state=state)]
        if has:
            lines.append(self.env._("Have it already: %s. Nothing changes there.", len(has)))
        if through:
            lines.append(self.env._("People of an organisation: %s. Their organisation gets the role.", len(through)))
        if unfit and self.type_id.held_by == "person":
            lines.append(self.env._("Left out: %s. Only a person can hold this role, and these are organisations.", len(unfit)))
        elif unfit:
            lines.append(
                self.env._("Left out: %s. Only an organisation can hold this role, and these people belong to none.", len(unfit))
            )
        return lines, len(new)

    def _preview_end(self):
        roles = self._get_ending_roles()
        lines = [self.env._("Roles that end today: %s. They stay as history.", len(roles))]
        none = len(self.partner_ids._origin - roles.partner_id)
        if none:
            lines.append(self.env._("Contacts without such a role of their own: %s. Nothing changes there.", none))
        others = self.partner_ids._origin.commercial_partner_id - self.partner_ids._origin
        kept = self.env["outreach.role"].search_count(self._get_ending_domain([("partner_id", "in", others.ids)]))
        if kept:
            lines.append(
                self.env._(
                    "Roles held by the organisations of these people: %s. They stay. To end them, choose the organisations.",
                    kept,
                )
            )
        return lines, len(roles)

    def _tell(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": {"type": "ir.actions.act_window_close"}},
        }

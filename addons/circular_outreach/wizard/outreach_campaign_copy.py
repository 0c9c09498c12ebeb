from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachCampaignCopy(models.TransientModel):
    """Uses a campaign again, for the next workshop or role, and says before what is taken along."""

    _name = "outreach.campaign.copy"
    _description = "Campaign for the Next Workshop"

    campaign_id = fields.Many2one("outreach.campaign", required=True, readonly=True, ondelete="cascade")
    purpose = fields.Selection(related="campaign_id.purpose")
    company_id = fields.Many2one(related="campaign_id.company_id")
    event_id = fields.Many2one("event.event", string="Next Workshop", ondelete="cascade")
    role_type_id = fields.Many2one(
        "outreach.role.type",
        string="Role Sought",
        compute="_compute_role_type_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
    )
    title = fields.Char(compute="_compute_title", store=True, readonly=False, precompute=True)
    answer_deadline = fields.Datetime(compute="_compute_answer_deadline", store=True, readonly=False, precompute=True)
    problem = fields.Char(compute="_compute_hints")
    hints = fields.Text(compute="_compute_hints")

    @api.depends("campaign_id")
    def _compute_role_type_id(self):
        for wizard in self:
            wizard.role_type_id = wizard.campaign_id.role_type_id

    @api.depends("campaign_id", "event_id", "role_type_id")
    def _compute_title(self):
        """Put the name of the new workshop or role in the place of the old one; a title without it is kept."""
        for wizard in self:
            campaign, title = wizard.campaign_id, wizard.campaign_id.title
            old, new = (
                (campaign.event_id, wizard.event_id)
                if campaign.purpose == "workshop"
                else (campaign.role_type_id, wizard.role_type_id)
            )
            if new and old.name and old.name in title:
                title = title.replace(old.name, new.name)
            elif new and new != old and campaign.purpose == "workshop":
                title = new.name
            wizard.title = title

    @api.depends("campaign_id", "event_id")
    def _compute_answer_deadline(self):
        for wizard in self:
            is_known = wizard.campaign_id.purpose == "call" or wizard.event_id
            wizard.answer_deadline = is_known and wizard.campaign_id._get_next_deadline(wizard.event_id)

    @api.depends("campaign_id", "event_id", "answer_deadline")
    @api.depends_context("lang")
    def _compute_hints(self):
        for wizard in self:
            wizard.problem = wizard._find_problem()
            wizard.hints = "\n".join(wizard._find_hints())

    def action_copy(self):
        """Make the new campaign, as a draft, and open it.

        :raises UserError: if nobody can be invited to the workshop
        """
        self.ensure_one()
        if problem := self._find_problem():
            raise UserError(problem)
        campaign = self.campaign_id.copy(self._prepare_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "outreach.campaign",
            "res_id": campaign.id,
            "views": [(False, "form")],
        }

    def _prepare_values(self):
        return {
            "title": self.title or self.campaign_id.title,
            "event_id": self.event_id.id,
            "role_type_id": self.role_type_id.id,
            "answer_deadline": self.answer_deadline,
        }

    def _find_problem(self):
        """Return why nobody can be invited to what was chosen, and what to do, or False."""
        if self.purpose == "call":
            return not self.role_type_id and self.env._("Choose the role that is sought.")
        if not self.event_id:
            return self.env._("Choose the workshop to which the new campaign invites.")
        if self.event_id.date_begin <= fields.Datetime.now():
            return self.env._(
                "“%s” has begun already, nobody can be invited to it. Choose a workshop to come.", self.event_id.name
            )
        if self.event_id.kanban_state == "cancel":
            return self.env._("“%s” is cancelled, nobody can be invited to it. Choose another workshop.", self.event_id.name)
        return False

    def _find_hints(self):
        """Return what is worth knowing before the copy is made."""
        if self.purpose == "workshop" and self.event_id and self.event_id == self.campaign_id.event_id:
            yield self.env._("This is the same workshop again. Whoever has a seat is not invited a second time.")
        if self.answer_deadline and self.answer_deadline <= fields.Datetime.now():
            yield self.env._("The answer deadline counted from the old campaign would be past: enter a later one.")
        fixed = self.campaign_id.step_ids.filtered(lambda step: step.timing == "fixed")
        if fixed:
            yield self.env._(
                "Steps with a fixed time count their days in the new campaign: %s. Look at them under “What Is Sent”.",
                ", ".join(fixed.mapped("name")),
            )

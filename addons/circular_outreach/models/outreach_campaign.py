from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import RELEASER, SENDER, only_for
from ..tools.mail_wire import read_mailbox, to_ascii

COUNTS = ("audience", "ready", "attention", "sent", "answered", "accepted", "waiting", "attended")


class OutreachCampaign(models.Model):
    """One round of invitations, to a workshop or to take on a partner role.

    draft     the audience is being built; nothing leaves the house
    released  the steps go out when their time has come
    running   the first mail has gone out
    closed    no further step begins
    """

    _name = "outreach.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"utm.campaign": "utm_campaign_id"}
    _rec_name = "title"
    _order = "id desc"
    _check_company_auto = True

    utm_campaign_id = fields.Many2one("utm.campaign", required=True, index=True, ondelete="cascade")
    purpose = fields.Selection([("workshop", "Workshop"), ("call", "Call for a Role")], required=True, default="workshop")
    event_id = fields.Many2one(
        "event.event", string="Workshop", index=True, ondelete="restrict", tracking=True, check_company=True
    )
    role_type_id = fields.Many2one("outreach.role.type", string="Role Sought", ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    email_from = fields.Char(
        string="Sender",
        compute="_compute_email_from",
        store=True,
        readonly=False,
        precompute=True,
        help="An address of the office that people read. Replies come here.",
    )
    answer_deadline = fields.Datetime(
        compute="_compute_answer_deadline",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Until then an invitee may answer and change the answer.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("released", "Released"), ("running", "Running"), ("closed", "Closed")],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
        group_expand=True,
    )

    step_ids = fields.One2many("outreach.campaign.step", "campaign_id", string="Steps", copy=True)
    invitation_ids = fields.One2many("outreach.invitation", "campaign_id", string="Invitations")
    audience_count = fields.Integer(string="In Audience", compute="_compute_counts")
    ready_count = fields.Integer(string="Will Be Written to", compute="_compute_counts")
    attention_count = fields.Integer(string="Need Attention", compute="_compute_counts")
    sent_count = fields.Integer(string="Written to", compute="_compute_counts")
    answered_count = fields.Integer(string="Answered", compute="_compute_counts")
    accepted_count = fields.Integer(string="Accepted", compute="_compute_counts")
    waiting_count = fields.Integer(string="On Waiting List", compute="_compute_counts")
    attended_count = fields.Integer(string="Attended", compute="_compute_counts")

    _purpose_target = models.Constraint(
        "CHECK ((purpose = 'workshop' AND event_id IS NOT NULL) OR (purpose = 'call' AND role_type_id IS NOT NULL))",
        "Say to which workshop, or for which role, this campaign invites.",
    )

    @api.depends("company_id", "user_id")
    def _compute_email_from(self):
        for campaign in self:
            campaign.email_from = campaign.email_from or campaign.company_id.email_formatted or campaign.user_id.email_formatted

    def _get_sender_address(self):
        """Return the address of the sender alone; names of lists and mails are made of it."""
        try:
            return to_ascii(read_mailbox(self.email_from or "")[1]).lower()
        except ValueError:
            return "office@localhost"

    def _get_sender_advice(self):
        return self.env._(
            "The sender “%s” is not one mailbox: enter it like “Name of the Office <office@county.example>”.",
            self.email_from or "",
        )

    @api.depends("event_id")
    def _compute_answer_deadline(self):
        for campaign in self:
            campaign.answer_deadline = campaign.answer_deadline or campaign.event_id.date_begin

    def _compute_counts(self):
        rows = self.env["outreach.report"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id"], [f"{name}_count:sum" for name in COUNTS]
        )
        figures = {campaign.id: dict(zip(COUNTS, counts, strict=True)) for campaign, *counts in rows}
        for campaign in self:
            for name in COUNTS:
                campaign[f"{name}_count"] = figures.get(campaign.id, {}).get(name, 0)

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        campaigns.event_id._outreach_take_over_mails()
        campaigns.filtered(lambda campaign: not campaign.step_ids)._create_default_steps()
        return campaigns

    def write(self, vals):
        if vals.get("state") in ("released", "running"):
            for campaign in self.filtered(lambda campaign: campaign.state == "draft"):
                campaign._check_release()
        result = super().write(vals)
        if vals.get("event_id"):
            self.event_id._outreach_take_over_mails()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(campaign.state in ("running", "closed") or campaign.invitation_ids.answer_ids for campaign in self):
            raise UserError(
                self.env._(
                    "A campaign that has sent mail is part of the record and cannot be deleted. Close and archive it instead."
                )
            )

    @only_for(SENDER, RELEASER)
    def action_release(self):
        self._check_may_release()
        # sudo: who only releases changes nothing else, and may not write
        self.sudo().filtered(lambda campaign: campaign.state == "draft").write({"state": "released"})
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    def action_view_invitations(self):
        """Open the people behind one of the figures: with what came back, or with the reasons of the audience."""
        chosen = self.env.context.get("outreach_filter")
        if chosen in ("", "attention"):
            return self._view_audience(chosen)
        return self._view_invitations(chosen)

    def _view_invitations(self, search_filter=None):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_invitation_action")
        context = dict(literal_eval(action.get("context") or "{}"), default_campaign_id=self.id)
        if search_filter:
            context[f"search_default_{search_filter}"] = 1
        return dict(action, domain=[("campaign_id", "=", self.id)], context=context)

    def action_view_figures(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_report_action")
        return dict(action, domain=[("campaign_id", "=", self.id)])

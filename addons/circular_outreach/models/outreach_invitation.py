from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, hmac, ormcache

from ..tools import answer_token
from ..tools.button_right import EDITOR, only_for


class OutreachInvitation(models.Model):
    """One person invited in one campaign: the verdict before, the answer after, and what the person was when invited.

    Verdict and answer are two things: the verdict says whether the office writes (outreach_invitation_verdict.py), the answer what came back.
    Group, municipality, kind of organisation and roles are taken down here (outreach_invitation_snapshot.py), because contacts change and are
    erased, and figures must not.
    """

    _name = "outreach.invitation"
    _description = "Invitation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "campaign_id desc, id"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, ondelete="cascade")
    event_id = fields.Many2one("event.event", string="Workshop", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Invitee", required=True, index=True, ondelete="restrict")
    organisation_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    email_normalized = fields.Char(string="E-mail")
    nonce = fields.Char(required=True, readonly=True, copy=False, default=lambda self: answer_token.new_nonce())

    sent_on = fields.Datetime(string="Invited on", readonly=True, copy=False)
    delivery_ids = fields.One2many("outreach.delivery", "invitation_id", string="Mails")
    delivery_state = fields.Selection(
        [
            ("ready", "Waiting to go out"),
            ("sending", "Going out"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("bounced", "Came back"),
            ("skipped", "Left out"),
        ],
        string="Last Mail",
        compute="_compute_delivery_state",
    )

    answer = fields.Selection(
        [
            ("none", "No answer"),
            ("accepted", "Yes"),
            ("tentative", "Maybe"),
            ("declined", "No"),
            ("substituted", "Somebody else comes"),
        ],
        required=True,
        default="none",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    answered_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    answer_ids = fields.One2many("outreach.answer", "invitation_id", string="Answer Log")
    registration_id = fields.Many2one(
        "event.registration", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
    registration_state = fields.Selection(related="registration_id.state", string="Seat")
    waiting_place = fields.Integer(related="registration_id.outreach_waiting_place")
    attendance = fields.Selection(related="registration_id.outreach_attendance", string="Attendance")

    target_group_id = fields.Many2one("outreach.target.group", ondelete="restrict")
    municipality_id = fields.Many2one("res.city", ondelete="restrict")
    organisation_type_id = fields.Many2one("outreach.organisation.type", ondelete="restrict")
    role_type_ids = fields.Many2many("outreach.role.type", string="Roles")

    lang = fields.Selection(related="partner_id.lang")
    salutation = fields.Char(related="partner_id.outreach_salutation")
    invitee_name = fields.Char(string="Name", related="partner_id.name")
    organisation_name = fields.Char(string="Organisation Name", related="organisation_id.name")
    event_name = fields.Char(string="Workshop Title", related="event_id.name")
    event_time = fields.Char(string="Time of the Workshop", compute="_compute_event_time")
    event_place = fields.Char(string="Place of the Workshop", compute="_compute_event_place")
    deadline_text = fields.Char(string="Answer Until", compute="_compute_event_time")
    answer_url = fields.Char(string="Link to Answer Page", compute="_compute_answer_url", groups="circular_outreach.group_user")
    is_answerable = fields.Boolean(compute="_compute_is_answerable")

    _once_per_campaign = models.UniqueIndex("(campaign_id, partner_id)", "This person has already been invited in this campaign.")
    _nonce_unique = models.UniqueIndex("(nonce)")

    @api.depends("campaign_id.company_id")
    def _compute_company_id(self):
        for invitation in self:
            invitation.company_id = invitation.campaign_id.company_id

    @api.depends("delivery_ids.state")
    def _compute_delivery_state(self):
        for invitation in self:
            invitation.delivery_state = invitation.delivery_ids.sorted("id")[-1:].state

    @api.depends("event_id.date_begin", "event_id.date_end", "campaign_id.answer_deadline")
    @api.depends_context("lang")
    def _compute_event_time(self):
        for (event, campaign), invitations in self.grouped(lambda one: (one.event_id, one.campaign_id)).items():
            invitations.event_time = self._describe_time(event)
            tz = event.date_tz or self.env.user.tz or "Europe/Berlin"
            pattern = self.env._("EEEE, MMMM d, y, h:mm a")
            deadline = campaign.answer_deadline
            invitations.deadline_text = format_datetime(self.env, deadline, tz=tz, dt_format=pattern) if deadline else ""

    @api.model
    def _describe_time(self, event):
        """Say when a workshop begins and ends; the day of the end only where it is another one."""
        if not event:
            return ""
        pattern, hour = self.env._("EEEE, MMMM d, y, h:mm a"), self.env._("h:mm a")
        tz = event.date_tz or self.env.user.tz or "Europe/Berlin"
        days = {format_datetime(self.env, moment, tz=tz, dt_format="yyyyMMdd") for moment in (event.date_begin, event.date_end)}
        return self.env._(
            "%(begin)s to %(end)s",
            begin=format_datetime(self.env, event.date_begin, tz=tz, dt_format=pattern),
            end=format_datetime(self.env, event.date_end, tz=tz, dt_format=hour if len(days) == 1 else pattern),
        )

    @api.depends("event_id.address_id")
    @api.depends_context("lang")
    def _compute_event_place(self):
        """Say the address in one line. Odoo's own (`address_inline`) keeps the country's name in the language it was read in first."""
        for event, invitations in self.grouped("event_id").items():
            # sudo: like Odoo's, the address of a workshop is for everybody who is invited
            place = event.sudo().address_id
            lines = [line.strip() for line in place._display_address().split("\n") if line.strip()] if place else []
            invitations.event_place = ", ".join(lines) or place.name or ""

    def _compute_answer_url(self):
        for invitation in self:
            invitation.answer_url = invitation._get_answer_url()

    @api.depends("campaign_id.answer_deadline", "campaign_id.state", "event_id.kanban_state")
    def _compute_is_answerable(self):
        now = fields.Datetime.now()
        for invitation in self:
            deadline = invitation.campaign_id.answer_deadline
            cancelled = invitation.event_id.kanban_state == "cancel"
            invitation.is_answerable = (
                (not deadline or now <= deadline) and invitation.campaign_id.state != "draft" and not cancelled
            )

    @api.depends("partner_id", "campaign_id")
    def _compute_display_name(self):
        for invitation in self:
            invitation.display_name = f"{invitation.partner_id.display_name or ''} ({invitation.campaign_id.title or ''})"

    @api.model
    @ormcache("purpose", cache="stable")  # forgotten when a system parameter changes
    def _get_token_key(self, purpose):
        """Return the key of one kind of link: a link to answer never opens the page to unsubscribe, nor the other way round."""
        # sudo: the secret is a system parameter; only keys derived from it leave this method
        return bytes.fromhex(hmac(self.env(su=True), "outreach.invitation", purpose))

    def _get_token(self, purpose="answer"):
        """Return the token of this invitation for one purpose. It is made again when needed and stored nowhere."""
        self.ensure_one()
        return answer_token.make(self._get_token_key(purpose), self.nonce)

    @api.model
    def _find_by_token(self, token, purpose="answer"):
        """Return the invitation a token opens, or an empty recordset: wrong, altered, revoked and expired tokens are all the same.

        The same is done for each of them, so that the time it takes tells nothing either.
        """
        nonce, mac = answer_token.split(token) or answer_token.NOBODY
        invitation = self.search([("nonce", "=", nonce)], limit=1)
        is_genuine = answer_token.verify(self._get_token_key(purpose), nonce, mac)
        return invitation.filtered(lambda one: is_genuine and (purpose == "unsubscribe" or not one._is_link_expired()))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if any(invitation.answer_ids or invitation.sent_on for invitation in self):
            raise UserError(
                self.env._("Whoever was written to or has answered is part of the record. This invitation cannot be deleted.")
            )

    @only_for(EDITOR)
    def action_opt_out(self):
        """Take down that somebody wants no more invitations at all, said on the phone."""
        self.check_access("write")
        for invitation in self:
            self.env["outreach.opt.out"]._record(invitation, "everything", "phone")
            if not invitation.sent_on:
                invitation.write({"verdict": "objection", "verdict_on": fields.Datetime.now()})

    @only_for(EDITOR)
    def action_revoke_link(self):
        """Make every link sent so far open nothing."""
        for invitation in self:
            invitation.nonce = answer_token.new_nonce()

    def _get_answer_url(self):
        return f"{self.get_base_url()}/rsvp/{self._get_token('answer')}"

    def _get_unsubscribe_url(self):
        return f"{self.get_base_url()}/unsubscribe/{self._get_token('unsubscribe')}"

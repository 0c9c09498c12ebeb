from odoo import api, fields, models
from odoo.exceptions import UserError

RECIPIENTS_OF_KIND = {
    "invitation": "everyone",
    "reminder": "silent",
    "second_reminder": "silent",
    "last_call": "silent",
    "confirmation": "concerned",
    "waiting": "concerned",
    "offer": "concerned",
    "moved_up": "concerned",
    "expired": "concerned",
    "withdrawn": "concerned",
    "logistics": "accepted",
    "substitute": "named",
    "thank_you": "attended",
    "missed_you": "absent",
    "date_changed": "coming",
    "cancellation": "coming",
}
# What a second pair of eyes would want to see again.
CONTENT = {
    "subject",
    "body",
    "kind",
    "recipients",
    "timing",
    "days",
    "hour",
    "fixed_on",
    "scheduled_on",
    "is_anytime",
    "gap_days",
    "has_certificate",
}


class OutreachCampaignStep(models.Model):
    """One mail of a campaign: to whom, when, and what it says. Each invitation gets it at most once.

    A step that has begun stays open until the campaign is closed: whoever becomes one of its recipients later gets it then. When it begins is
    said in outreach_campaign_step_schedule.py, what happens then in outreach_campaign_step_due.py, what a new one says in
    outreach_campaign_step_template.py, and what a text may say in outreach_campaign_step_text.py.
    """

    _name = "outreach.campaign.step"
    _description = "Campaign Step"
    _inherit = ["mail.render.mixin"]
    _order = "campaign_id, sequence, id"

    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="campaign_id.state", string="Status of the Campaign")
    kind = fields.Selection(
        [
            ("invitation", "Invitation"),
            ("reminder", "Reminder"),
            ("second_reminder", "Second Reminder"),
            ("last_call", "Last Call"),
            ("confirmation", "Seat Confirmed"),
            ("waiting", "On the Waiting List"),
            ("offer", "Seat Offered"),
            ("moved_up", "Moved Up from the Waiting List"),
            ("expired", "Offer Expired"),
            ("withdrawn", "Seat Given Back"),
            ("logistics", "Practical Information"),
            ("substitute", "Named as a Substitute"),
            ("thank_you", "Thank-you"),
            ("missed_you", "We Missed You"),
            ("date_changed", "Date Changed"),
            ("cancellation", "Cancellation"),
        ],
        required=True,
        default="invitation",
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    name = fields.Char(required=True, translate=True)
    recipients = fields.Selection(
        [
            ("everyone", "Everyone invited"),
            ("silent", "Who has not answered"),
            ("accepted", "Who has a seat"),
            ("agreed", "Who has said yes"),
            ("declined", "Who has declined"),
            ("waiting", "Who is on the waiting list"),
            ("moved_up", "Who has moved up from the waiting list"),
            ("named", "Who was named as a substitute"),
            ("coming", "Who has a seat or a waiting place"),
            ("concerned", "Whom it concerns"),
            ("attended", "Who attended"),
            ("absent", "Who had a seat and did not come"),
            ("excused", "Who had a seat and was excused"),
        ],
        string="Goes to",
        required=True,
        compute="_compute_recipients",
        store=True,
        readonly=False,
        precompute=True,
    )
    started_on = fields.Datetime(readonly=True, copy=False)
    subject = fields.Char(required=True, translate=True)
    body = fields.Html(required=True, translate=True, render_engine="qweb", sanitize="email_outgoing")
    lang = fields.Char(default="{{ object.lang }}", readonly=True)
    delivery_ids = fields.One2many("outreach.delivery", "step_id", string="Mails")
    sent_count = fields.Integer(string="Sent", compute="_compute_sent_count")

    def _compute_render_model(self):
        self.render_model = "outreach.invitation"

    @api.depends("kind")
    def _compute_recipients(self):
        for step in self:
            step.recipients = RECIPIENTS_OF_KIND[step.kind]

    @api.depends("kind")
    def _compute_sequence(self):
        order = list(RECIPIENTS_OF_KIND)
        for step in self:
            step.sequence = order.index(step.kind)

    def _compute_sent_count(self):
        counts = dict(
            self.env["outreach.delivery"]._read_group(
                [("step_id", "in", self.ids), ("state", "=", "sent")], ["step_id"], ["__count"]
            )
        )
        for step in self:
            step.sent_count = counts.get(step, 0)

    def write(self, vals):
        if {"campaign_id", "subject", "body", "kind", "recipients", "lang"} & set(vals) and any(step.started_on for step in self):
            raise UserError(self.env._("This step has begun: what was sent stays as it was. Add another step instead."))
        if {"campaign_id", *CONTENT} & set(vals):
            (self.campaign_id | self.campaign_id.browse(vals.get("campaign_id")))._check_may_change()
            self.campaign_id._note_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self.campaign_id._check_may_change()
        if any(step.started_on for step in self):
            raise UserError(self.env._("This step has begun and is part of the record. It cannot be deleted."))

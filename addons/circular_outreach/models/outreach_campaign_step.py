from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.mail_placeholder import ALLOWED, forbidden_in_html, forbidden_in_line
from ..tools.mail_word import expand_html, expand_line, unknown_words

# Which invitations (i), with their registrations (r), a step is for.
RECIPIENTS = {
    "everyone": SQL("i.verdict = 'ready'"),
    "silent": SQL("i.verdict = 'ready' AND i.answer = 'none'"),
    "accepted": SQL("r.state IN ('open', 'done')"),
    "waiting": SQL("r.state = 'draft' AND r.outreach_waiting_since IS NOT NULL"),
    "attended": SQL("r.outreach_attendance = 'attended'"),
    # Where nobody's attendance was taken down, nobody was missed.
    "absent": SQL(
        """
        r.state = 'open' AND (r.outreach_attendance = 'no_show' OR r.outreach_attendance = 'expected' AND EXISTS (
            SELECT FROM event_registration other WHERE other.event_id = r.event_id AND other.outreach_attendance = 'attended'
        ))
        """
    ),
    "coming": SQL("r.state IN ('draft', 'open', 'done')"),
    "agreed": SQL("i.answer = 'accepted'"),
    "declined": SQL("i.answer = 'declined'"),
    "moved_up": SQL("r.state = 'open' AND COALESCE(r.outreach_waiting_number, 0) > 0"),
}
RECIPIENTS_OF_KIND = {
    "invitation": "everyone",
    "reminder": "silent",
    "second_reminder": "silent",
    "last_call": "silent",
    "logistics": "accepted",
    "offer": "moved_up",
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
}


class OutreachCampaignStep(models.Model):
    """One mail of a campaign: to whom, when, and what it says. Each invitation gets it at most once.

    A step that has begun stays open until the campaign is closed: whoever becomes one of its recipients later gets it then. When it begins is
    said in outreach_campaign_step_schedule.py, what a new one says in outreach_campaign_step_template.py.
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
            ("logistics", "Practical Information"),
            ("offer", "Seat from the Waiting List"),
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
            ("coming", "Who has a seat or a waiting place"),
            ("attended", "Who attended"),
            ("absent", "Who had a seat and did not come"),
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

    @api.constrains("subject", "body", "lang")
    def _check_placeholders(self):
        """Let texts ask only for the words meant for them, in every language (see tools/mail_placeholder.py)."""
        for step in self:
            forbidden = (
                forbidden_in_line(step.subject or "")
                + forbidden_in_line(step.lang or "")
                + forbidden_in_html(step.body or "")
                + unknown_words(step.body or "")
            )
            if forbidden:
                raise ValidationError(
                    self.env._(
                        "The text of “%(step)s” contains what a mail may not: %(forbidden)s. You can use: %(allowed)s.",
                        step=step.name,
                        forbidden=", ".join(forbidden),
                        allowed=", ".join(sorted(name.removeprefix("object.") for name in ALLOWED)),
                    )
                )

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)
        for lang in translations:
            self.with_context(lang=lang)._check_placeholders()
        return result

    @api.model
    def _expand_words(self, vals):
        """Let clerks type {{Anrede}}: store what it means (see tools/mail_word.py)."""
        found = {name: expand for name, expand in (("subject", expand_line), ("body", expand_html)) if vals.get(name)}
        return {**vals, **{name: expand(str(vals[name])) for name, expand in found.items()}}

    def write(self, vals):
        vals = self._expand_words(vals)
        if {"campaign_id", "subject", "body", "kind", "recipients", "lang"} & set(vals) and any(step.started_on for step in self):
            raise UserError(self.env._("This step has begun: what was sent stays as it was. Add another step instead."))
        if CONTENT & set(vals):
            self.campaign_id._note_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(step.started_on for step in self):
            raise UserError(self.env._("This step has begun and is part of the record. It cannot be deleted."))

    @api.model
    def _run_due(self):
        """Open a delivery for every recipient of every step whose time has come. Return the number of new deliveries.

        Nobody is asked for an answer that can no longer be given.
        """
        now = fields.Datetime.now()
        steps = self.search(
            [
                ("campaign_id.state", "in", ("released", "running")),
                ("campaign_id.active", "=", True),
                ("campaign_id.paused_on", "=", False),
                ("scheduled_on", "<=", now),
                "|",
                ("recipients", "!=", "silent"),
                "|",
                ("campaign_id.answer_deadline", "=", False),
                ("campaign_id.answer_deadline", ">", now),
                "|",
                ("kind", "=", "cancellation"),
                ("campaign_id.event_id.kanban_state", "!=", "cancel"),
            ]
        )
        return sum(step._create_deliveries() for step in steps if step._is_time_to_write(now))

    def _create_deliveries(self):
        """Open the missing deliveries of this step: the unique index keeps it at one per invitation, however often this runs."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO outreach_delivery (step_id, campaign_id, invitation_id, state, attempts, create_uid, create_date, write_uid, write_date)
                SELECT %(step)s, %(campaign)s, i.id, 'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM %(recipients)s AND %(timely)s
                ORDER BY i.id
                ON CONFLICT (step_id, invitation_id) DO NOTHING
                """,
                step=self.id,
                campaign=self.campaign_id.id,
                recipients=self._get_recipients(),
                timely=self._get_timely(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        created = self.env.cr.rowcount
        self.env.invalidate_all()
        if created and not self.started_on:
            self.started_on = fields.Datetime.now()
            self.campaign_id.filtered(lambda campaign: campaign.state == "released").state = "running"
        return created

    def _get_recipients_label(self):
        return dict(self._fields["recipients"]._description_selection(self.env))[self.recipients]

    def _get_recipients(self):
        """Return the invitations (i) this step is for, whenever their time comes, as what follows FROM."""
        return SQL(
            "outreach_invitation i LEFT JOIN event_registration r ON r.id = i.registration_id WHERE i.campaign_id = %s AND %s",
            self.campaign_id.id,
            RECIPIENTS[self.recipients],
        )

    def _count_recipients(self):
        """Return how many people this step is for as things stand now and who have not got it yet."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT count(*) FROM %s
                AND NOT EXISTS (SELECT FROM outreach_delivery d WHERE d.step_id = %s AND d.invitation_id = i.id)
                """,
                self._get_recipients(),
                self.id,
            )
        )
        return self.env.cr.fetchone()[0]

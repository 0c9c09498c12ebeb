from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.button_right import SENDER, only_for
from ..tools.office_hours import at_local_time, is_office_time, local_day, next_office_time, previous_office_time

MIDNIGHT = time(0)
# These name the moment itself; the others count days from it and go out at an hour of the day.
MOMENTS = ("fixed", "at_once", "on_demand")
GAP_OF_REMINDERS = 3


class OutreachCampaignStep(models.Model):
    """When a step goes out: at a time somebody chose, or counted from the release, the invitation, the deadline or the workshop.

    What is counted follows when its base moves. No step goes out at night, on weekends and on holidays of Saxony unless that is wished.
    """

    _inherit = "outreach.campaign.step"

    timing = fields.Selection(
        [
            ("release", "Days after the release"),
            ("fixed", "At a fixed time"),
            ("after_invitation", "Days after the invitation"),
            ("before_deadline", "Days before the answer deadline"),
            ("before_begin", "Days before the workshop"),
            ("after_end", "Days after the workshop"),
            ("at_once", "At once, as soon as it applies to somebody"),
            ("on_demand", "When somebody presses “Send Now”"),
        ],
        string="When",
        required=True,
        default="release",
    )
    days = fields.Integer()
    hour = fields.Float(string="Time of Day", default=9.0)
    fixed_on = fields.Datetime(string="Fixed Time", copy=False)
    is_anytime = fields.Boolean(string="Also at Night and on Weekends")
    gap_days = fields.Integer(
        string="Days since the Last Mail",
        compute="_compute_gap_days",
        store=True,
        readonly=False,
        precompute=True,
        help="Whoever got a mail of this campaign less than so many days ago gets this one later.",
    )
    scheduled_on = fields.Datetime(
        string="Goes out on",
        compute="_compute_scheduled_on",
        inverse="_inverse_scheduled_on",
        store=True,
        copy=False,
        help="Within office hours unless you say otherwise. Empty as long as nobody can know it.",
    )

    _days_positive = models.Constraint(
        "CHECK (days >= 0 AND gap_days >= 0)", "Days are counted from zero; choose “before” or “after”."
    )

    @api.constrains("hour")
    def _check_hour(self):
        if any(not 0 <= step.hour < 24 for step in self):
            raise ValidationError(self.env._("Enter a time of day between 00:00 and 23:59."))

    @api.depends("recipients")
    def _compute_gap_days(self):
        for step in self:
            step.gap_days = GAP_OF_REMINDERS if step.recipients == "silent" else 0

    @api.depends(
        "timing",
        "days",
        "hour",
        "fixed_on",
        "is_anytime",
        "started_on",
        "campaign_id.released_on",
        "campaign_id.answer_deadline",
        "campaign_id.event_id.date_begin",
        "campaign_id.event_id.date_end",
        "campaign_id.event_id.date_tz",
        "campaign_id.step_ids.kind",
        "campaign_id.step_ids.timing",
        "campaign_id.step_ids.days",
        "campaign_id.step_ids.hour",
        "campaign_id.step_ids.fixed_on",
        "campaign_id.step_ids.started_on",
    )
    def _compute_scheduled_on(self):
        for step in self:
            step.scheduled_on = step.scheduled_on if step.started_on else step._get_moment()

    def _inverse_scheduled_on(self):
        """Who enters the time itself means exactly that time."""
        for step in self.filtered(lambda step: not step.started_on):
            step.update({"timing": "fixed", "fixed_on": step.scheduled_on, "is_anytime": True})

    def write(self, vals):
        if {"timing", "days", "hour", "fixed_on", "scheduled_on"} & set(vals) and any(step.started_on for step in self):
            raise UserError(self.env._("This step has begun: its time stays as it was. Add another step instead."))
        return super().write(vals)

    @only_for(SENDER)
    def action_send_now(self):
        """Let a step that waits for a word go out."""
        for step in self:
            if step.timing != "on_demand" or step.started_on:
                raise UserError(self.env._("“%s” has a time of its own. Change its time if it is to go out now.", step.name))
            if step.campaign_id.state not in ("released", "running"):
                raise UserError(self.env._("This campaign is not released. Release it first; then this step can go out."))
            step.fixed_on = fields.Datetime.now()
            if step.kind == "date_changed":
                step.campaign_id._note_announced()
                step.campaign_id._ask_to_confirm_again()
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    def _get_moment(self):
        """Return when this step goes out (UTC), or False while its base is not known."""
        self.ensure_one()
        base, tz = self._get_base(), self.campaign_id._get_tz()
        if not base:
            return False
        is_before = self.timing.startswith("before_")
        moment = base
        if self.timing not in MOMENTS and (self.days or self.timing != "release"):
            day = local_day(base, tz) + timedelta(days=-self.days if is_before else self.days)
            moment = at_local_time(day, self._get_time(), tz)
        if self.is_anytime or self.timing == "at_once":
            return moment
        return previous_office_time(moment, tz) if is_before else next_office_time(moment, tz)

    def _get_base(self):
        """Return the moment that the days are counted from."""
        campaign = self.campaign_id
        bases = {
            "release": lambda: campaign.released_on,
            "at_once": lambda: campaign.released_on,
            "fixed": lambda: self.fixed_on,
            "on_demand": lambda: self.fixed_on,
            "after_invitation": self._get_invitation_moment,
            "before_deadline": lambda: campaign.answer_deadline,
            "before_begin": lambda: campaign.event_id.date_begin,
            "after_end": lambda: campaign.event_id.date_end,
        }
        return bases[self.timing]()

    def _get_invitation_moment(self):
        """Return when the invitation of this campaign went out, or will."""
        invitation = self.campaign_id.step_ids.filtered(lambda step: step.kind == "invitation" and step != self)[:1]
        if not invitation or invitation.timing == "after_invitation":
            return False
        return invitation.started_on or invitation._get_moment()

    def _get_time(self):
        minutes = round(self.hour * 60)
        return time(minutes // 60 % 24, minutes % 60)

    def _is_time_to_write(self, now):
        """Say whether this step may write to anybody at this hour; late arrivals are no exception."""
        return self.is_anytime or is_office_time(now, self.campaign_id._get_tz())

    def _get_timely(self):
        """Return the condition on an invitation (i) that this step is due for this very person.

        Days after the invitation are counted from the person's own, and between two mails to a person lie the days wished: whoever is invited
        late is not reminded at once.
        """
        tz = self.campaign_id._get_tz()
        today = local_day(fields.Datetime.now(), tz)
        conditions = [SQL("TRUE")]
        if self.timing == "after_invitation" and self.days:
            conditions.append(SQL("i.sent_on < %s", at_local_time(today - timedelta(days=self.days - 1), MIDNIGHT, tz)))
        if self.gap_days:
            limit = at_local_time(today - timedelta(days=self.gap_days - 1), MIDNIGHT, tz)
            conditions.append(
                SQL(
                    """
                    NOT EXISTS (
                        SELECT FROM outreach_delivery d
                        WHERE d.invitation_id = i.id AND d.step_id <> %s AND (d.sent_on >= %s OR d.state = 'sending')
                    )
                    """,
                    self.id,
                    limit,
                )
            )
        if self.recipients == "silent":
            conditions.append(SQL("i.sent_on IS NOT NULL") if self.gap_days else SQL("i.sent_on < %s", self.scheduled_on))
        if self.recipients == "silent" and self.campaign_id.colleague_policy == "skip":
            acceptors = self.env["outreach.audience"]._get_acceptors(self.campaign_id)
            conditions.append(SQL("(i.organisation_id IN (WITH %s SELECT organisation_id FROM acceptor)) IS NOT TRUE", acceptors))
        return SQL(" AND ").join(conditions)

from odoo import api, fields, models


class OutreachCampaign(models.Model):
    """The one line that says what happens next, when, and what somebody has to do."""

    _inherit = "outreach.campaign"

    announced_begin = fields.Datetime(
        readonly=True, copy=False, help="The beginning of the workshop that those who come know of."
    )
    announced_place_id = fields.Many2one("res.partner", readonly=True, copy=False, ondelete="set null")
    next_step_text = fields.Char(string="What Happens Next", compute="_compute_next_step_text")
    next_step_tone = fields.Selection(
        [("info", "Information"), ("warning", "Needs Attention"), ("muted", "Nothing to Do")], compute="_compute_next_step_text"
    )

    @api.depends(
        "state",
        "paused_on",
        "announced_begin",
        "audience_built_on",
        "event_id.date_begin",
        "event_id.address_id",
        "event_id.kanban_state",
        "step_ids.scheduled_on",
        "step_ids.started_on",
        "invitation_ids.verdict",
    )
    @api.depends_context("lang")
    def _compute_next_step_text(self):
        for campaign in self:
            tone, text = campaign._describe_state()
            if campaign.audience_built_on and campaign.attention_count and campaign.state != "closed":
                text = f"{text} {campaign._describe_attention()}"
            campaign.next_step_tone, campaign.next_step_text = tone, text

    def write(self, vals):
        """Note at the release which date and place people are told."""
        result = super().write(vals)
        if vals.get("state") in ("draft", "released", "running"):
            for campaign in self.filtered(lambda campaign: vals["state"] == "draft" or not campaign.announced_begin):
                campaign._note_announced()
        return result

    def _note_announced(self):
        """Take down what people have been told by now."""
        event = self.event_id if self.state != "draft" else self.event_id.browse()
        self.write({"announced_begin": event.date_begin, "announced_place_id": event.address_id.id})

    def _is_moved(self):
        """Whether the workshop is at another time or place than people were told."""
        told = (self.announced_begin, self.announced_place_id)
        return bool(self.announced_begin) and told != (self.event_id.date_begin, self.event_id.address_id)

    def _describe_state(self):
        """Return (tone, sentence)."""
        if self.state == "closed":
            return "muted", self.env._("Closed. Nothing more is sent.")
        if not self.audience_built_on:
            return "info", self.env._("Build the audience to see who will be written to.")
        if self.paused_on:
            return "warning", self.env._(
                "Paused since %s. Nothing is sent until you resume.", self.step_ids[:1]._format_moment(self.paused_on)
            )
        if self.state == "draft":
            return "info", self._describe_draft()
        return self._describe_change() or ("info", self._describe_next_step())

    def _describe_draft(self):
        count, first = self.ready_count, self.step_ids.filtered(lambda step: step.kind == "invitation")[:1]
        if not count:
            return self.env._("Nobody would be written to.")
        if first.timing == "release" and not first.days:
            if count == 1:
                return self.env._("1 invitation goes out once you release.")
            return self.env._("%s invitations go out once you release.", count)
        when = first._format_moment(first.scheduled_on) if first.scheduled_on else first.timing_text or ""
        if count == 1:
            return self.env._("Once released: 1 invitation goes out, %s.", when)
        return self.env._("Once released: %(count)s invitations go out, %(when)s.", count=count, when=when)

    def _describe_change(self):
        """Return (tone, sentence) if the workshop is not what people were told, else None."""
        if self.event_id.kanban_state == "cancel":
            step = self.step_ids.filtered(lambda step: step.kind == "cancellation" and not step.started_on)[:1]
            if step:
                return "warning", self.env._(
                    "The workshop is cancelled, nobody is invited any more. Press “Send Now” beside “%s” to tell who was coming.",
                    step.name,
                )
            return "muted", self.env._("The workshop is cancelled. Nothing more is sent.")
        if self.state == "running" and self._is_moved():
            step = self.step_ids.filtered(lambda step: step.kind == "date_changed" and not step.fixed_on)[:1]
            if step:
                return "warning", self.env._(
                    "The workshop has a new date or place. Press “Send Now” beside “%s” to tell who is coming.", step.name
                )
        return None

    def _describe_next_step(self):
        waiting = self.env["outreach.delivery"].search_count(
            [("campaign_id", "=", self.id), ("state", "in", ("ready", "sending"))]
        )
        if waiting:
            return self.env._("Mails going out now: %s.", waiting)
        step = self.step_ids.filtered(lambda step: step.scheduled_on and not step.started_on and step.timing != "at_once").sorted(
            "scheduled_on"
        )[:1]
        if not step:
            return self.env._("All steps have begun. Whoever comes late still gets theirs.")
        count, when = step._count_recipients(), step._format_moment(step.scheduled_on)
        if step.kind == "invitation":
            if count == 1:
                return self.env._("1 invitation goes out on %s.", when)
            return self.env._("%(count)s invitations go out on %(when)s.", count=count, when=when)
        return self.env._(
            "Next: “%(step)s” on %(when)s. Recipients as things stand: %(count)s.", step=step.name, when=when, count=count
        )

    def _describe_attention(self):
        if self.attention_count == 1:
            return self.env._("1 contact needs your attention.")
        return self.env._("%s contacts need your attention.", self.attention_count)

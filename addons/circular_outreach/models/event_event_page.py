from odoo import fields, models


class EventEvent(models.Model):
    """What the answer page of a workshop says and asks beyond yes and no."""

    _inherit = "event.event"

    outreach_programme = fields.Text(
        string="Programme", translate=True, help="Shown to the invited on their answer page, line by line as you write it."
    )
    outreach_companions_max = fields.Integer(
        string="Companions Allowed",
        help="How many people an invitee may bring along. Each takes a seat of their own. 0 means: nobody.",
    )
    outreach_asks_photo = fields.Boolean(string="Ask about Photos", default=True, help="Taking part never depends on the answer.")
    outreach_asks_health = fields.Boolean(
        string="Ask about Dietary and Access Needs",
        default=True,
        help="Voluntary, with a consent of its own, seen by organisers only and deleted some days after the workshop.",
    )
    outreach_health_note_count = fields.Integer(
        string="Needs", compute="_compute_outreach_health_note_count", groups="circular_outreach.group_organiser"
    )

    _outreach_companions_few = models.Constraint(
        "CHECK (outreach_companions_max BETWEEN 0 AND 9)", "Allow between 0 and 9 companions."
    )

    def _compute_outreach_health_note_count(self):
        counts = dict(self.env["outreach.health.note"]._read_group([("event_id", "in", self.ids)], ["event_id"], ["__count"]))
        for event in self:
            event.outreach_health_note_count = counts.get(event, 0)

    def action_outreach_health_notes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_health_note_action")
        return dict(action, domain=[("event_id", "in", self.ids)])

    def _get_outreach_questions(self):
        """Return the questions to ask on the answer page; who somebody is, the invitation knows already."""
        return self.question_ids.filtered(lambda question: question.question_type in ("simple_choice", "text_box"))

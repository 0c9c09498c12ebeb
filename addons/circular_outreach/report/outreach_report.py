from odoo import fields, models
from odoo.tools import SQL

from ..tools.verdict import ATTENTION


class OutreachReport(models.Model):
    """The funnel: one row per invited person and per walk-in, with a one or a zero for every stage that was reached.

    It rests on what was taken down when people were invited and answered; later changes of contacts change no figure (invariant I10).
    """

    _name = "outreach.report"
    _description = "Figures"
    _auto = False
    _rec_name = "campaign_id"
    _order = "id desc"

    campaign_id = fields.Many2one("outreach.campaign", readonly=True)
    event_id = fields.Many2one("event.event", string="Workshop", readonly=True)
    event_date = fields.Datetime(string="Date of the Workshop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    organisation_id = fields.Many2one("res.partner", readonly=True)
    target_group_id = fields.Many2one("outreach.target.group", readonly=True)
    municipality_id = fields.Many2one("res.city", readonly=True)
    verdict = fields.Selection(selection=lambda self: self.env["outreach.invitation"]._fields["verdict"].selection, readonly=True)
    answer = fields.Selection(selection=lambda self: self.env["outreach.invitation"]._fields["answer"].selection, readonly=True)
    attendance = fields.Selection(
        selection=lambda self: self.env["event.registration"]._fields["outreach_attendance"].selection, readonly=True
    )
    is_walk_in = fields.Boolean(string="Walk-in", readonly=True)
    audience_count = fields.Integer(string="In Audience", readonly=True)
    ready_count = fields.Integer(string="Will Be Written to", readonly=True)
    attention_count = fields.Integer(string="Need Attention", readonly=True)
    sent_count = fields.Integer(string="Written to", readonly=True)
    answered_count = fields.Integer(string="Answered", readonly=True)
    accepted_count = fields.Integer(string="Accepted", readonly=True)
    waiting_count = fields.Integer(string="On Waiting List", readonly=True)
    attended_count = fields.Integer(string="Attended", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT i.id * 2 AS id, i.campaign_id, i.event_id, e.date_begin AS event_date, i.company_id, i.organisation_id,
                i.target_group_id, i.municipality_id, i.verdict, i.answer, r.outreach_attendance AS attendance, FALSE AS is_walk_in,
                (i.verdict <> 'by_people')::int AS audience_count,
                (i.verdict = 'ready')::int AS ready_count,
                (i.verdict IN %(attention)s AND i.answer = 'none')::int AS attention_count,
                (i.sent_on IS NOT NULL)::int AS sent_count,
                (i.answer <> 'none')::int AS answered_count,
                (i.answer = 'accepted')::int AS accepted_count,
                COALESCE(r.state = 'draft' AND r.outreach_waiting_since IS NOT NULL, FALSE)::int AS waiting_count,
                COALESCE(r.outreach_attendance = 'attended', FALSE)::int AS attended_count
            FROM outreach_invitation i
            LEFT JOIN event_event e ON e.id = i.event_id
            LEFT JOIN event_registration r ON r.id = i.registration_id
            UNION ALL
            SELECT r.id * 2 + 1, c.id, r.event_id, e.date_begin, r.company_id, r.outreach_organisation_id,
                r.outreach_target_group_id, r.outreach_municipality_id, NULL, NULL, r.outreach_attendance, r.outreach_is_walk_in,
                0, 0, 0, 0, 0, 0, (r.state = 'draft' AND r.outreach_waiting_since IS NOT NULL)::int,
                COALESCE(r.outreach_attendance = 'attended', FALSE)::int
            FROM event_registration r
            JOIN event_event e ON e.id = r.event_id
            LEFT JOIN LATERAL (SELECT id FROM outreach_campaign WHERE event_id = e.id ORDER BY id LIMIT 1) c ON TRUE
            WHERE r.outreach_invitation_id IS NULL AND r.active AND r.state <> 'cancel'
                AND (c.id IS NOT NULL OR r.outreach_is_walk_in)
            """,
            attention=ATTENTION,
        )

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.verdict import ATTENTION

ROLE_TYPES = "outreach_report_role_type_rel"


class OutreachReport(models.Model):
    """The figures: one row per invited person and per attendee without invitation, with a one or a zero for every stage that was reached.

    They rest on what was taken down when people were invited and answered; later changes of contacts change no figure (invariant I10). Rows of
    invitations have even numbers, those of registrations without one have odd numbers. How often somebody has come is asked only where it is
    read: the database leaves out what a question does not name.
    """

    _name = "outreach.report"
    _description = "Figures"
    _auto = False
    _rec_name = "person_id"
    _order = "id desc"
    # What is written must be in the database before the figures are read.
    _depends = {
        "event.event": ["date_begin", "outreach_funding_id"],
        "event.registration": [
            "active",
            "company_id",
            "event_id",
            "outreach_attendance",
            "outreach_attendee_id",
            "outreach_invitation_id",
            "outreach_is_walk_in",
            "outreach_municipality_id",
            "outreach_organisation_id",
            "outreach_organisation_type_id",
            "outreach_role_type_ids",
            "outreach_target_group_id",
            "outreach_waiting_since",
            "state",
        ],
        "outreach.campaign": ["event_id"],
        "outreach.delivery": ["invitation_id", "state"],
        "outreach.invitation": [
            "answer",
            "campaign_id",
            "company_id",
            "event_id",
            "municipality_id",
            "organisation_id",
            "organisation_type_id",
            "partner_id",
            "registration_id",
            "role_type_ids",
            "sent_on",
            "target_group_id",
            "verdict",
        ],
    }

    campaign_id = fields.Many2one("outreach.campaign", readonly=True)
    event_id = fields.Many2one("event.event", string="Workshop", readonly=True)
    event_date = fields.Datetime(string="Date of the Workshop", readonly=True)
    sent_on = fields.Datetime(string="Invited on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    person_id = fields.Many2one("res.partner", readonly=True)
    organisation_id = fields.Many2one("res.partner", readonly=True)
    target_group_id = fields.Many2one("outreach.target.group", readonly=True)
    municipality_id = fields.Many2one("res.city", readonly=True)
    organisation_type_id = fields.Many2one("outreach.organisation.type", readonly=True)
    role_type_ids = fields.Many2many(
        "outreach.role.type",
        string="Roles",
        relation=ROLE_TYPES,
        column1="outreach_report_id",
        column2="outreach_role_type_id",
        readonly=True,
        help="Whoever has two roles is counted under both.",
    )
    verdict = fields.Selection(
        selection=lambda self: self.env["outreach.invitation"]._fields["verdict"]._description_selection(self.env), readonly=True
    )
    answer = fields.Selection(
        selection=lambda self: self.env["outreach.invitation"]._fields["answer"]._description_selection(self.env), readonly=True
    )
    attendance = fields.Selection(
        selection=lambda self: self.env["event.registration"]._fields["outreach_attendance"]._description_selection(self.env),
        readonly=True,
    )
    is_walk_in = fields.Boolean(string="Walk-in", readonly=True)
    visit = fields.Selection(
        [("first", "First time"), ("returning", "Has come before")],
        readonly=True,
        help="Whether the person has attended an earlier workshop; somebody who is no contact counts as new.",
    )
    audience_count = fields.Integer(string="In Audience", readonly=True)
    ready_count = fields.Integer(string="Will Be Written to", readonly=True)
    attention_count = fields.Integer(string="Need Attention", readonly=True)
    sent_count = fields.Integer(string="Written to", readonly=True)
    delivered_count = fields.Integer(string="Reached", readonly=True, help="Written to, and nothing has come back.")
    answered_count = fields.Integer(string="Answered", readonly=True)
    accepted_count = fields.Integer(string="Accepted", readonly=True)
    declined_count = fields.Integer(string="Declined", readonly=True)
    waiting_count = fields.Integer(string="On Waiting List", readonly=True)
    attended_count = fields.Integer(string="Attended", readonly=True)
    absent_count = fields.Integer(string="Did Not Come", readonly=True)
    first_count = fields.Integer(string="Came for the First Time", readonly=True)
    response_rate = fields.Float(readonly=True, aggregator="avg", help="Of those written to, how many have answered.")
    show_rate = fields.Float(
        readonly=True, aggregator="avg", help="Of those who had a seat and were not excused, how many have come."
    )
    attendee_id = fields.Many2one("res.partner", string="Different People Who Came", readonly=True, aggregator="count_distinct")
    present_organisation_id = fields.Many2one(
        "res.partner", string="Different Organisations That Came", readonly=True, aggregator="count_distinct"
    )

    def init(self):
        # When all tables are there: the view joins two that belong to other models.
        self.pool.post_init(self._create_role_types)

    def _create_role_types(self):
        """Make the relation of the roles a view, over what was taken down with invitations and registrations."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE VIEW %s AS
                SELECT outreach_invitation_id * 2 AS outreach_report_id, outreach_role_type_id FROM outreach_invitation_outreach_role_type_rel
                UNION ALL
                SELECT rel.event_registration_id * 2 + 1, rel.outreach_role_type_id FROM event_registration_outreach_role_type_rel rel
                JOIN event_registration r ON r.id = rel.event_registration_id WHERE r.outreach_invitation_id IS NULL
                """,
                SQL.identifier(ROLE_TYPES),
            )
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Until the transaction ends: compiling the statement takes longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        return super()._search(domain, *args, **kwargs)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._get_invited(), self._get_uninvited())

    def _get_invited(self):
        """Return the query of the rows of invitations."""
        return SQL(
            """
            SELECT i.id * 2 AS id, i.campaign_id, i.event_id, e.date_begin AS event_date, i.sent_on, i.company_id, i.partner_id AS person_id,
                i.organisation_id, i.target_group_id, i.municipality_id, i.organisation_type_id, i.verdict, i.answer,
                r.outreach_attendance AS attendance, FALSE AS is_walk_in,
                (i.verdict <> 'by_people')::int AS audience_count,
                (i.verdict = 'ready')::int AS ready_count,
                (i.verdict IN %(attention)s AND i.answer = 'none')::int AS attention_count,
                (i.sent_on IS NOT NULL)::int AS sent_count,
                (i.sent_on IS NOT NULL AND back.invitation_id IS NULL)::int AS delivered_count,
                (i.answer <> 'none')::int AS answered_count,
                (i.answer = 'accepted')::int AS accepted_count,
                (i.answer = 'declined')::int AS declined_count,
                CASE WHEN i.sent_on IS NOT NULL THEN (i.answer <> 'none')::int END AS response_rate,
                %(presence)s
            FROM outreach_invitation i
            LEFT JOIN event_event e ON e.id = i.event_id
            LEFT JOIN event_registration r ON r.id = i.registration_id
            LEFT JOIN (SELECT DISTINCT invitation_id FROM outreach_delivery WHERE state = 'bounced') back ON back.invitation_id = i.id
            """,
            attention=ATTENTION,
            presence=self._get_presence(SQL("i.partner_id"), SQL("i.organisation_id")),
        )

    def _get_uninvited(self):
        """Return the query of the rows of those who have a seat, or came, without an invitation."""
        return SQL(
            """
            SELECT r.id * 2 + 1, c.id, r.event_id, e.date_begin, NULL, r.company_id, r.outreach_attendee_id,
                r.outreach_organisation_id, r.outreach_target_group_id, r.outreach_municipality_id, r.outreach_organisation_type_id, NULL, NULL,
                r.outreach_attendance, r.outreach_is_walk_in, 0, 0, 0, 0, 0, 0, 0, 0, NULL, %(presence)s
            FROM event_registration r
            JOIN event_event e ON e.id = r.event_id
            LEFT JOIN (SELECT DISTINCT ON (event_id) event_id, id FROM outreach_campaign ORDER BY event_id, id) c ON c.event_id = e.id
            WHERE r.outreach_invitation_id IS NULL AND r.active AND r.state <> 'cancel'
                AND (c.id IS NOT NULL OR r.outreach_is_walk_in OR e.outreach_funding_id IS NOT NULL)
            """,
            presence=self._get_presence(SQL("r.outreach_attendee_id"), SQL("r.outreach_organisation_id")),
        )

    def _get_presence(self, person, organisation):
        """Return the columns about the workshop (e) itself: who had a registration (r) there, and who has come."""
        came = SQL("COALESCE(r.outreach_attendance = 'attended', FALSE)")
        came_before = SQL(
            """
            EXISTS (
                SELECT FROM event_registration earlier JOIN event_event past ON past.id = earlier.event_id
                WHERE earlier.outreach_attendee_id = %s AND earlier.outreach_attendance = 'attended'
                    AND (past.date_begin, past.id) < (e.date_begin, e.id)
            )
            """,
            person,
        )
        return SQL(
            """
            COALESCE(r.state = 'draft' AND r.outreach_waiting_since IS NOT NULL, FALSE)::int AS waiting_count,
            %(came)s::int AS attended_count,
            COALESCE(r.outreach_attendance = 'no_show', FALSE)::int AS absent_count,
            CASE WHEN %(came)s THEN CASE WHEN %(came_before)s THEN 'returning' ELSE 'first' END END AS visit,
            CASE WHEN %(came)s THEN (NOT %(came_before)s)::int ELSE 0 END AS first_count,
            CASE r.outreach_attendance WHEN 'attended' THEN 1 WHEN 'no_show' THEN 0 END AS show_rate,
            CASE WHEN %(came)s THEN %(person)s END AS attendee_id,
            CASE WHEN %(came)s THEN %(organisation)s END AS present_organisation_id
            """,
            came=came,
            came_before=came_before,
            person=person,
            organisation=organisation,
        )

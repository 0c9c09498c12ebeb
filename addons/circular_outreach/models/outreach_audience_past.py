from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class OutreachAudience(models.AbstractModel):
    """What has happened to contacts before, as expressions that the verdict looks up."""

    _inherit = "outreach.audience"

    def _get_opt_outs(self, campaign):
        """The widest opt-out of each address hash, and of each contact, that covers the campaign."""
        # One expression for each, on a column the planner knows: it must not compare every contact with every opt-out.
        widest = """
            SELECT DISTINCT ON (%(subject)s) %(subject)s AS subject, id, scope FROM outreach_opt_out
            WHERE %(subject)s IS NOT NULL AND withdrawn_on IS NULL
                AND (scope = 'everything' OR (scope = 'purpose' AND purpose = %(purpose)s) OR (scope = 'event' AND event_id = %(event)s))
            ORDER BY %(subject)s, scope = 'everything' DESC, id
        """
        values = {"purpose": campaign.purpose, "event": campaign.event_id.id or None}
        return SQL(
            "opt_out_by_address AS (%s), opt_out_by_contact AS (%s)",
            SQL(widest, subject=SQL.identifier("address_hash"), **values),
            SQL(widest, subject=SQL.identifier("partner_id"), **values),
        )

    def _get_seats(self, campaign):
        """Who is registered for the workshop already, other than by this campaign."""
        return SQL(
            """
            seat AS (
                SELECT DISTINCT r.outreach_attendee_id AS partner_id FROM event_registration r
                LEFT JOIN outreach_invitation i ON i.id = r.outreach_invitation_id
                WHERE r.event_id = %s AND r.outreach_attendee_id IS NOT NULL AND r.active AND r.state <> 'cancel'
                    AND i.campaign_id IS DISTINCT FROM %s
            )
            """,
            campaign.event_id.id or None,
            campaign.id,
        )

    def _get_elsewhere(self, campaign):
        """Who was invited to the same workshop, or asked to take on the same role, by another campaign; the one this rule asks for does not count."""
        return SQL(
            """
            elsewhere AS (
                SELECT i.partner_id, max(i.campaign_id) AS campaign_id FROM outreach_invitation i
                JOIN outreach_campaign c ON c.id = i.campaign_id
                WHERE c.id NOT IN %s AND i.sent_on IS NOT NULL
                    AND (c.event_id = %s OR (c.purpose = 'call' AND c.role_type_id = %s AND c.state <> 'closed'))
                GROUP BY i.partner_id
            )
            """,
            tuple((campaign | campaign.rule_answer_campaign_id).ids),
            campaign.event_id.id or None,
            campaign.role_type_id.id if campaign.purpose == "call" else None,
        )

    def _get_acceptors(self, campaign):
        """One person of each organisation that is coming, however they came to their seat; in a call one who has said yes."""
        return SQL(
            """
            acceptor AS (
                SELECT organisation_id, min(partner_id) AS partner_id FROM (
                    SELECT i.organisation_id, i.partner_id FROM outreach_invitation i
                    WHERE i.campaign_id = %(campaign)s AND i.answer = 'accepted' AND i.event_id IS NULL
                    UNION ALL
                    SELECT r.outreach_organisation_id, r.outreach_attendee_id FROM event_registration r
                    WHERE r.event_id = %(event)s AND r.active AND r.state IN ('open', 'done')
                ) AS coming
                WHERE organisation_id IS NOT NULL AND partner_id IS NOT NULL
                GROUP BY organisation_id
            )
            """,
            campaign=campaign.id,
            event=campaign.event_id.id or None,
        )

    def _get_tired(self, campaign):
        """Who got as many unasked mails of other campaigns lately as the office allows."""
        company = campaign.company_id
        return SQL(
            """
            tired AS (
                SELECT i.partner_id FROM outreach_delivery d
                JOIN outreach_campaign_step s ON s.id = d.step_id AND s.recipients IN ('everyone', 'silent')
                JOIN outreach_invitation i ON i.id = d.invitation_id
                WHERE %s AND d.sent_on >= %s AND d.campaign_id <> %s
                GROUP BY i.partner_id HAVING count(*) >= %s
            )
            """,
            company.outreach_contact_limit > 0,
            fields.Datetime.now() - timedelta(days=company.outreach_contact_limit_days),
            campaign.id,
            company.outreach_contact_limit,
        )

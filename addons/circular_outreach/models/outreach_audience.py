from odoo import api, models
from odoo.tools import SQL

# What a verdict rests on and says.
WRITTEN = (
    "email_normalized",
    "organisation_id",
    "target_group_id",
    "municipality_id",
    "organisation_type_id",
    "verdict",
    "verdict_partner_id",
    "verdict_campaign_id",
    "verdict_opt_out_id",
)
# How many of the contacts that are gone are named.
NAMED = 5


class OutreachAudience(models.AbstractModel):
    """Decides for every contact in a campaign's rule whether it will be written to, and if not, why not.

    All verdicts are taken by one statement, so that they rest on the same instant and a hundred thousand contacts are no problem. What the verdicts
    are is said in outreach_audience_verdict.py.
    """

    _name = "outreach.audience"
    _description = "Audience"

    @api.model
    def _build(self, campaign):
        """Write one invitation per contact in the rule; rows that were sent or answered are left as they are.

        :return: how many rows are new, how many have changed, how many contacts the rule no longer means, and some of these
        :rtype: dict
        """
        self.env.flush_all()
        # Until the transaction ends: compiling the statement takes longer than running it, and sorting should not need the disk.
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        # A failed statement would be logged with the keys of the address hashes in it.
        self.env.cr.execute(self._get_statement(campaign), log_exceptions=False)
        new, changed = self.env.cr.fetchone()
        self._take_down_roles(campaign)
        gone, departed = self._leave_out_departed(campaign)
        self.env.invalidate_all()
        return {"new": new, "changed": changed, "gone": gone, "departed": self.env["res.partner"].browse(departed)}

    @api.model
    def _judge(self, campaign, partners):
        """Return {partner id: verdict} of those contacts that must not be written to now. Contacts are not compared: that was decided before."""
        self.env.flush_all()
        if not partners:
            return {}
        judged = self._get_judged(campaign, SQL("%s", tuple(partners.ids)))
        self.env.cr.execute(
            SQL("WITH %s SELECT partner_id, own_verdict FROM contact WHERE own_verdict <> 'ready'", judged), log_exceptions=False
        )
        return dict(self.env.cr.fetchall())

    def _get_statement(self, campaign):
        """Return the statement that writes the verdicts and counts new and changed rows."""
        columns = [SQL.identifier(name) for name in WRITTEN]
        return SQL(
            """
            WITH %(judged)s, written AS (
                INSERT INTO outreach_invitation (
                    campaign_id, event_id, company_id, partner_id, %(columns)s,
                    verdict_on, answer, nonce, create_uid, create_date, write_uid, write_date
                )
                SELECT %(campaign)s, %(event)s, %(company)s, partner_id, %(columns)s,
                    %(now)s, 'none', replace(gen_random_uuid()::text, '-', ''), %(uid)s, %(now)s, %(uid)s, %(now)s
                FROM judged
                WHERE NOT EXISTS (
                    SELECT FROM outreach_invitation i WHERE i.campaign_id = %(campaign)s AND i.partner_id = judged.partner_id
                        AND (i.sent_on IS NOT NULL OR i.answer <> 'none' OR i.substitute_for_id IS NOT NULL OR (%(known)s) IS NOT DISTINCT FROM (%(found)s))
                )
                ORDER BY partner_id
                ON CONFLICT (campaign_id, partner_id) DO UPDATE SET
                    verdict_before = CASE
                        WHEN outreach_invitation.verdict <> EXCLUDED.verdict THEN outreach_invitation.verdict
                        ELSE outreach_invitation.verdict_before
                    END,
                    verdict_on = EXCLUDED.verdict_on, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date, %(updates)s
                WHERE outreach_invitation.sent_on IS NULL AND outreach_invitation.answer = 'none'
                    AND (%(old)s) IS DISTINCT FROM (%(new)s)
                RETURNING xmax = 0 AS is_new
            )
            SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
            """,
            judged=self._get_judged(campaign, self._get_meant(campaign)),
            columns=SQL(", ").join(columns),
            updates=SQL(", ").join(SQL("%s = EXCLUDED.%s", column, column) for column in columns),
            old=SQL(", ").join(SQL("outreach_invitation.%s", column) for column in columns),
            known=SQL(", ").join(SQL("i.%s", column) for column in columns),
            found=SQL(", ").join(SQL("judged.%s", column) for column in columns),
            new=SQL(", ").join(SQL("EXCLUDED.%s", column) for column in columns),
            campaign=campaign.id,
            event=campaign.event_id.id or None,
            company=campaign.company_id.id,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_meant(self, campaign):
        """Return the query of the contacts to compare: those in the rule, and those who have a place in the campaign already."""
        return SQL(
            "(%s UNION SELECT partner_id FROM outreach_invitation WHERE campaign_id = %s AND (sent_on IS NOT NULL OR answer <> 'none' OR substitute_for_id IS NOT NULL))",
            self.env["res.partner"]._search(campaign._get_audience_domain()).subselect(),
            campaign.id,
        )

    def _take_down_roles(self, campaign):
        """Keep with each invitation not yet sent which roles the contact, or its organisation, has now."""
        open_rows = SQL(
            "SELECT id, partner_id, organisation_id FROM outreach_invitation WHERE campaign_id = %s AND sent_on IS NULL",
            campaign.id,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH mine AS (%s), held AS (
                    SELECT mine.id, role.type_id FROM mine JOIN outreach_role role ON role.partner_id = mine.partner_id AND role.state <> 'ended'
                    UNION
                    SELECT mine.id, role.type_id FROM mine JOIN outreach_role role ON role.partner_id = mine.organisation_id AND role.state <> 'ended'
                ), ended AS (
                    DELETE FROM outreach_invitation_outreach_role_type_rel rel USING mine
                    WHERE mine.id = rel.outreach_invitation_id
                        AND NOT EXISTS (SELECT FROM held WHERE held.id = mine.id AND held.type_id = rel.outreach_role_type_id)
                )
                INSERT INTO outreach_invitation_outreach_role_type_rel (outreach_invitation_id, outreach_role_type_id)
                SELECT id, type_id FROM held
                WHERE NOT EXISTS (
                    SELECT FROM outreach_invitation_outreach_role_type_rel known
                    WHERE known.outreach_invitation_id = held.id AND known.outreach_role_type_id = held.type_id
                )
                ON CONFLICT DO NOTHING
                """,
                open_rows,
            )
        )

    def _leave_out_departed(self, campaign):
        """Remove contacts the rule no longer means, unless something was sent to them or came from them. Return their number and some of them.

        Where something hangs on the invitation, a note or a mail that waits, it stays and is left out.
        """
        partners = self.env["res.partner"]._search(campaign._get_audience_domain()).subselect()
        self.env.cr.execute(
            SQL(
                """
                WITH departed AS (
                    SELECT i.id, EXISTS (SELECT FROM outreach_delivery d WHERE d.invitation_id = i.id)
                        OR EXISTS (SELECT FROM mail_message m WHERE m.model = 'outreach.invitation' AND m.res_id = i.id)
                        OR EXISTS (SELECT FROM mail_activity a WHERE a.res_model = 'outreach.invitation' AND a.res_id = i.id) AS is_noted
                    FROM outreach_invitation i
                    WHERE i.campaign_id = %(campaign)s AND i.sent_on IS NULL AND i.answer = 'none' AND i.substitute_for_id IS NULL
                        AND NOT EXISTS (SELECT FROM %(partners)s AS meant (id) WHERE meant.id = i.partner_id)
                ), gone AS (
                    DELETE FROM outreach_invitation i USING departed WHERE departed.id = i.id AND NOT is_noted RETURNING i.partner_id
                ), kept AS (
                    UPDATE outreach_invitation i
                    SET verdict = 'left_out', verdict_before = i.verdict, verdict_on = %(now)s, verdict_partner_id = NULL
                    FROM departed WHERE departed.id = i.id AND is_noted AND i.verdict <> 'left_out' RETURNING i.partner_id
                ), both_kinds AS (SELECT partner_id FROM gone UNION ALL SELECT partner_id FROM kept)
                SELECT count(*), (array_agg(partner_id ORDER BY partner_id))[1:%(named)s] FROM both_kinds
                """,
                campaign=campaign.id,
                partners=partners,
                now=self.env.cr.now(),
                named=NAMED,
            )
        )
        count, some = self.env.cr.fetchone()
        return count, some or []

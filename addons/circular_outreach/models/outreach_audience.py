from odoo import api, models
from odoo.tools import SQL


class OutreachAudience(models.AbstractModel):
    """Decides for every contact in a campaign's rule whether it will be written to, and if not, why not.

    All verdicts are taken by one statement, so that they rest on the same instant and a hundred thousand contacts are no problem.
    """

    _name = "outreach.audience"
    _description = "Audience"

    @api.model
    def _build(self, campaign):
        """Write one invitation per contact in the rule; rows that were sent or answered are left as they are."""
        self.env.flush_all()
        # A failed statement would be logged with the keys of the address hashes in it.
        self.env.cr.execute(self._get_statement(campaign), log_exceptions=False)
        self._take_down_roles(campaign)
        self._leave_out_departed(campaign)
        campaign.invalidate_recordset()
        self.env["outreach.invitation"].invalidate_model()

    @api.model
    def _judge(self, campaign, partners):
        """Return {partner id: verdict} of those contacts that must not be written to now. Mailboxes are not compared: that was decided before."""
        self.env.flush_all()
        if not partners:
            return {}
        judged = self._get_judged(campaign, SQL("%s", tuple(partners.ids)))
        self.env.cr.execute(
            SQL(
                "WITH %s SELECT partner_id, verdict FROM judged WHERE verdict NOT IN ('ready', 'same_mailbox', 'by_people')",
                judged,
            ),
            log_exceptions=False,
        )
        return dict(self.env.cr.fetchall())

    def _get_statement(self, campaign):
        return SQL(
            """
            WITH %(judged)s
            INSERT INTO outreach_invitation (
                campaign_id, event_id, company_id, partner_id, organisation_id, email_normalized, target_group_id, municipality_id,
                verdict, verdict_partner_id, verdict_on, answer, nonce, create_uid, create_date, write_uid, write_date
            )
            SELECT %(campaign)s, %(event)s, %(company)s, partner_id, organisation_id, email, target_group_id, municipality_id,
                verdict, verdict_partner_id, %(now)s, 'none', replace(gen_random_uuid()::text, '-', ''), %(uid)s, %(now)s, %(uid)s, %(now)s
            FROM judged
            ORDER BY partner_id
            ON CONFLICT (campaign_id, partner_id) DO UPDATE SET
                verdict = EXCLUDED.verdict, verdict_partner_id = EXCLUDED.verdict_partner_id, verdict_on = EXCLUDED.verdict_on,
                organisation_id = EXCLUDED.organisation_id, email_normalized = EXCLUDED.email_normalized,
                target_group_id = EXCLUDED.target_group_id, municipality_id = EXCLUDED.municipality_id,
                write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
            WHERE outreach_invitation.sent_on IS NULL AND outreach_invitation.answer = 'none'
                AND (outreach_invitation.verdict, outreach_invitation.verdict_partner_id, outreach_invitation.email_normalized,
                    outreach_invitation.organisation_id, outreach_invitation.target_group_id, outreach_invitation.municipality_id)
                    IS DISTINCT FROM (EXCLUDED.verdict, EXCLUDED.verdict_partner_id, EXCLUDED.email_normalized,
                    EXCLUDED.organisation_id, EXCLUDED.target_group_id, EXCLUDED.municipality_id)
            """,
            judged=self._get_judged(campaign, self.env["res.partner"]._search(campaign._get_audience_domain()).subselect()),
            campaign=campaign.id,
            event=campaign.event_id.id or None,
            company=campaign.company_id.id,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_judged(self, campaign, partners):
        """Return the common table expressions that end in `judged`: a row per contact with its verdict and the contact it refers to.

        The first reason that applies is the verdict. An organisation is reached through its people where one of them can be written to; an
        organisation with a mailbox does not wait for people who can only be written a letter. Of several contacts with one mailbox the oldest is
        written to.
        """
        return SQL(
            """
            contact AS (
                SELECT p.id AS partner_id, p.is_company, p.commercial_partner_id AS organisation_id,
                    p.email_normalized AS email, p.outreach_target_group_id AS target_group_id,
                    p.outreach_municipality_id AS municipality_id,
                    CASE
                        WHEN p.active IS NOT TRUE THEN 'no_email'
                        WHEN EXISTS (%(opt_out)s) THEN 'opted_out'
                        WHEN EXISTS (SELECT FROM mail_blacklist b WHERE b.email = p.email_normalized AND b.active) THEN 'blacklisted'
                        WHEN p.message_bounce > 0 AND COALESCE(p.email_normalized, '') <> '' THEN 'bounced'
                        WHEN EXISTS (
                            SELECT FROM event_registration r
                            LEFT JOIN outreach_invitation i ON i.id = r.outreach_invitation_id
                            WHERE r.event_id = %(event)s AND r.outreach_attendee_id = p.id AND r.active AND r.state <> 'cancel'
                                AND i.campaign_id IS DISTINCT FROM %(campaign)s
                        ) THEN 'registered'
                        WHEN COALESCE(p.email_normalized, '') <> '' THEN 'ready'
                        WHEN EXISTS (%(postal_address)s) THEN 'letter'
                        ELSE 'no_email'
                    END AS own_verdict
                FROM res_partner p
                WHERE p.id IN %(partners)s
            ), ranked AS (
                SELECT *,
                    first_value(partner_id) OVER (PARTITION BY email, own_verdict ORDER BY is_company NULLS FIRST, partner_id) AS first_id,
                    bool_or(own_verdict = 'ready' AND is_company IS NOT TRUE) OVER organisation AS has_ready_people,
                    bool_or(own_verdict = 'letter' AND is_company IS NOT TRUE) OVER organisation AS has_letter_people
                FROM contact
                WINDOW organisation AS (PARTITION BY organisation_id)
            ), judged AS (
                SELECT partner_id, organisation_id, email, target_group_id, municipality_id,
                    CASE
                        WHEN is_company AND has_ready_people AND own_verdict IN ('ready', 'letter', 'no_email') THEN 'by_people'
                        WHEN is_company AND has_letter_people AND own_verdict IN ('letter', 'no_email') THEN 'by_people'
                        WHEN own_verdict = 'ready' AND first_id <> partner_id THEN 'same_mailbox'
                        ELSE own_verdict
                    END AS verdict,
                    CASE
                        WHEN is_company AND has_ready_people THEN NULL
                        WHEN own_verdict = 'ready' AND first_id <> partner_id THEN first_id
                    END AS verdict_partner_id
                FROM ranked
            )
            """,
            opt_out=self._get_opt_out(campaign, SQL("p.email_normalized"), SQL("p.id")),
            postal_address=self._get_postal_address(),
            event=campaign.event_id.id or None,
            campaign=campaign.id,
            partners=partners,
        )

    def _get_postal_address(self):
        """Return the query that finds an address a letter can be sent to: the contact's own, or else its organisation's."""
        return SQL(
            """
            SELECT FROM res_partner a
            WHERE a.id IN (p.id, p.commercial_partner_id) AND concat(a.street, a.street2) ~ '\\S' AND a.zip ~ '\\S' AND a.city ~ '\\S'
            """
        )

    def _get_opt_out(self, campaign, email, partner):
        """Return the query that finds an opt-out of this address or contact that covers the campaign."""
        return SQL(
            """
            SELECT FROM outreach_opt_out o
            WHERE (o.address_hash = %(hash)s OR o.partner_id = %(partner)s)
                AND (o.scope = 'everything' OR (o.scope = 'purpose' AND o.purpose = %(purpose)s) OR (o.scope = 'event' AND o.event_id = %(event)s))
            """,
            hash=self.env["outreach.opt.out"]._hash_sql(email),
            partner=partner,
            purpose=campaign.purpose,
            event=campaign.event_id.id or None,
        )

    def _take_down_roles(self, campaign):
        """Keep with each invitation not yet sent which roles the contact, or its organisation, has now."""
        self.env.cr.execute(
            SQL(
                """
                WITH open AS (SELECT id, partner_id, organisation_id FROM outreach_invitation WHERE campaign_id = %(campaign)s AND sent_on IS NULL),
                gone AS (DELETE FROM outreach_invitation_outreach_role_type_rel WHERE outreach_invitation_id IN (SELECT id FROM open))
                SELECT DISTINCT open.id, role.type_id FROM open
                JOIN outreach_role role ON role.partner_id IN (open.partner_id, open.organisation_id) AND role.state <> 'ended'
                """,
                campaign=campaign.id,
            )
        )
        if rows := self.env.cr.fetchall():
            self.env.cr.execute_values(
                "INSERT INTO outreach_invitation_outreach_role_type_rel (outreach_invitation_id, outreach_role_type_id) VALUES %s",
                rows,
            )

    def _leave_out_departed(self, campaign):
        """Remove contacts the rule no longer means, unless something was sent to them or came from them."""
        partners = self.env["res.partner"]._search(campaign._get_audience_domain()).subselect()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM outreach_invitation i
                WHERE i.campaign_id = %s AND i.sent_on IS NULL AND i.answer = 'none' AND i.partner_id NOT IN %s
                    AND NOT EXISTS (SELECT FROM outreach_delivery d WHERE d.invitation_id = i.id)
                """,
                campaign.id,
                partners,
            )
        )

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class OutreachAudience(models.AbstractModel):
    """The verdicts, as common table expressions that build on each other.

    contact   one row per contact with what speaks for or against it alone: `own_verdict`
    single    without contacts that are entered twice
    mailed    without contacts that share a mailbox with somebody who is written to
    judged    with the limits of the campaign per organisation: `verdict`, and what it refers to

    At each stage whoever was written to already comes first, then who was chosen by hand: a later look at the audience takes nobody's place away.
    """

    _inherit = "outreach.audience"

    def _get_judged(self, campaign, partners):
        """Return the expressions for these contacts (a subquery or tuple of ids)."""
        return SQL(
            ", ".join(["%s"] * 9),
            self._get_opt_outs(campaign),
            self._get_seats(campaign),
            self._get_elsewhere(campaign),
            self._get_acceptors(campaign),
            self._get_tired(campaign),
            self._get_contact(campaign, partners),
            self._get_single(),
            self._get_mailed(),
            self._get_compared(campaign),
        )

    def _get_contact(self, campaign, partners):
        """One row per contact, and the first reason that applies to it alone.

        What somebody wants comes first, then what is settled already, then what the office wants, then how they can be reached.
        """
        return SQL(
            """
            contact AS (
                SELECT p.id AS partner_id, COALESCE(p.is_company, FALSE) AS is_company, p.commercial_partner_id AS organisation_id,
                    p.email_normalized AS email, p.outreach_target_group_id AS target_group_id,
                    p.outreach_municipality_id AS municipality_id, p.outreach_is_main_contact AS is_main, %(twin)s AS twin,
                    COALESCE(choice.kind, '') IN ('invite', 'letter') AS is_chosen, mine.sent_on IS NOT NULL AS was_sent,
                    EXISTS (%(contact_person)s) AS is_contact_person,
                    COALESCE(by_address.id, by_contact.id) AS opt_out_id, elsewhere.campaign_id AS other_campaign_id,
                    acceptor.partner_id AS acceptor_id,
                    CASE
                        WHEN p.active IS NOT TRUE THEN 'no_email'
                        WHEN 'everything' IN (by_address.scope, by_contact.scope) THEN 'objection'
                        WHEN by_address.id IS NOT NULL OR by_contact.id IS NOT NULL THEN 'opted_out'
                        WHEN EXISTS (SELECT FROM mail_blacklist b WHERE b.email = p.email_normalized AND b.active) THEN 'blacklisted'
                        WHEN choice.kind = 'leave_out' THEN 'left_out'
                        WHEN seat.partner_id IS NOT NULL THEN 'registered'
                        WHEN choice.kind = 'letter' AND %(has_address)s THEN 'letter'
                        WHEN NOT %(covered)s THEN 'no_basis'
                        WHEN choice.kind IN ('invite', 'letter') THEN %(way)s
                        WHEN elsewhere.campaign_id IS NOT NULL AND mine.sent_on IS NULL THEN 'invited_elsewhere'
                        WHEN %(skips_colleagues)s AND acceptor.partner_id <> p.id THEN 'represented'
                        WHEN tired.partner_id IS NOT NULL AND mine.sent_on IS NULL THEN 'too_often'
                        ELSE %(way)s
                    END AS own_verdict
                FROM res_partner p
                JOIN res_partner o ON o.id = COALESCE(p.commercial_partner_id, p.id)
                LEFT JOIN outreach_audience_choice choice ON choice.campaign_id = %(campaign)s AND choice.partner_id = p.id
                LEFT JOIN outreach_invitation mine ON mine.campaign_id = %(campaign)s AND mine.partner_id = p.id
                LEFT JOIN opt_out by_address ON by_address.subject = %(hash)s
                LEFT JOIN opt_out by_contact ON by_contact.subject = p.id::text
                LEFT JOIN seat ON seat.partner_id = p.id
                LEFT JOIN elsewhere ON elsewhere.partner_id = p.id
                LEFT JOIN acceptor ON acceptor.organisation_id = p.commercial_partner_id
                LEFT JOIN tired ON tired.partner_id = p.id
                WHERE p.id IN %(partners)s
            )
            """,
            twin=self._get_twin(),
            contact_person=self._get_contact_person(campaign),
            has_address=self._get_postal_address(),
            covered=self._get_covered(campaign),
            way=self._get_way(),
            skips_colleagues=campaign.colleague_policy == "skip",
            hash=self.env["outreach.opt.out"]._hash_sql(SQL("p.email_normalized")),
            campaign=campaign.id,
            partners=partners,
        )

    def _get_way(self):
        """Return the expression of how a contact (p) is reached."""
        return SQL(
            """
            CASE
                WHEN COALESCE(p.email_normalized, '') <> '' AND p.message_bounce > 0 THEN 'bounced'
                WHEN COALESCE(p.email_normalized, '') <> '' THEN 'ready'
                WHEN %s THEN 'letter'
                ELSE 'no_email'
            END
            """,
            self._get_postal_address(),
        )

    def _get_postal_address(self):
        """Return the condition that a letter can be sent to a contact (p) itself, or else to its organisation (o)."""
        complete = "(concat({0}.street, {0}.street2) ~ '\\S' AND {0}.zip ~ '\\S' AND {0}.city ~ '\\S')"
        # The aliases are written here, nothing comes from outside.
        return SQL(f"COALESCE({complete.format('p')} OR {complete.format('o')}, FALSE)")  # pylint: disable=sql-injection

    def _get_covered(self, campaign):
        """Return the condition that the legal basis of a contact (p) covers the purpose of the campaign."""
        return SQL(
            """
            CASE COALESCE(p.outreach_legal_basis, 'task')
                WHEN 'task' THEN NOT %s
                WHEN 'consent' THEN COALESCE(p.outreach_consent_purpose IN (%s, 'both'), FALSE)
                ELSE FALSE
            END
            """,
            campaign.needs_consent,
            campaign.purpose,
        )

    def _get_twin(self):
        """Return the expression that is the same for two entries of one person, or one organisation; NULL where too little is known.

        The name alone is not enough: it must be the same organisation, or the same door.
        """
        return SQL(
            """
            CASE
                WHEN p.is_company THEN concat_ws('|', 'o', lower(p.name), p.zip, lower(p.street))
                WHEN p.outreach_first_name ~ '\\S' AND p.outreach_surname ~ '\\S' THEN
                    concat_ws('|', 'p', lower(p.outreach_first_name), lower(p.outreach_surname),
                        CASE WHEN p.commercial_partner_id <> p.id THEN p.commercial_partner_id::text
                            WHEN p.street ~ '\\S' THEN concat(p.zip, lower(p.street)) ELSE 'id' || p.id END)
            END
            """
        )

    def _get_contact_person(self, campaign):
        """Return the query that finds a role, of those in the rule if it names any, which a contact (p) is the contact person of."""
        named = campaign.rule_role_type_ids
        return SQL(
            "SELECT FROM outreach_role role WHERE role.contact_id = p.id AND role.state <> 'ended' AND %s",
            SQL("role.type_id IN %s", tuple(named.ids)) if named else SQL("TRUE"),
        )

    def _get_opt_outs(self, campaign):
        """The widest opt-out of each address hash and of each contact that covers the campaign."""
        return SQL(
            """
            opt_out AS (
                SELECT DISTINCT ON (subject) subject, id, scope
                FROM outreach_opt_out o CROSS JOIN LATERAL (VALUES (o.address_hash), (o.partner_id::text)) AS s (subject)
                WHERE subject IS NOT NULL AND (
                    o.scope = 'everything' OR (o.scope = 'purpose' AND o.purpose = %s) OR (o.scope = 'event' AND o.event_id = %s)
                )
                ORDER BY subject, o.scope = 'everything' DESC, o.id
            )
            """,
            campaign.purpose,
            campaign.event_id.id or None,
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
                    WHERE i.campaign_id = %(campaign)s AND i.answer = 'accepted'
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

    def _get_single(self):
        """Of entries that are one person one is written to. If one of them is settled or wants nothing, so it is for all of them."""
        return SQL(
            """
            paired AS (
                SELECT *, first_value(partner_id) OVER (
                    PARTITION BY COALESCE(twin, partner_id::text)
                    ORDER BY was_sent DESC,
                        own_verdict IN ('objection', 'opted_out', 'blacklisted', 'left_out', 'registered', 'no_basis', 'invited_elsewhere',
                            'too_often') DESC,
                        is_chosen DESC, own_verdict = 'ready' DESC, own_verdict = 'letter' DESC, partner_id
                ) AS twin_id
                FROM contact
            ), single AS (
                SELECT *, CASE WHEN own_verdict IN ('ready', 'letter') AND twin_id <> partner_id AND NOT is_chosen AND NOT was_sent
                    AND NOT EXISTS (SELECT FROM outreach_partner_distinct_rel d WHERE d.partner_id = paired.partner_id AND d.other_id = twin_id)
                    THEN 'duplicate' ELSE own_verdict END AS single_verdict
                FROM paired
            )
            """
        )

    def _get_mailed(self):
        """Of contacts with one mailbox a person is written to rather than an organisation, and the one known for longer."""
        return SQL(
            """
            shared AS (
                SELECT *, first_value(partner_id) OVER (
                    PARTITION BY email, (single_verdict = 'ready' OR was_sent) ORDER BY was_sent DESC, is_chosen DESC, is_company, partner_id
                ) AS first_id
                FROM single
            ), mailed AS (
                SELECT *, CASE WHEN single_verdict = 'ready' AND first_id <> partner_id AND NOT is_chosen
                    THEN 'same_mailbox' ELSE single_verdict END AS mailed_verdict
                FROM shared
            )
            """
        )

    def _get_compared(self, campaign):
        """An organisation is reached through its people where one of them is, or was; of its people so many are written to as the campaign wants.

        An organisation with a mailbox does not wait for people who can only be written a letter.
        """
        return SQL(
            """
            ranked AS (
                SELECT *,
                    bool_or(NOT is_company AND (was_sent OR mailed_verdict IN (
                        'ready', 'registered', 'invited_elsewhere', 'represented', 'too_often'))) OVER organisation AS has_mailed_people,
                    bool_or(NOT is_company AND mailed_verdict = 'letter') OVER organisation AS has_letter_people,
                    bool_or(is_contact_person AND (was_sent OR mailed_verdict IN ('ready', 'letter'))) OVER organisation AS has_contact_person,
                    row_number() OVER people AS place, first_value(partner_id) OVER people AS first_of_people_id
                FROM mailed
                WINDOW organisation AS (PARTITION BY organisation_id),
                    people AS (
                        PARTITION BY organisation_id, is_company, (was_sent OR mailed_verdict IN ('ready', 'letter'))
                        ORDER BY was_sent DESC, is_chosen DESC, is_contact_person DESC, is_main DESC NULLS LAST,
                            mailed_verdict = 'ready' DESC, partner_id
                    )
            ), decided AS (
                SELECT *, CASE
                    WHEN is_chosen OR was_sent THEN mailed_verdict
                    WHEN is_company AND has_mailed_people AND mailed_verdict IN ('ready', 'letter', 'no_email') THEN 'by_people'
                    WHEN is_company AND has_letter_people AND mailed_verdict IN ('letter', 'no_email') THEN 'by_people'
                    WHEN NOT is_company AND mailed_verdict IN ('ready', 'letter') AND %(too_many)s THEN 'organisation_limit'
                    ELSE mailed_verdict
                END AS verdict
                FROM ranked
            ), judged AS (
                SELECT partner_id, organisation_id, email AS email_normalized, target_group_id, municipality_id, verdict,
                    CASE verdict WHEN 'duplicate' THEN twin_id WHEN 'same_mailbox' THEN first_id WHEN 'organisation_limit' THEN first_of_people_id
                        WHEN 'represented' THEN acceptor_id END AS verdict_partner_id,
                    CASE verdict WHEN 'invited_elsewhere' THEN other_campaign_id END AS verdict_campaign_id,
                    CASE WHEN verdict IN ('objection', 'opted_out') THEN opt_out_id END AS verdict_opt_out_id
                FROM decided
            )
            """,
            too_many=self._get_too_many(campaign),
        )

    def _get_too_many(self, campaign):
        """Return the condition that the organisation of somebody has enough others who are written to."""
        if campaign.organisation_policy == "limit":
            return SQL("place > %s", campaign.organisation_limit)
        if campaign.organisation_policy == "contact_person":
            return SQL("NOT is_contact_person AND (has_contact_person OR place > 1)")
        return SQL("FALSE")

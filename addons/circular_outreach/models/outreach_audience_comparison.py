from odoo import models
from odoo.tools import SQL

from ..tools.verdict import UNWILLING


class OutreachAudience(models.AbstractModel):
    """Contacts beside each other: entries of one person, people of one organisation, contacts with one mailbox."""

    _inherit = "outreach.audience"

    def _get_precedence(self):
        """Return in which order people of one organisation, or with one mailbox, have their turn."""
        return SQL("is_kept DESC, is_chosen DESC, is_company, is_contact_person DESC, is_main DESC NULLS LAST")

    def _get_single(self):
        """Of entries that are one person one is written to. If one of them is settled or wants nothing, so it is for all of them.

        An entry is compared with those before it, unless the office has said that they are not the same. Being chosen by hand does not help an entry
        whose other one wants nothing, or must not be written to.
        """
        return SQL(
            """
            paired AS (
                SELECT *, array_agg(partner_id) OVER (
                    PARTITION BY COALESCE(twin, partner_id::text) COLLATE "C"
                    ORDER BY is_kept DESC,
                        own_verdict IN ('objection', 'opted_out', 'blacklisted', 'left_out', 'registered', 'no_basis', 'invited_elsewhere',
                            'too_often') DESC,
                        own_verdict IN ('ready', 'letter') DESC, is_chosen DESC, own_verdict = 'ready' DESC, %(precedence)s, partner_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS earlier_ids,
                array_agg(partner_id) FILTER (WHERE own_verdict IN %(unwilling)s) OVER (
                    PARTITION BY COALESCE(twin, partner_id::text) COLLATE "C"
                ) AS unwilling_ids
                FROM contact
            ), compared AS (
                SELECT *, CASE WHEN own_verdict IN ('ready', 'letter') AND NOT is_kept AND (NOT is_chosen OR unwilling_ids IS NOT NULL) THEN (
                    SELECT earlier.id
                    FROM unnest(CASE WHEN is_chosen THEN unwilling_ids ELSE earlier_ids END) WITH ORDINALITY AS earlier (id, place)
                    WHERE NOT EXISTS (
                        SELECT FROM outreach_partner_distinct_rel d WHERE d.partner_id = paired.partner_id AND d.other_id = earlier.id
                    )
                    ORDER BY place LIMIT 1
                ) END AS twin_id
                FROM paired
            ), single AS (
                SELECT *, CASE WHEN twin_id IS NOT NULL THEN 'duplicate' ELSE own_verdict END AS single_verdict,
                    is_kept OR (own_verdict IN ('ready', 'letter') AND twin_id IS NULL) AS is_reached
                FROM compared
            )
            """,
            precedence=self._get_precedence(),
            unwilling=UNWILLING,
        )

    def _get_compared(self, campaign):
        """Contacts beside each other: those of one organisation, then those with one mailbox.

        A person is written to rather than an organisation. An organisation is reached through its people where one of them is, or was; with a
        mailbox it does not wait for people who can only be written a letter.
        """
        return SQL(
            """
            %(ranked)s, limited AS (
                SELECT *, CASE
                    WHEN is_chosen OR is_kept THEN single_verdict
                    WHEN is_company AND has_mailed_people AND single_verdict IN ('ready', 'letter', 'no_email') THEN 'by_people'
                    WHEN is_company AND has_letter_people AND single_verdict IN ('letter', 'no_email') THEN 'by_people'
                    WHEN NOT is_company AND is_reached AND %(too_many)s THEN 'organisation_limit'
                    ELSE single_verdict
                END AS limited_verdict
                FROM ranked
            ), shared AS (
                SELECT *, first_value(partner_id) OVER (
                    PARTITION BY email COLLATE "C",
                        CASE WHEN is_kept THEN was_ready AND (was_sent OR own_verdict = 'ready') ELSE limited_verdict = 'ready' END
                    ORDER BY %(precedence)s, partner_id
                ) AS first_id
                FROM limited
            ), decided AS (
                SELECT *, CASE WHEN limited_verdict = 'ready' AND first_id <> partner_id AND NOT is_chosen AND NOT is_kept
                    THEN 'same_mailbox' ELSE limited_verdict END AS verdict
                FROM shared
            ), judged AS (
                SELECT partner_id, organisation_id, email AS email_normalized, target_group_id, municipality_id, organisation_type_id,
                    verdict,
                    CASE verdict WHEN 'duplicate' THEN twin_id WHEN 'same_mailbox' THEN first_id WHEN 'organisation_limit' THEN first_of_people_id
                        WHEN 'represented' THEN acceptor_id END AS verdict_partner_id,
                    CASE verdict WHEN 'invited_elsewhere' THEN other_campaign_id END AS verdict_campaign_id,
                    CASE WHEN verdict IN ('objection', 'opted_out') THEN opt_out_id END AS verdict_opt_out_id
                FROM decided
            )
            """,
            ranked=self._get_ranked(campaign),
            too_many=self._get_too_many(campaign),
            precedence=self._get_precedence(),
        )

    def _get_ranked(self, campaign):
        """Return what is known of the people of each organisation, and the place of each among those who are reached.

        People with one mailbox take one place together: they get one mail.
        """
        has_people = SQL(
            """
            bool_or(NOT is_company AND (is_kept OR single_verdict IN (
                'ready', 'registered', 'invited_elsewhere', 'represented', 'too_often'))) OVER organisation AS has_mailed_people,
            bool_or(NOT is_company AND single_verdict = 'letter') OVER organisation AS has_letter_people
            """
        )
        if campaign.organisation_policy == "everyone":
            return SQL(
                "ranked AS (SELECT *, NULL::int AS first_of_people_id, %s FROM single WINDOW organisation AS (PARTITION BY organisation_id))",
                has_people,
            )
        return SQL(
            """
            housed AS (
                SELECT *, row_number() OVER (
                    PARTITION BY organisation_id, is_company, is_reached,
                        CASE WHEN COALESCE(email, '') = '' OR (NOT is_kept AND single_verdict = 'letter') THEN partner_id::text ELSE email END COLLATE "C"
                    ORDER BY %(precedence)s, single_verdict = 'ready' DESC, partner_id
                ) = 1 AS opens_mailbox
                FROM single
            ), ranked AS (
                SELECT *, %(has_people)s, bool_or(is_contact_person AND is_reached) OVER organisation AS has_contact_person,
                    count(*) FILTER (WHERE opens_mailbox) OVER people AS place, first_value(partner_id) OVER people AS first_of_people_id
                FROM housed
                WINDOW organisation AS (PARTITION BY organisation_id),
                    people AS (
                        PARTITION BY organisation_id, is_company, is_reached
                        ORDER BY %(precedence)s, single_verdict = 'ready' DESC, partner_id ROWS UNBOUNDED PRECEDING
                    )
            )
            """,
            has_people=has_people,
            precedence=self._get_precedence(),
        )

    def _get_too_many(self, campaign):
        """Return the condition that the organisation of somebody has enough others who are written to."""
        if campaign.organisation_policy == "limit":
            return SQL("place > %s", campaign.organisation_limit)
        if campaign.organisation_policy == "contact_person":
            return SQL("NOT is_contact_person AND (has_contact_person OR place > 1)")
        return SQL("FALSE")

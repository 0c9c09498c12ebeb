from odoo import models
from odoo.tools import SQL


class OutreachAudience(models.AbstractModel):
    """The verdicts, as common table expressions that build on each other.

    contact   one row per contact with what speaks for or against it alone: `own_verdict`
    single    without contacts that are entered twice
    limited   with the limits of the campaign per organisation
    judged    without contacts that share a mailbox with somebody who is written to: `verdict`, and what it refers to

    At each stage whoever was written to or has answered (`is_kept`) comes first, also when the rule no longer means them, then who was chosen by
    hand: a later look at the audience takes nobody's place away. Mailboxes come last, so that nobody waits for a mail that is not written.
    """

    _inherit = "outreach.audience"

    def _get_judged(self, campaign, partners):
        """Return the expressions for these contacts (a subquery or tuple of ids)."""
        return SQL(
            ", ".join(["%s"] * 8),
            self._get_opt_outs(campaign),
            self._get_seats(campaign),
            self._get_elsewhere(campaign),
            self._get_acceptors(campaign),
            self._get_tired(campaign),
            self._get_contact(campaign, partners),
            self._get_single(),
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
                    p.outreach_municipality_id AS municipality_id,
                    p.outreach_organisation_type_id AS organisation_type_id, p.outreach_is_main_contact AS is_main, %(twin)s AS twin,
                    COALESCE(choice.kind, '') IN ('invite', 'letter') AS is_chosen,
                    mine.sent_on IS NOT NULL OR COALESCE(mine.answer, 'none') <> 'none' AS is_kept,
                    mine.sent_on IS NOT NULL AS was_sent, COALESCE(mine.verdict = 'ready', FALSE) AS was_ready,
                    EXISTS (%(contact_person)s) AS is_contact_person,
                    CASE WHEN by_contact.scope = 'everything' AND by_address.scope <> 'everything' THEN by_contact.id
                        ELSE COALESCE(by_address.id, by_contact.id) END AS opt_out_id,
                    elsewhere.campaign_id AS other_campaign_id,
                    acceptor.partner_id AS acceptor_id,
                    CASE
                        WHEN p.active IS NOT TRUE THEN 'no_email'
                        WHEN 'everything' IN (by_address.scope, by_contact.scope) THEN 'objection'
                        WHEN by_address.id IS NOT NULL OR by_contact.id IS NOT NULL THEN 'opted_out'
                        WHEN EXISTS (SELECT FROM mail_blacklist b WHERE b.email = p.email_normalized AND b.active) THEN 'blacklisted'
                        WHEN choice.kind = 'leave_out' THEN 'left_out'
                        WHEN seat.partner_id IS NOT NULL THEN 'registered'
                        WHEN p.outreach_legal_basis = 'none' THEN 'no_basis'
                        WHEN choice.kind = 'letter' THEN CASE WHEN %(has_address)s THEN 'letter' ELSE 'no_email' END
                        WHEN NOT %(covered)s THEN 'no_basis'
                        WHEN choice.kind = 'invite' THEN %(way)s
                        WHEN elsewhere.campaign_id IS NOT NULL AND mine.sent_on IS NULL THEN 'invited_elsewhere'
                        WHEN %(skips_colleagues)s AND acceptor.partner_id <> p.id AND mine.answer IS DISTINCT FROM 'accepted' THEN 'represented'
                        WHEN tired.partner_id IS NOT NULL AND mine.sent_on IS NULL THEN 'too_often'
                        ELSE %(way)s
                    END AS own_verdict
                FROM res_partner p
                JOIN res_partner o ON o.id = COALESCE(p.commercial_partner_id, p.id)
                LEFT JOIN outreach_audience_choice choice ON choice.campaign_id = %(campaign)s AND choice.partner_id = p.id
                LEFT JOIN outreach_invitation mine ON mine.campaign_id = %(campaign)s AND mine.partner_id = p.id
                LEFT JOIN opt_out_by_address by_address ON by_address.subject = %(hash)s
                LEFT JOIN opt_out_by_contact by_contact ON by_contact.subject = p.id
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
                WHEN 'task' THEN NOT %(needed)s OR %(given)s
                WHEN 'consent' THEN %(given)s
                ELSE FALSE
            END
            """,
            needed=campaign.needs_consent,
            given=SQL("COALESCE(p.outreach_consent_purpose IN (%s, 'both'), FALSE)", campaign.purpose),
        )

    def _get_twin(self):
        """Return the expression that is the same for two entries of one person, or one organisation; NULL where too little is known.

        The name alone is not enough: it must be the same organisation, or the same door.
        """
        return SQL(
            """
            CASE
                WHEN p.is_company THEN
                    CASE WHEN concat(p.zip, p.street) ~ '\\S' THEN concat_ws('|', 'o', lower(p.name), p.zip, lower(p.street)) END
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

from odoo import api, models
from odoo.tools import SQL

from ..privacy.person import Person


class OutreachRetentionRule(models.Model):
    """What is due by each rule, and how it is erased: one pair of methods for each code."""

    _inherit = "outreach.retention.rule"

    @api.model
    def _find_due_inactive_contact(self, limit):
        """People nobody has written to, who have not answered and not come, for so long; nobody with a role or a login."""
        query = SQL(
            """
            SELECT p.id FROM res_partner p
            WHERE p.active AND NOT p.is_company AND p.create_date < %(limit)s AND p.outreach_source IS NOT NULL
                AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
                AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
                AND NOT EXISTS (SELECT FROM outreach_role r WHERE r.state <> 'ended' AND p.id IN (r.partner_id, r.contact_id))
                AND NOT EXISTS (SELECT FROM crm_lead l WHERE l.partner_id = p.id AND l.active AND l.create_date >= %(limit)s)
                AND NOT EXISTS (
                    SELECT FROM outreach_invitation i LEFT JOIN event_event e ON e.id = i.event_id WHERE i.partner_id = p.id
                        AND GREATEST(i.create_date, i.sent_on, i.answered_on, e.date_end) >= %(limit)s
                )
                AND NOT EXISTS (
                    SELECT FROM event_registration r JOIN event_event e ON e.id = r.event_id
                    WHERE p.id IN (r.partner_id, r.outreach_attendee_id) AND e.date_end >= %(limit)s
                )
            ORDER BY p.id
            """,
            limit=limit,
        )
        self.env.flush_all()
        return self.env["res.partner"].browse(row[0] for row in self.env.execute_query(query))

    def _erase_due_inactive_contact(self, contacts):
        return self._erase_contacts(contacts)

    @api.model
    def _find_due_unconfirmed_contact(self, limit):
        """People somebody else has named, whom the office has never taken over."""
        found = self.env["res.partner"].search([("outreach_unconfirmed_since", "<", limit.date())], order="id")
        return found.filtered(lambda one: not one.user_ids and not self._is_ahead(one))

    def _erase_due_unconfirmed_contact(self, contacts):
        return self._erase_contacts(contacts)

    @api.model
    def _is_ahead(self, partner):
        registrations = self.env["event.registration"].search([("outreach_attendee_id", "=", partner.id)])
        return any(one.state != "cancel" and one.event_id.date_end > one.env.cr.now() for one in registrations)

    def _erase_contacts(self, contacts):
        return self.env["outreach.erasure"]._erase_persons([Person.of(one) for one in contacts], self)

    @api.model
    def _find_due_registration(self, limit):
        """Names of people who are no contact: walk-ins and who registered by themselves. What is proof for a funder stays with its papers."""
        past = [("event_id.date_end", "<", limit), ("outreach_attendee_id", "=", False), ("partner_id", "=", False)]
        found = self.env["event.registration"].search([*past, ("email", "!=", False)], order="id")
        found |= self.env["event.registration"].search([*past, ("phone", "!=", False)], order="id")
        return found.filtered(lambda one: not self._is_kept_for_funder(one.event_id))

    def _erase_due_registration(self, registrations):
        return self._overwrite_due("outreach.privacy.registration", registrations)

    @api.model
    def _is_kept_for_funder(self, event):
        funding = event.outreach_funding_id
        return bool(funding) and (not funding.keep_until or funding.keep_until >= self.env.cr.now().date())

    @api.model
    def _find_due_answer_comment(self, limit):
        return self.env["outreach.answer"].search([("comment", "!=", False), ("answered_on", "<", limit)], order="id")

    def _erase_due_answer_comment(self, answers):
        return self._overwrite_due("outreach.privacy.answer", answers)

    @api.model
    def _find_due_delivery_address(self, limit):
        sent = [("create_date", "<", limit), ("state", "not in", ("ready", "sending"))]
        return self.env["outreach.delivery"].search([*sent, "|", ("email", "!=", False), ("failure", "!=", False)], order="id")

    def _erase_due_delivery_address(self, deliveries):
        return self._overwrite_due("outreach.privacy.delivery", deliveries)

    def _overwrite_due(self, kind, records):
        """Empty what the kind would empty, without a person to search texts for."""
        Kind = self.env[kind]
        Kind._empty(records, Person.of(self.env["res.partner"]))
        self.env["outreach.erasure.log"]._record({kind: len(records)}, self)
        return self.env["ir.attachment"]

    @api.model
    def _find_due_reply(self, limit):
        """What people have written about an invitation, and what came back for it."""
        places = [("model", "=", "outreach.invitation"), ("date", "<", limit)]
        return self.env["mail.message"].search(places, order="id")

    def _erase_due_reply(self, messages):
        self.env["outreach.erasure.log"]._record({"outreach.privacy.message": len(messages)}, self)
        messages.unlink()
        return self.env["ir.attachment"]

    @api.model
    def _find_due_signed_list(self, limit):
        """Signed lists: of funded workshops until the day the funder's papers may go, of others for the period of the rule."""
        events = self.env["event.event"].search([("outreach_scan_ids", "!=", False), ("date_end", "<", limit)])
        return events.filtered(lambda event: not self._is_kept_for_funder(event)).outreach_scan_ids

    def _erase_due_signed_list(self, scans):
        self.env["outreach.erasure.log"]._record({"outreach.privacy.file": len(scans)}, self)
        scans.unlink()
        return self.env["ir.attachment"]

    @api.model
    def _find_due_request(self, limit):
        return self.env["outreach.privacy.request"].search(
            [("state", "in", ("done", "refused")), ("answered_on", "<", limit.date())], order="id"
        )

    def _erase_due_request(self, requests):
        self.env["outreach.erasure.log"]._record({"outreach.privacy.asked": len(requests)}, self)
        requests.unlink()
        return self.env["ir.attachment"]

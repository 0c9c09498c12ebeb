from odoo import models

from ..tools import german_order, text_workbook

# Who must not be written to, by letter or otherwise (invariant I6).
FORBIDDEN = {"objection", "opted_out", "blacklisted", "left_out", "no_basis", "no_email"}


class OutreachHandover(models.Model):
    """What stands on a list: no more than its purpose needs."""

    _inherit = "outreach.handover"

    def _get_title(self):
        return {
            "letter": self.env._("Postal addresses"),
            "post": self.env._("Postal addresses"),
            "coming": self.env._("Names and organisations"),
        }[self.kind]

    def _find_invitations(self):
        """Return whose data are on it, as of now: who has objected since the release is left out."""
        invitations = self.campaign_id.invitation_ids
        if self.kind == "coming":
            return invitations.filtered(lambda one: one.answer == "accepted")
        verdicts = {"letter"} if self.kind == "letter" else {"letter", "ready"}
        meant = invitations.filtered(lambda one: one.verdict in verdicts)
        now = self.env["outreach.audience"]._judge(self.campaign_id, meant.partner_id)
        letters = self.env["outreach.letter"]
        return meant.filtered(
            lambda one: (
                now.get(one.partner_id.id) not in FORBIDDEN
                and any(letters._has_address(place) for place in (one.partner_id, one.partner_id.commercial_partner_id))
            )
        )

    def _get_headings(self):
        if self.kind == "coming":
            return [self.env._("Name"), self.env._("Organisation")]
        return [self.env._("Salutation"), self.env._("Address block")]

    def _make_workbook(self, invitations):
        rows = [self._get_row(one) for one in invitations.sorted(lambda one: german_order.key(one.invitee_name or ""))]
        if self.kind == "coming":
            return text_workbook.make(self._get_headings(), rows)
        salutation, _block = self._get_headings()
        lines = max(map(len, rows)) - 1
        return text_workbook.make([salutation, *(self.env._("Address line %s", number) for number in range(1, lines + 1))], rows)

    def _get_row(self, invitation):
        """Return the cells of one person: who comes, or the salutation and the address block as our own letters have it (DIN 5008)."""
        if self.kind == "coming":
            organisation = invitation.organisation_id - invitation.partner_id
            return [invitation.invitee_name or "", organisation.name or ""]
        partner = invitation.partner_id.with_context(lang=invitation.lang or self.env.lang)
        return [partner.outreach_salutation or "", *self.env["outreach.letter"]._get_address_lines(partner)]

from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models
from odoo.tools import format_date

MAP = "https://www.openstreetmap.org/search?"


class OutreachInvitation(models.Model):
    """What the answer page tells the invitee, and no more: a link may be passed on."""

    _inherit = "outreach.invitation"

    suggestion_ids = fields.One2many("outreach.contact.suggestion", "invitation_id", string="Corrections")

    def _is_link_expired(self):
        """Whether the workshop (of a call: the answer deadline) is so long over that the page is closed."""
        self.ensure_one()
        end = self.event_id.date_end or self.campaign_id.answer_deadline
        return bool(end) and fields.Datetime.now() > end + timedelta(days=self.company_id.outreach_link_days)

    def _get_page_contact(self):
        """Return who of the office may be asked; whoever has left is not named."""
        # sudo: name, number and mailbox of a clerk at work stand on every letter, too
        return self.sudo().campaign_id._get_responsible().partner_id

    def _get_map_url(self):
        """Return a search for the place on a map. Nothing is loaded from there: the visitor presses the link or does not."""
        # sudo: see _compute_event_place
        place = self.event_id.sudo().address_id
        parts = [place.street, " ".join(part for part in (place.zip, place.city) if part), place.country_id.name]
        return MAP + urlencode({"query": ", ".join(part for part in parts if part)}) if place.city else ""

    def _describe_seats(self):
        """Say whether there is a seat for this person, as long as none is kept."""
        if not self.event_id.seats_limited or self.registration_state in ("open", "done") or self.waiting_place:
            return ""
        if self.event_id._outreach_has_seat_for(self.target_group_id):
            return self.env._("There are seats left.")
        return self.env._("All seats are taken at the moment. If you say yes, you get a place on the waiting list.")

    def _describe_answer(self):
        """Say what was answered before, and when."""
        said = {
            "accepted": self.env._("Yes"),
            "tentative": self.env._("Maybe"),
            "declined": self.env._("No"),
            "substituted": self.env._("Somebody else comes"),
        }
        if self.answer not in said:
            return ""
        return self.env._(
            "Your answer so far: %(answer)s (%(day)s)",
            answer=said[self.answer],
            day=format_date(self.env, self.answered_on.date()) if self.answered_on else "",
        )

    def _get_decline_reasons(self):
        # sudo: what may be chosen on a public page is no secret
        return self.env["outreach.decline.reason"].sudo().search([("active", "=", True)])

    def _has_health_note(self):
        """Whether needs are noted. They are never shown again, for a link may be passed on."""
        # sudo: only whether there is one
        return bool(self.sudo().registration_id.outreach_health_note_ids)

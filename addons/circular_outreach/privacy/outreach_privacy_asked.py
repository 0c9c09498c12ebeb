from odoo import models


class OutreachPrivacyAsked(models.AbstractModel):
    """Requests like this one: that there was one, and when it was answered, stays as proof (Art. 5 (2) GDPR)."""

    _name = "outreach.privacy.asked"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.privacy.request"
    _privacy_told = ("kind", "received_on", "address", "state", "answered_on", "refusal")
    _privacy_emptied = ("address", "more_words")
    _privacy_kept = {
        "partner_id": "leads to the erased contact",
        "refusal": "the office's reason; names in it are swept",
        "kept_reason": "the office's reason; names in it are swept",
    }

    def _get_domain(self, person):
        return ["|", ("partner_id", "in", person.partner.ids), ("address", "in", list(person.own_addresses))]

    def _erase(self, person):
        """What was asked from an address alone is settled with it: nobody could tell any more who is to be answered."""
        requests = self._find(person)
        self._overwrite(requests.filtered(lambda one: one.state == "open" and not one.partner_id), {"state": "done"})
        return super()._erase(person)

    def _tell(self, person):
        """The one that is being answered is no news."""
        return [self._tell_record(request) for request in self._find(person) if request.state != "open"]

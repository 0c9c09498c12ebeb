from odoo import models


class OutreachPrivacyCertificate(models.AbstractModel):
    """Certificates: number and workshop stay, so that a code can still be told to be none."""

    _name = "outreach.privacy.certificate"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.certificate"
    _privacy_told = ("name", "issued_on", "event_name", "date_begin", "holder", "institution", "revoked_on")
    _privacy_emptied = ("holder", "institution")
    _privacy_kept = {
        "code": "about the workshop",
        "name": "about the workshop",
        "event_name": "about the workshop",
        "funding_sentence": "about the workshop",
        "lang": "about the workshop",
        "organiser": "about the workshop",
        "place": "about the workshop",
        "topics": "about the workshop",
        "signatory_name": "a member of the office",
        "signatory_function": "a member of the office",
    }

    def _get_domain(self, person):
        return [("registration_id", "in", person.registrations.ids)]

    def _erase(self, person):
        certificates = self._find(person)
        certificates._forget_holder()
        return len(certificates)

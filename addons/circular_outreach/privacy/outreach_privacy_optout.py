from odoo import models


class OutreachPrivacyOptout(models.AbstractModel):
    """No more mails: survives as a hash nobody can read."""

    _name = "outreach.privacy.optout"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.opt.out"
    _privacy_told = ("opted_out_on", "scope", "event_id", "purpose", "channel")
    _privacy_emptied = ("withdrawal_note", "withdrawal_proof")
    _privacy_kept = {
        "address_hash": "recognises an address that comes back with the next list (Art. 17 (3) (b), 21 (3) GDPR)",
        "partner_id": "emptied if there is a hash",
    }

    def _get_domain(self, person):
        return [("partner_id", "in", person.partner.ids)]

    def _find(self, person):
        OptOut = person.env["outreach.opt.out"]
        hashes = [OptOut._hash_address(address) for address in person.own_addresses]
        return super()._find(person) | OptOut.search([("address_hash", "in", hashes)])

    def _erase(self, person):
        """Take Odoo's own list in, which shows addresses, and leave nothing that leads from the hash to the contact."""
        OptOut = person.env["outreach.opt.out"]
        listed = person.env["mail.blacklist"].search([("email", "in", list(person.own_addresses))])
        for entry in listed.filtered("active"):
            OptOut._record_contact(person.env["res.partner"], "everything", "staff", address=entry.email)
        found = self._find(person).filtered("address_hash")
        self._overwrite(found, {"partner_id": None})
        self._overwrite(found, {"withdrawal_note": None})
        found.withdrawal_proof = False
        listed.unlink()
        return len(found | self._find(person))

from odoo import models
from odoo.fields import Domain


class OutreachPrivacyMessage(models.AbstractModel):
    """The history of what belongs to the person, mails that came in included; and what the person wrote elsewhere."""

    _name = "outreach.privacy.message"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "mail.message"
    _privacy_told = ("date", "message_type", "subject", "body", "email_from")
    _privacy_sequence = 30

    def _get_places(self, person):
        """Return the records whose history is about this person."""
        Certificate = person.env["outreach.certificate"]
        roles = person.env["outreach.role"].search([("partner_id", "in", person.partner.ids)])
        certificates = Certificate.search([("registration_id", "in", person.registrations.ids)])
        return [person.partner, person.invitations, person.registrations, person.leads, roles, certificates]

    def _get_place_domain(self, person, model, number):
        places = [records for records in self._get_places(person) if records]
        return Domain.OR(Domain(model, "=", records._name) & Domain(number, "in", records.ids) for records in places)

    def _get_domain(self, person):
        return (
            self._get_place_domain(person, "model", "res_id")
            | Domain("author_id", "in", person.partner.ids)
            | Domain("email_from", "!=", False) & Domain.OR(Domain("email_from", "ilike", one) for one in person.own_addresses)
        )

    def _erase(self, person):
        """Delete the history, mails that wait to go out in it included; elsewhere empty what the person wrote."""
        messages = self._find(person)
        Mail = person.env["mail.mail"]
        Mail.search([("mail_message_id", "in", messages.ids)]).unlink()
        Mail.search(["|", ("recipient_ids", "in", person.partner.ids), ("email_to", "in", list(person.own_addresses))]).unlink()
        own = person.env["mail.message"].search(self._get_place_domain(person, "model", "res_id"))
        number = len(messages)
        elsewhere = messages - own
        own.unlink()
        elsewhere.attachment_ids.unlink()
        self._overwrite(
            elsewhere, dict.fromkeys(("body", "subject", "email_from", "reply_to", "incoming_email_cc", "incoming_email_to"))
        )
        person.env["mail.notification"].search([("res_partner_id", "in", person.partner.ids)]).unlink()
        return number

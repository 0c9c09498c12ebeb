from odoo import models

# What a contact still is when nothing is left of the person: a number in its company, so that links and figures hold.
STAYS = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "company_id",
    "lang",
    "tz",
    "type",
    "partner_share",
    "employee",
}


class OutreachPrivacyContact(models.AbstractModel):
    """The contact itself: everything goes but its number, also what other addons have added."""

    _name = "outreach.privacy.contact"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "res.partner"
    _privacy_sequence = 80
    _privacy_told = (
        "name",
        "outreach_title",
        "outreach_salutation",
        "parent_id",
        "company_name",
        "function",
        "email",
        "phone",
        "street",
        "street2",
        "zip",
        "city",
        "country_id",
        "website",
        "vat",
        "ref",
        "lang",
        "category_id",
        "comment",
        "outreach_target_group_id",
        "outreach_municipality_id",
        "outreach_organisation_type_id",
        "outreach_topic_ids",
        "outreach_source",
        "outreach_source_date",
        "outreach_legal_basis",
        "outreach_consent_purpose",
        "outreach_informed_on",
        "outreach_is_main_contact",
        "create_date",
        "write_date",
    )

    def _get_domain(self, person):
        return [("id", "in", person.partner.ids)]

    def _get_emptied_names(self, partner):
        """Return every stored field that may say something about the person."""
        return [name for name, field in partner._fields.items() if field.store and field.column_type and name not in STAYS]

    def _erase(self, person):
        partner = person.partner
        if not partner:
            return 0
        self._cut_links(partner)
        values = dict.fromkeys(self._get_emptied_names(partner))
        name = person.placeholder
        left = {"name": name, "complete_name": name, "commercial_partner_id": partner.id, "active": False, "color": 0}
        self._overwrite(partner, {**values, **left, "is_company": partner.is_company, "message_bounce": 0})
        return 1

    def _cut_links(self, partner):
        """Remove what hangs on the contact in tables of its own: pictures, labels, followers, bank accounts."""
        partner.bank_ids.unlink()
        partner.image_1920 = False
        partner.env["mail.followers"].search([("partner_id", "=", partner.id)]).unlink()
        for field in partner._fields.values():
            if field.type == "many2many" and field.store and field.name != "outreach_role_ids":
                partner[field.name] = False

from odoo import models
from odoo.tools import SQL


class OutreachPrivacyExport(models.AbstractModel):
    """Who has taken a table or a list with the person on it: told (Art. 15 (1) (c) GDPR). The line stays, without the person."""

    _name = "outreach.privacy.export"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "outreach.export.log"
    _privacy_told = ("exported_on", "document", "purpose", "user_id")
    _privacy_kept = {
        "document": "the name of a list",
        "field_names": "names of columns",
        "model": "the name of a kind of records",
        "partner_ids": "loses the person",
        "purpose": "a colleague's words; somebody named in them is found by the sweep",
    }

    def _get_domain(self, person):
        return [("partner_ids", "in", person.partner.ids)]

    def _erase(self, person):
        found = self._find(person)
        field = found._fields["partner_ids"]
        # Past the model, which lets nobody change its lines.
        person.env.flush_all()
        person.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
                person.partner.ids,
            )
        )
        person.env.invalidate_all(flush=False)
        return len(found)

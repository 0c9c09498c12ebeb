from odoo import models
from odoo.tools import SQL


class OutreachPrivacyWizard(models.AbstractModel):
    """What somebody has begun to enter about the person, and printed lists on their way to a printer. Odoo forgets both within days."""

    _name = "outreach.privacy.wizard"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"

    def _get_title(self):
        return self.env._("What was entered and printed a moment ago")

    def _tell(self, _person):
        """Nothing is kept in here: what was entered is told where it was stored."""
        return []

    def _erase(self, person):
        """Delete entries that lead to the person, and every list with them on it."""
        number = 0
        for model in self._get_wizards(person):
            links = [field.name for field in model._fields.values() if field.store and field.comodel_name == "res.partner"]
            found = model.union(*(model.search([(name, "in", person.partner.ids)]) for name in links))
            found |= self._find_named(model, person)
            number += len(found)
            found.unlink()
        orders = person.env["outreach.sign.in.order"].search([("event_ids", "in", person.registrations.event_id.ids)])
        number += len(orders)
        orders.unlink()
        return number + self._empty_uploads(person)

    def _find_named(self, model, person):
        """Return entries that name the person: a first name in a field of its own would say nothing to the sweep."""
        names = [field.name for field in model._fields.values() if field.store and field.type in ("char", "text")]
        if not names or not person.words:
            return model
        model.flush_model()
        pattern = person.words.get_pattern("postgresql")
        named = SQL(" OR ").join(SQL("%s ~* %s", SQL.identifier(name), pattern) for name in names)
        rows = self.env.execute_query(SQL("SELECT id FROM %s WHERE %s", SQL.identifier(model._table), named))
        return model.browse(row[0] for row in rows)

    def _get_wizards(self, person):
        names = (name for name in self.env.registry if name.startswith("outreach.") and self.env[name]._transient)
        return [person.env[name] for name in names if name != "outreach.contact.import.line"]

    def _empty_uploads(self, person):
        """Forget files that were chosen for Odoo's own import and not imported; nobody can tell who is in them."""
        if not person.partner:
            return 0
        self.env.cr.execute(SQL("UPDATE base_import_import SET file = NULL WHERE file IS NOT NULL"))
        return self.env.cr.rowcount

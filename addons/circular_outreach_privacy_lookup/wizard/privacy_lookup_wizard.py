from odoo import models
from odoo.tools import SQL, email_normalize

from odoo.addons.circular_outreach.privacy.person import Person


class PrivacyLookupWizard(models.TransientModel):
    """Odoo looks for addresses and for direct links to a contact. What belongs to somebody by way of an invitation or a registration it misses."""

    _inherit = "privacy.lookup.wizard"

    def _get_query_models_blacklist(self):
        """Leave out models that take `active` from another one, as campaigns do: it is no column of theirs, and Odoo's query fails at it."""
        lent = [
            name for name, model in self.env.registry.items() if "active" in model._fields and not model._fields["active"].store
        ]
        return [*super()._get_query_models_blacklist(), *lent]

    def _get_query(self):
        """Add what each kind of personal data of the office finds for the address, once."""
        query = super()._get_query()
        for records in self._find_outreach_records().values():
            query = SQL(
                "%(query)s UNION SELECT %(model)s, id, %(active)s FROM %(table)s WHERE id = ANY(%(ids)s)",
                query=query,
                model=self.env["ir.model"]._get_id(records._name),
                active=SQL.identifier("active") if "active" in records and records._fields["active"].store else True,
                table=SQL.identifier(records._table),
                ids=records.ids,
            )
        return query

    def _find_outreach_records(self):
        """Return {model: records}: what an access request would tell of whoever has the address."""
        address = email_normalize(self.email)
        Partner = self.env["res.partner"].with_context(active_test=False)
        persons = [Person.of(partner, address) for partner in Partner.search([("email_normalized", "=", address)])]
        persons.append(Person.of(Partner, address))
        found = {}
        # sudo: who may look somebody up is told everything there is, as Odoo's own query does
        kinds = self.env["outreach.privacy.kind"].sudo()._get_kinds()
        for kind in (kind for kind in kinds if kind._privacy_holder):
            for records in (kind._find(person) for person in persons):
                found[records._name] = found.get(records._name, records) | records
        return found

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.export_path import find_end, walk

WORDS = ("char", "text", "html")


class OutreachExportLog(models.Model):
    """What leaves by Odoo's web client besides tables of records: pivot tables, and contacts for an address book."""

    _inherit = "outreach.export.log"

    @api.model
    def is_purpose_needed_for_pivot(self, model, groups):
        """Whether a pivot table names people: groups are the fields of its rows and columns, such as `partner_id` or `create_date:month`.

        Figures about people without their names need no purpose. Groups nobody has told of (None) are taken for people.
        """
        if model not in self.env:
            return False
        # sudo: nothing but the fields of models is looked at
        records = self.env[model].sudo()
        if groups is None:
            return self._tells_of_people([records])
        return any(self._is_naming(*find_end(records, group)) for group in groups)

    @api.model
    def _is_naming(self, field, holder):
        return field is not None and (field.relational or field.type in WORDS) and self._tells_of_people([holder])

    @api.model
    def _record_pivot(self, table):
        """Register a pivot table that somebody downloads, as the web client describes it (see outreach_pivot.js).

        :raises AccessError: for whoever may not export
        :raises UserError: if it names people and nobody said what for
        """
        model, groups = table.get("model"), table.get("outreach_groups")
        if not self.is_purpose_needed_for_pivot(model, groups):
            return
        self._check_may_export()
        purpose = self._check_purpose(table.get("outreach_export_purpose"))
        records = self.env[model].search(Domain(table.get("outreach_domain") or Domain.TRUE))
        paths = [group.partition(":")[0].replace(".", "/") for group in groups or ()]
        # sudo: see _record_table
        self._record(self._get_kind(records), records, self._find_people(walk(records.sudo(), paths)), purpose, paths)

    @api.model
    def _record_cards(self, partners):
        """Register contacts that somebody takes into an address book. Raises AccessError for whoever may not export."""
        self._check_may_export()
        self._record(self.env._("Contact cards"), partners, partners, self.env._("not stated"))

    @api.model
    def _check_may_export(self):
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export data. If you need to, ask an administrator of the app."))

from odoo import api, models
from odoo.tools import SQL, format_date, format_datetime, html2plaintext


class OutreachPrivacyKind(models.AbstractModel):
    """A kind of personal data: where it is kept, what the person is told of it, and what is left after erasure.

    The same class answers both questions, so that nothing is erased that was not told, and nothing told that stays. Every model that inherits
    this one is a kind; an addon beside this one adds its own by a class of its own. tests/test_privacy_kinds.py finds fields nobody covers.
    """

    _name = "outreach.privacy.kind"
    _description = "Kind of Personal Data"

    # Erased in this order, and told in it: what finds others by its links goes last.
    _privacy_sequence = 50
    # The model that holds it.
    _privacy_holder = None
    # What the person reads, in this order.
    _privacy_told = ()
    # What is emptied. What must not be empty gets a value in `_get_left_values`.
    _privacy_emptied = ()
    # What stays after erasure though it is a text or a link, and why.
    _privacy_kept = {}
    # Whether the records go as a whole.
    _privacy_is_deleted = False

    @api.model
    def _get_kinds(self):
        """Return all kinds in their order."""
        names = self.env.registry.descendants(["outreach.privacy.kind"], "_inherit")
        kinds = [self.env[name] for name in names if name != "outreach.privacy.kind"]
        return sorted((kind for kind in kinds if kind._privacy_is_here()), key=lambda kind: (kind._privacy_sequence, kind._name))

    @api.model
    def _get_kind_of(self, model):
        """Return the kind whose records are of this model."""
        return next(kind for kind in self._get_kinds() if kind._privacy_holder == model)

    @api.model
    def _privacy_is_here(self):
        """Whether what holds this kind is installed."""
        return not self._privacy_holder or self._privacy_holder in self.env

    @api.model
    def _get_title(self):
        """Return what the person reads above this kind."""
        return self.env["ir.model"]._get(self._privacy_holder).name

    @api.model
    def _get_domain(self, person):
        """Return the domain of what belongs to a person."""
        raise NotImplementedError

    @api.model
    def _find(self, person):
        return person.env[self._privacy_holder].search(self._get_domain(person), order="id")

    @api.model
    def _tell(self, person):
        """Return what there is about a person: a list of {label: text} in the reader's language."""
        return [self._tell_record(record) for record in self._find(person).with_context(lang=self.env.lang)]

    @api.model
    def _tell_record(self, record):
        labels = record.fields_get(self._privacy_told, ["string"])
        told = {labels[name]["string"]: self._show(record, name) for name in self._privacy_told if name in labels}
        return {label: text for label, text in told.items() if text}

    @api.model
    def _show(self, record, name):
        """Return the value of a field as a person reads it."""
        field, value = record._fields[name], record[name]
        if field.relational:
            return ", ".join(one.display_name or "" for one in value)
        if field.type == "selection":
            return dict(field._description_selection(record.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("Yes") if value else ""
        show = {
            "date": lambda: format_date(record.env, value),
            "datetime": lambda: format_datetime(record.env, value, dt_format="short") if value else "",
            "html": lambda: html2plaintext(value or ""),
        }
        return show.get(field.type, lambda: str(value) if value not in (False, None) else "")()

    @api.model
    def _erase(self, person):
        """Erase what belongs to a person. Return how many records were touched."""
        records = self._find(person)
        if self._privacy_is_deleted:
            number = len(records)
            records.unlink()
            return number
        return self._empty(records, person)

    @api.model
    def _get_left_values(self, _person):
        """Return what stands in fields that must not be empty, instead of what was there."""
        return {}

    @api.model
    def _empty(self, records, person):
        """Empty fields past the rules of their models: a log that nobody may change keeps its lines, but not the words of who was erased."""
        values = dict.fromkeys((name for name in self._privacy_emptied if name in records._fields), None)
        values |= self._get_left_values(person)
        self._overwrite(records, values)
        return len(records)

    @api.model
    def _overwrite(self, records, values):
        """Write to the database what no method of the model is to see: no tracking, no mail, no recomputation."""
        if not records or not values:
            return
        records.env.flush_all()
        assignments = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        table = SQL.identifier(records._table)
        records.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = ANY(%s)", table, assignments, records.ids))
        records.env.invalidate_all(flush=False)

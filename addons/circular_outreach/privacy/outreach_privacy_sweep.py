from odoo import api, models
from odoo.tools import SQL

# What makes Odoo work and holds nobody's data; a name in there is a word that happens to be the same.
TECHNICAL = r"^(ir_(act|asset|config|cron|default|embedded|model|module|rule|sequence|ui)|res_(city|country|currency|groups|lang|users)|base_|decimal_)"
TEXTS = ("varchar", "text", "jsonb", "json", "bpchar")


class OutreachPrivacySweep(models.AbstractModel):
    """What is left anywhere: every text of every table, whichever addon it belongs to, is searched for the words that stand for this person alone.

    The other kinds know where data belongs. This one finds what somebody has written where nobody expects it, in a note on a workshop or a
    colleague's contact, and takes out the words only (invariant I11).
    """

    _name = "outreach.privacy.sweep"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_sequence = 90

    @api.model
    def _get_title(self):
        return self.env._("Named in other texts")

    @api.model
    def _find_places(self, words):
        """Return [(table, column, type, number of rows)] of the texts with these words; reads every table once, however many words there are."""
        if not words:
            return []
        self.env.flush_all()
        core, pattern = words.get_core(), words.get_pattern("postgresql")
        places = []
        for table, columns in self._get_text_columns().items():
            counts = SQL(", ").join(
                SQL(
                    "count(*) FILTER (WHERE CASE WHEN %(column)s::text ~* %(core)s THEN %(column)s::text ~* %(pattern)s END)",
                    column=SQL.identifier(column),
                    core=core,
                    pattern=pattern,
                )
                for column, _type in columns
            )
            row = self.env.execute_query(SQL("SELECT %s FROM %s", counts, SQL.identifier(table)))[0]
            places += [(table, column, kind, number) for (column, kind), number in zip(columns, row, strict=True) if number]
        return places

    @api.model
    def _get_text_columns(self):
        """Return {table: [(column, type)]} of everything that can hold a text, tables of no model included."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.relname, a.attname, t.typname FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
                WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                    AND t.typname = ANY(%s) AND c.relname !~ %s AND a.attgenerated = ''
                ORDER BY c.relname, a.attnum
                """,
                list(TEXTS),
                TECHNICAL,
            )
        )
        columns = {}
        for table, column, kind in rows:
            columns.setdefault(table, []).append((column, kind))
        return columns

    @api.model
    def _tell(self, person):
        """Say where the person is named beside what belongs to them; the texts are about others as well, so the office looks at each."""
        told = {
            kind._privacy_holder and self.env[kind._privacy_holder]._table for kind in self._get_kinds() if kind._privacy_holder
        }
        labels = {
            self.env[name]._table: self.env[name]._description for name in self.env.registry if not self.env[name]._abstract
        }
        where, number = self.env._("Where"), self.env._("Number")
        places = [place for place in self._find_places(person.words) if place[0] not in told]
        return [{where: labels.get(table, table), number: str(rows)} for table, _column, _type, rows in places]

    @api.model
    def _erase(self, _person):
        """Nothing for one person alone: outreach.erasure sweeps once for all it erases."""
        return 0

    @api.model
    def _take_out(self, words):
        """Take these words out of every text. Return in how many there were some."""
        places = self._find_places(words)
        pattern, instead = words.get_pattern("postgresql") if places else "", self.env._("[erased]")
        for table, column, kind, _number in places:
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = regexp_replace(%(column)s::text, %(pattern)s, %(instead)s, 'gi')::%(kind)s "
                    "WHERE %(column)s::text ~* %(pattern)s",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    kind=SQL(kind),
                    pattern=pattern,
                    instead=instead,
                )
            )
        self.env.invalidate_all(flush=False)
        return sum(number for *_place, number in places)

from datetime import date

from odoo import models
from odoo.tools import format_date, format_datetime, formatLang

from ..tools.funding_figures import COUNTS, RATES, TABLES, TOTAL_ONLY, VISITS, compare, hand_out
from ..tools.small_cell import FEWEST, Mark

MEASURES = (*COUNTS, *RATES)
# What a call for a role has no use for: nobody comes to it.
CALL_MEASURES = ("invited", "answered", "accepted", "response_rate")


class OutreachFundingReport(models.Model):
    """What is on the paper, and in the same words on the screen and in the workbook: facts, tables, what changed, how it was counted."""

    _inherit = "outreach.funding.report"

    def _prepare_document(self, is_internal=False):
        """Return the report as titles, facts and tables.

        :param bool is_internal: whether the office looks at it, which may see small numbers
        """
        self.ensure_one()
        true = self._get_figures()
        figures = true if is_internal else hand_out(true)
        return {
            "title": self.env._("Workshops and participants"),
            "author": true["head"]["office"],
            "is_draft": self.state == "draft",
            "facts": self._prepare_facts(true["head"]),
            "sentence": true["head"]["sentence"],
            "tables": [self._prepare_summary(figures), *self._prepare_tables(figures)],
            "changes": self._prepare_changes(is_internal),
            "sources": self._prepare_sources(),
            "legend": "" if is_internal else self._get_legend(),
        }

    def _prepare_facts(self, head):
        facts = [
            (self.env._("Project"), head["project"]),
            (self.env._("Reference number"), head["reference_number"]),
            (self.env._("Funder"), head["funder"]),
            (self.env._("Period"), self._describe_period()),
            (self.env._("Office"), head["office"]),
        ]
        if self.state == "issued":
            version = self.env._("%(number)s, version %(version)s", number=self.number, version=self.version)
            facts.append((self.env._("Report"), version))
            issued = self.env._("%(day)s by %(person)s", day=self._describe_moment(self.issued_on), person=head["issued_by"])
            facts.append((self.env._("Issued on"), issued))
        return [(label, text) for label, text in facts if text]

    def _describe_period(self):
        begin, end = (format_date(self.env, day, date_format="long") for day in (self.date_from, self.date_to))
        return self.env._("%(begin)s to %(end)s", begin=begin, end=end)

    def _describe_moment(self, moment):
        return format_datetime(self.env, moment, tz=self.env.user.tz or "Europe/Berlin", dt_format="short")

    def _get_legend(self):
        return self.env._(
            "< %(fewest)s: fewer than %(fewest)s, not shown so that nobody can be recognised. ×: not shown, because a number under "
            "%(fewest)s could be computed from it. –: nothing to compute a rate from.",
            fewest=FEWEST,
        )

    def _get_labels(self):
        return {
            "invited": self.env._("Invited"),
            "answered": self.env._("Answered"),
            "accepted": self.env._("Accepted"),
            "attended": self.env._("Attended"),
            "no_show": self.env._("Did not come"),
            "walk_in": self.env._("Walk-ins"),
            "organisations": self.env._("Organisations"),
            "persons": self.env._("Different people who came"),
            "first": self.env._("Came for the first time"),
            "returning": self.env._("Had come before"),
            "response_rate": self.env._("Response rate"),
            "show_rate": self.env._("Show rate"),
        }

    def _get_titles(self):
        return {
            "total": self.env._("At a glance"),
            "workshops": self.env._("Workshops"),
            "target_group": self.env._("By target group"),
            "municipality": self.env._("By municipality"),
            "role": self.env._("By role"),
            "organisation_type": self.env._("By organisation type"),
            "calls": self.env._("Calls for a role"),
            "changes": self.env._("Changes"),
            "sources": self.env._("Sources"),
        }

    def _prepare_summary(self, figures):
        """Return the table of the totals, one figure a row."""
        labels, values = self._get_labels(), {**figures["total"], **figures["visits"]}
        order = (*(name for name in COUNTS if name != "organisations"), *TOTAL_ONLY, *VISITS)
        rows = [[self.env._("Number of workshops"), len(figures["tables"]["workshops"])]]
        rows += [[labels[name], values[name]] for name in order]
        rows.append([self.env._("Different organisations that came"), values["organisations"]])
        rows += [[labels[name], ("rate", values[name])] for name in RATES]
        columns = [(self.env._("Figure"), "text"), (self.env._("How many"), "count")]
        return self._make_table("total", columns, rows)

    def _prepare_tables(self, figures):
        labels, tables = self._get_labels(), []
        for key in TABLES:
            rows = figures["tables"][key]
            if key == "calls" and not rows:
                continue
            names = CALL_MEASURES if key == "calls" else MEASURES
            texts = self._get_text_columns(key)
            columns = [(label, kind) for _name, label, kind in texts]
            columns += [(labels[name], "rate" if name in RATES else "count") for name in names]
            lines = [[*(row[name] for name, _label, _kind in texts), *(row["counts"][name] for name in names)] for row in rows]
            tables.append(self._make_table(key, columns, lines, self._get_total_row(key, figures, names, len(texts))))
        return tables

    def _get_total_row(self, key, figures, names, width):
        """Return the totals below a table; people with two roles are in it twice, and calls are no workshops."""
        if key in ("role", "calls"):
            return None
        return [self.env._("In all"), *[""] * (width - 1), *(figures["total"][name] for name in names)]

    def _get_text_columns(self, key):
        if key == "workshops":
            return [
                ("label", self.env._("Workshop"), "text"),
                ("date", self.env._("Date"), "date"),
                ("place", self.env._("Place"), "text"),
            ]
        if key == "calls":
            return [
                ("label", self.env._("Call"), "text"),
                ("date", self.env._("Sent on"), "date"),
                ("role", self.env._("Role"), "text"),
            ]
        headings = {
            "target_group": self.env._("Target group"),
            "municipality": self.env._("Municipality"),
            "role": self.env._("Role"),
            "organisation_type": self.env._("Organisation type"),
        }
        return [("label", headings[key], "text")]

    def _make_table(self, key, columns, rows, total=None):
        title = self._get_titles()[key]
        return {
            "key": key,
            "title": title,
            "sheet": title,
            "columns": columns,
            "rows": rows,
            "total": total,
            "note": self._get_note(key),
        }

    def _get_note(self, key):
        notes = {
            "role": self.env._("Whoever has two roles is counted under both, so there is no total."),
            "sources": self._get_note_on_sources(),
            "workshops": self.env._("Organisations are counted once in the total, however many workshops they came to."),
        }
        return notes.get(key, "")

    def _prepare_changes(self, is_internal=False):
        """Return the table of what differs from the version before, or None if there is none."""
        before = self.previous_id.figures
        if not before:
            return None
        prepare = (lambda figures: figures) if is_internal else hand_out
        labels, titles = self._get_labels(), self._get_titles()
        rows = [
            [titles[table], label, labels[measure], *(("rate", value) if measure in RATES else value for value in values)]
            for table, label, measure, *values in compare(prepare(before), prepare(self._get_figures()))
        ]
        heads = [self.env._("Table"), self.env._("Row"), self.env._("Figure")]
        day = format_date(self.env, self.previous_id.issued_on)
        numbers = [self.env._("Before (%s)", day), self.env._("Now")]
        columns = [(head, "text") for head in heads] + [(number, "count") for number in numbers]
        title = self.env._("What changed since version %(version)s of %(day)s", version=self.previous_id.version, day=day)
        note = "" if rows else self.env._("Nothing has changed.")
        return {**self._make_table("changes", columns, rows), "title": title, "note": note}

    def _format_cell(self, value, kind):
        """Return a cell as text, for paper and screen."""
        if isinstance(value, tuple):
            kind, value = value
        if isinstance(value, Mark):
            return self._get_mark_text(value)
        if value is None:
            return "–"
        if kind == "date":
            return format_date(self.env, date.fromisoformat(value)) if value else ""
        if kind == "rate":
            return f"{formatLang(self.env, value * 100, digits=1)} %"
        return str(value)

    def _get_mark_text(self, mark):
        return {Mark.SMALL: f"< {FEWEST}", Mark.HIDDEN: "×"}[mark]

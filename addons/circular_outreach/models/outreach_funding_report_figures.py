from datetime import datetime, time, timedelta

import pytz

from odoo import models

from ..tools.funding_figures import DIMENSIONS

# (name, aggregate, condition): what is counted, over the rows of outreach.report.
MEASURES = (
    ("invited", "sent_count:sum", []),
    ("answered", "answered_count:sum", []),
    ("accepted", "accepted_count:sum", []),
    ("attended", "attended_count:sum", []),
    ("no_show", "absent_count:sum", []),
    ("walk_in", "attended_count:sum", [("is_walk_in", "=", True)]),
    # Residents are no organisation, though Odoo calls them their own commercial entity.
    ("organisations", "present_organisation_id:count_distinct", [("present_organisation_id.is_company", "=", True)]),
    ("persons", "attendee_id:count_distinct", []),
    # Whoever came and is no contact is a person more each time: nobody knows who they were.
    ("persons", "attended_count:sum", [("attended_count", "=", 1), ("attendee_id", "=", False)]),
    ("response_rate", "response_rate:avg", []),
    ("show_rate", "show_rate:avg", []),
)
RATES = ("response_rate", "show_rate")
FIELD_OF = {
    "target_group": "target_group_id",
    "municipality": "municipality_id",
    "role": "role_type_ids",
    "organisation_type": "organisation_type_id",
}


class OutreachFundingReport(models.Model):
    """How the figures of a funding report are counted: all from outreach.report, over the workshops of the funding in the period."""

    _inherit = "outreach.funding.report"

    def _count_figures(self):
        """Return the figures as they are now, as plain data (see tools/funding_figures.py)."""
        events = self._find_workshops()
        domain = [("event_id", "in", events.ids)]
        by_event = self._count(domain, "event_id")
        tables = {
            "workshops": [self._describe_workshop(event, by_event) for event in events if event.active or event in by_event]
        }
        for dimension in DIMENSIONS:
            tables[dimension] = self._list_rows(self._count(domain, FIELD_OF[dimension]), self._list_values(dimension))
        calls = self._find_calls()
        by_call = self._count([("campaign_id", "in", calls.ids)], "campaign_id")
        tables["calls"] = [self._describe_call(call, by_call) for call in calls]
        total = self._count(domain, None).get(None) or self._make_zeros()
        return {"head": self._prepare_head(), "total": total, "visits": self._count_visits(domain), "tables": tables}

    def _prepare_head(self):
        """Return what the report says about the funding, as it is now."""
        funding = self.funding_id
        return {
            "project": funding.name,
            "funder": funding.funder or "",
            "reference_number": funding.reference_number or "",
            "sentence": funding.sentence or "",
            "office": self.company_id.name,
        }

    def _find_workshops(self):
        """Return the workshops that begin on a day of the period, by the calendar of their place; archived ones took place, too."""
        margin = timedelta(days=1)
        begin = datetime.combine(self.date_from, time.min) - margin
        end = datetime.combine(self.date_to, time.max) + margin
        # sudo: the figures of a funding are the same whoever looks; who may look is decided by the report
        events = (
            self.env["event.event"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("outreach_funding_id", "=", self.funding_id.id),
                    ("company_id", "in", [self.company_id.id, False]),
                    ("date_begin", ">=", begin),
                    ("date_begin", "<=", end),
                ],
                order="date_begin, id",
            )
        )
        return events.filtered(lambda event: self.date_from <= self._get_day(event) <= self.date_to)

    def _find_calls(self):
        """Return the calls for a role of this funding that were first sent in the period."""
        # sudo: see _find_workshops
        Campaign = self.env["outreach.campaign"].sudo()
        calls = Campaign.search(
            [("purpose", "=", "call"), ("funding_id", "=", self.funding_id.id), ("company_id", "=", self.company_id.id)],
            order="id",
        )
        return calls.filtered(lambda call: (day := self._get_first_day(call)) and self.date_from <= day <= self.date_to)

    def _get_day(self, event):
        return pytz.utc.localize(event.date_begin).astimezone(pytz.timezone(event.date_tz or "Europe/Berlin")).date()

    def _get_first_day(self, call):
        """Return the day on which the first invitation of a call went out, or nothing."""
        # sudo: see _find_workshops
        rows = self.env["outreach.invitation"].sudo()._read_group([("campaign_id", "=", call.id)], [], ["sent_on:min"])
        return rows[0][0] and rows[0][0].date()

    def _count(self, domain, field):
        """Return {value of the field: measures}; every row under None if no field is given."""
        # sudo: see _find_workshops
        Report = self.env["outreach.report"].sudo()
        counted = {}
        for name, aggregate, condition in MEASURES:
            for row in Report._read_group([*domain, *condition], [field] if field else [], [aggregate]):
                counts = counted.setdefault(row[0] if field else None, self._make_zeros())
                if name in RATES:
                    # Odoo gives False for the average of nothing.
                    counts[name] = None if row[-1] is False else row[-1]
                else:
                    counts[name] += row[-1] or 0
        return counted

    def _make_zeros(self):
        return {name: None if name in RATES else 0 for name, _aggregate, _condition in MEASURES}

    def _count_visits(self, domain):
        # sudo: see _find_workshops
        rows = self.env["outreach.report"].sudo()._read_group([*domain, ("attended_count", "=", 1)], ["visit"], ["__count"])
        return {"first": 0, "returning": 0, **dict(rows)}

    def _list_values(self, dimension):
        """Return what a table names even if nobody is counted under it."""
        # sudo: see _find_workshops
        if dimension == "municipality":
            City = self.env["res.city"].sudo()
            cities = City.search([("outreach_kind", "!=", False), ("outreach_successor_id", "=", False)], order="name, id")
            return cities.sorted(lambda city: city.outreach_kind == "outside")
        return self.env["outreach.report"].sudo()[FIELD_OF[dimension]].search([("name", "!=", False)])

    def _list_rows(self, counted, values):
        """Return the rows of a table in their order: what is always named, what was counted besides, and those of whom it is not known."""
        others = values.browse().concat(*(value for value in counted if value and value not in values))
        rows = [(str(value.id), value.display_name, counted.get(value)) for value in values + others]
        nobody = self.env._("no role") if values._name == "outreach.role.type" else self.env._("unknown")
        rows.append(("none", nobody, counted.get(values.browse())))
        return [{"key": key, "label": label, "counts": counts or self._make_zeros()} for key, label, counts in rows]

    def _describe_workshop(self, event, counted):
        name = self.env._("%s (cancelled)", event.name) if event.kanban_state == "cancel" else event.name
        place = event.address_id
        return {
            "key": str(event.id),
            "label": name,
            "date": self._get_day(event).isoformat(),
            "place": ", ".join(filter(None, [place.name, place.city])),
            "counts": counted.get(event) or self._make_zeros(),
        }

    def _describe_call(self, call, counted):
        return {
            "key": str(call.id),
            "label": call.title,
            "date": self._get_first_day(call).isoformat(),
            "role": call.role_type_id.name,
            "counts": counted.get(call) or self._make_zeros(),
        }

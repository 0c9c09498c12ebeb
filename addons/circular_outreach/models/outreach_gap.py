from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.button_right import EDITOR, only_for
from ..tools.office_hours import local_day

FIGURES = ("known", "missing", "invited", "accepted", "attended")
STAGE_OF_FIGURE = {"invited": "sent", "accepted": "accepted", "attended": "attended"}
MOST_WORKSHOPS = 50


class OutreachGap(models.AbstractModel):
    """Who should be in the room: of the contacts that are known, how many of each target group and municipality were invited and have come.

    Contacts count where they belong now, for the question is whom to invite next. What is reported to the funder rests on what was taken down at
    the time instead (decision 0028).
    """

    _name = "outreach.gap"
    _description = "Who Should Be There?"

    @api.model
    def get_table(self, period="all", event_id=None):
        """Return the figures of every target group in every municipality, asked in one query, and what the screen needs to show them.

        :param str period: ``all``, ``year`` (the workshops of this year) or ``last_year``
        :param int event_id: only this workshop
        """
        groups = self.env["outreach.target.group"].search([("active", "=", True)])
        cities = self.env["res.city"].search([("outreach_kind", "!=", False)], order="name, id")
        workshops = self.env["event.event"].search([], order="date_begin desc", limit=MOST_WORKSHOPS)
        cells = self._count(period, event_id)
        return {
            "groups": [{"id": group.id, "name": group.name} for group in groups] + self._get_unknown(cells, 0),
            "municipalities": [self._describe_municipality(city) for city in cities] + self._get_unknown(cells, 1),
            "workshops": [{"id": event.id, "name": event.name, "date": self._format_day(event)} for event in workshops],
            "periods": [{"period": key, "label": label} for key, label in self._get_periods()],
            "cells": [dict(zip(("group", "municipality", *FIGURES), cell, strict=True)) for cell in cells],
        }

    @api.model
    def action_view_contacts(self, figure, group_id=None, municipality_id=None, period="all", event_id=None):
        """Open the contacts behind a figure; `None` means all groups, or all municipalities, `False` those whose is not known."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.res_partner_action")
        domain = self._get_contact_domain(group_id, municipality_id)
        if figure != "known":
            domain = [("id", "in", self._find(figure, group_id, municipality_id, period, event_id).ids)]
        return dict(action, domain=list(domain))

    @api.model
    @only_for(EDITOR)
    def action_propose(self, group_id=None, municipality_id=None, period="all", event_id=None):
        """Open the dialog that adds those who have not been invited yet to a campaign."""
        missing = self._find("missing", group_id, municipality_id, period, event_id)
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_audience_add_action")
        context = {
            "active_model": "res.partner",
            "active_ids": missing.ids,
            "default_reason": self.env._("Not invited so far"),
        }
        return dict(action, context=context)

    @api.model
    @only_for(EDITOR)
    def action_new_campaign(self, group_id=None, municipality_id=None):
        """Open a new campaign whose rule names the group and the municipality."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_campaign_action")
        context = {}
        if group_id:
            context["default_rule_target_group_ids"] = [fields.Command.set([group_id])]
        if municipality_id:
            context["default_rule_municipality_ids"] = [fields.Command.set([municipality_id])]
        return dict(action, context=context, views=[(False, "form")], view_mode="form")

    def _count(self, period, event_id):
        """Return (target group id, municipality id, figures …) for each cell that has contacts."""
        partners = self.env["res.partner"]._search(self._get_contact_domain())
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT p.outreach_target_group_id, p.outreach_municipality_id, count(*),
                    count(*) FILTER (WHERE past.sent IS DISTINCT FROM 1 AND past.attended IS DISTINCT FROM 1),
                    count(*) FILTER (WHERE past.sent = 1), count(*) FILTER (WHERE past.accepted = 1),
                    count(*) FILTER (WHERE past.attended = 1)
                FROM res_partner p LEFT JOIN (%s) past ON past.person_id = p.id
                WHERE p.id IN %s
                GROUP BY 1, 2
                """,
                self._get_past(period, event_id),
                partners.subselect(),
            )
        )

    def _get_past(self, period, event_id):
        """Return the query of what has happened to each person, as far as the reader may see it."""
        report = self.env["outreach.report"]
        query = report._search(self._get_past_domain(period, event_id))
        columns = {stage: report._field_to_sql(query.table, f"{stage}_count", query) for stage in STAGE_OF_FIGURE.values()}
        person = report._field_to_sql(query.table, "person_id", query)
        query.groupby, query.order = person, None
        return query.select(
            SQL("%s AS person_id", person),
            *(SQL("max(%s) AS %s", column, SQL.identifier(stage)) for stage, column in columns.items()),
        )

    def _find(self, figure, group_id, municipality_id, period, event_id):
        """Return the contacts of a cell that a figure counts."""
        contacts = self._get_contact_domain(group_id, municipality_id)
        past = self._get_past_domain(period, event_id)
        if figure == "known":
            return self.env["res.partner"].search(contacts)
        if figure == "missing":
            there = past & (Domain("sent_count", "=", 1) | Domain("attended_count", "=", 1))
            operator = "not in"
        else:
            there, operator = past & Domain(f"{STAGE_OF_FIGURE[figure]}_count", "=", 1), "in"
        people = self.env["outreach.report"]._search(there & Domain("person_id", "!=", False)).subselect("person_id")
        return self.env["res.partner"].search(contacts & Domain("id", operator, people))

    def _get_contact_domain(self, group_id=None, municipality_id=None):
        """Return the contacts that could be invited: those of whom is known for whom they stand, or where."""
        domain = Domain("type", "=", "contact")
        domain &= Domain("outreach_target_group_id", "!=", False) | Domain("outreach_municipality_id", "!=", False)
        if group_id is not None:
            domain &= Domain("outreach_target_group_id", "=", group_id)
        if municipality_id is not None:
            domain &= Domain("outreach_municipality_id", "=", municipality_id)
        return domain

    def _get_past_domain(self, period, event_id):
        if event_id:
            return Domain("event_id", "=", event_id)
        if period == "all":
            return Domain.TRUE
        year = self._get_year() - (period == "last_year")
        return Domain("event_date", ">=", f"{year}-01-01") & Domain("event_date", "<", f"{year + 1}-01-01")

    def _get_year(self):
        return local_day(fields.Datetime.now(), self.env.user.tz or "Europe/Berlin").year

    def _get_periods(self):
        year = self._get_year()
        return (
            ("all", self.env._("All workshops and calls")),
            ("year", self.env._("Workshops of %s", year)),
            ("last_year", self.env._("Workshops of %s", year - 1)),
        )

    def _get_unknown(self, cells, column):
        """Return the row, or column, of contacts whose group or municipality is not known, if there are any."""
        name = (self.env._("No target group"), self.env._("Municipality not known"))[column]
        return [{"id": False, "name": name}] if any(not cell[column] for cell in cells) else []

    def _describe_municipality(self, city):
        has_place = city.outreach_latitude and city.outreach_longitude
        return {
            "id": city.id,
            "name": city.name,
            "place": [city.outreach_latitude, city.outreach_longitude] if has_place else False,
        }

    def _format_day(self, event):
        return fields.Date.to_string(local_day(event.date_begin, event.date_tz or "Europe/Berlin"))

from odoo import fields, models
from odoo.tools import format_datetime

MOST_WORKSHOPS = 6
FIGURES = ("sent", "answered", "accepted")


class OutreachDashboard(models.AbstractModel):
    """The workshops to come: who has been written to and has answered, and how the seats fill up, in all and for each target group."""

    _inherit = "outreach.dashboard"

    def _get_workshops(self):
        events = self.env["event.event"].search(
            [("date_end", ">=", fields.Datetime.now()), ("kanban_state", "!=", "cancel")],
            order="date_begin, id",
            limit=MOST_WORKSHOPS,
        )
        taken, waiting = self._count_seats(events, "outreach_holds_seat"), self._count_seats(events, "outreach_is_waiting")
        rows = self.env["outreach.report"]._read_group(
            [("event_id", "in", events.ids)], ["event_id"], [f"{figure}_count:sum" for figure in FIGURES]
        )
        figures = {event: counts for event, *counts in rows}
        return [self._describe_workshop(event, taken, waiting, figures.get(event, (0,) * len(FIGURES))) for event in events]

    def _count_seats(self, events, condition):
        """Return {(event, target group): registrations}."""
        rows = self.env["event.registration"]._read_group(
            [("event_id", "in", events.ids), (condition, "=", True)], ["event_id", "outreach_target_group_id"], ["__count"]
        )
        return {(event, group): count for event, group, count in rows}

    def _describe_workshop(self, event, taken, waiting, figures):
        labels = self.env["outreach.report"].fields_get([f"{figure}_count" for figure in FIGURES], ["string"])
        return {
            "id": event.id,
            "name": event.name,
            "when": format_datetime(
                self.env, event.date_begin, tz=event.date_tz, dt_format=self.env._("EEEE, MMMM d, y, h:mm a")
            ),
            "place": event.address_id.city or event.address_id.name or "",
            "action": self._open_record(event),
            "seats": self._describe_seats(event, taken, waiting),
            "quotas": self._describe_quotas(event, taken, waiting),
            "figures": [
                {
                    "figure": figure,
                    "label": labels[f"{figure}_count"]["string"],
                    "count": count,
                    "action": self._open_list(
                        labels[f"{figure}_count"]["string"],
                        "outreach.report",
                        [("event_id", "=", event.id), (f"{figure}_count", "=", 1)],
                    ),
                }
                for figure, count in zip(FIGURES, figures, strict=True)
            ],
        }

    def _describe_seats(self, event, taken, waiting):
        return self._describe_filling(
            event.name,
            event._outreach_get_capacity(),
            sum(count for (one, _group), count in taken.items() if one == event),
            sum(count for (one, _group), count in waiting.items() if one == event),
            [("event_id", "=", event.id)],
        )

    def _describe_quotas(self, event, taken, waiting):
        """Return the groups that seats are kept for, in the order of the groups."""
        seats = event._outreach_get_quotas()
        return [
            self._describe_filling(
                group.name,
                seats[group.id],
                taken.get((event, group), 0),
                waiting.get((event, group), 0),
                [("event_id", "=", event.id), ("outreach_target_group_id", "=", group.id)],
            )
            for group in event.outreach_quota_ids.target_group_id.sorted()
            if group.id in seats
        ]

    def _describe_filling(self, name, seats, taken, waiting, domain):
        """Return how far seats are taken. More than are kept may be: whoever finds them full takes a common one."""
        return {
            "name": name,
            "seats": seats,
            "taken": taken,
            "waiting": waiting,
            "width": min(100, round(100 * taken / seats)) if seats else 0,
            "taken_action": self._open_list(name, "event.registration", [*domain, ("outreach_holds_seat", "=", True)]),
            "waiting_action": self._open_list(name, "event.registration", [*domain, ("outreach_is_waiting", "=", True)]),
        }

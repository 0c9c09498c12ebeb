from odoo import api, models


class OutreachDashboard(models.AbstractModel):
    """What the office looks at every morning. It keeps nothing: all of it is asked when somebody looks, with the rights of whoever looks.

    However many campaigns and workshops there are, the number of queries stays the same. Every figure comes with the action that opens the
    records behind it.
    """

    _name = "outreach.dashboard"
    _description = "Overview"

    @api.model
    def get_overview(self):
        """Return everything the first screen shows."""
        self.env["outreach.report"].check_access("read")
        return {
            "start": self._get_first_steps(),
            "steps": self._get_next_steps(),
            "tasks": self._get_tasks(),
            "answers": self._get_answers(),
            "workshops": self._get_workshops(),
            "funnel": self.get_funnel(),
        }

    def _get_first_steps(self):
        """Return what a new installation needs, in order, until all of it is there."""
        is_started = [
            bool(self.env[model].search_count(domain, limit=1))
            for model, domain in (
                ("res.partner", [("outreach_target_group_id", "!=", False)]),
                ("event.event", []),
                ("outreach.campaign", []),
            )
        ]
        if all(is_started):
            return []
        steps = (
            (
                self.env._("Import contacts"),
                self.env._(
                    "Take the list you have, as it is: you see for every row what will happen before anything is written."
                ),
                "circular_outreach.outreach_contact_import_action_open",
            ),
            (
                self.env._("Plan a workshop"),
                self.env._("Title, date and place come first; then the seats, and how many of them are kept for whom."),
                "circular_outreach.event_event_action",
            ),
            (
                self.env._("Make a campaign"),
                self.env._("It invites your contacts to the workshop, reminds them, and collects their answers."),
                "circular_outreach.outreach_campaign_action",
            ),
        )
        return [
            {"name": name, "text": text, "action": action, "is_done": is_done}
            for (name, text, action), is_done in zip(steps, is_started, strict=True)
        ]

    def _open_list(self, name, model, domain, **context):
        """Return the action that lists records."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": domain,
            "context": context,
            "views": [[False, "list"], [False, "form"]],
        }

    def _open_record(self, record):
        """Return the action that opens one record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }

    def _get_tz(self):
        return self.env.user.tz or "Europe/Berlin"

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.button_right import EDITOR, only_for

TONES = {"ready": "success", "letter": "info", "no_email": "warning", "bounced": "warning", "duplicate": "warning"}


class OutreachCampaign(models.Model):
    """Building the audience, and what it looks like: how many contacts have which verdict, and what has changed."""

    _inherit = "outreach.campaign"

    audience_built_on = fields.Datetime(readonly=True, copy=False)
    audience_new_count = fields.Integer(string="New Contacts", readonly=True, copy=False)
    audience_changed_count = fields.Integer(string="Changed Contacts", readonly=True, copy=False)
    audience_gone_count = fields.Integer(string="Contacts No Longer Meant", readonly=True, copy=False)
    verdict_summary = fields.Json(string="Verdicts", compute="_compute_verdict_summary")

    @only_for(EDITOR)
    def action_build_audience(self):
        """Give every contact in the rule its verdict, and say what has changed since the last time; what was sent keeps its past."""
        looked_at_before = self.filtered("audience_built_on")
        message = self._refresh_audience()
        for campaign in looked_at_before:
            if campaign.audience_new_count or campaign.audience_changed_count or campaign.audience_gone_count:
                # Without names, which would outlive the contacts.
                campaign._message_log(body=campaign._describe_changes())
        return self._notify(message)

    def _refresh_audience(self):
        """Look at the audience again. Return what there is to say about it."""
        # The audience is written by SQL, which asks nobody for permission.
        self.check_access("write")
        messages = []
        for campaign in self:
            if campaign.state == "closed":
                raise UserError(self.env._("This campaign is closed. Reopen it before you change its audience."))
            is_first = not campaign.audience_built_on
            changes = self.env["outreach.audience"]._build(campaign)
            campaign.update({f"audience_{name}_count": changes[name] for name in ("new", "changed", "gone")})
            campaign.audience_built_on = fields.Datetime.now()
            messages.append(
                self.env._("The audience is built: %s contacts.", changes["new"])
                if is_first
                else campaign._describe_changes(changes["departed"])
            )
        return " ".join(messages)

    def _describe_changes(self, departed=()):
        """Say what the last look at the audience has changed; `departed` are some of the contacts that are gone."""
        counts = (self.audience_new_count, self.audience_changed_count, self.audience_gone_count)
        if not any(counts):
            return self.env._("Nothing has changed since the last time.")
        new, changed, gone = counts
        text = self.env._(
            "Since the last time: %(new)s new, %(changed)s changed, %(gone)s no longer meant.",
            new=new,
            changed=changed,
            gone=gone,
        )
        if departed:
            names = ", ".join(departed.mapped("display_name"))
            more = gone - len(departed)
            text += " " + self.env._(
                "No longer meant: %s", names if not more else self.env._("%(names)s and %(more)s more", names=names, more=more)
            )
        return text

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": {"type": "ir.actions.act_window_close"}},
        }

    def _compute_verdict_summary(self):
        """Count the verdicts in the order in which they matter: who is written to, then who is not, the most frequent reason first."""
        labels = dict(self.env["outreach.invitation"]._fields["verdict"]._description_selection(self.env))
        rows = self.env["outreach.invitation"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "verdict"], ["__count"]
        )
        found = {}
        for campaign, verdict, count in rows:
            found.setdefault(campaign, []).append((verdict, count))
        order = list(TONES)
        for campaign in self:
            counts = sorted(
                found.get(campaign, []),
                key=lambda row: (order.index(row[0]) if row[0] in order else len(order), -row[1]),
            )
            campaign.verdict_summary = [
                {"verdict": verdict, "label": labels[verdict], "count": count, "tone": TONES.get(verdict, "secondary")}
                for verdict, count in counts
            ]

    def action_view_verdict(self, verdict):
        """Open the contacts behind one of the counts."""
        action = self._view_audience()
        return dict(action, context={**action["context"], "searchpanel_default_verdict": verdict})

    def action_view_changes(self):
        """Open who is new or has another verdict than yesterday."""
        return self._view_audience("changed")

    def _view_audience(self, search_filter=None):
        """Open the contacts with their verdicts and what can be done about them."""
        self.ensure_one()
        reasons = self.env.ref("circular_outreach.outreach_invitation_view_list_audience")
        action = self._view_invitations(search_filter)
        name = self.env._("Audience")
        return dict(action, name=name, display_name=name, views=[(reasons.id, "list"), (False, "kanban"), (False, "form")])

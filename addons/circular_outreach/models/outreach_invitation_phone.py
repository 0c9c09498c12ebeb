from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.button_right import EDITOR, only_for
from ..tools.verdict import NOT_CALLED

CALL = "mail.mail_activity_data_call"
CALL_AGAIN_AFTER = timedelta(days=2)
SATURDAY = 5


class OutreachInvitation(models.Model):
    """The phone list: who has not answered and matters, because of a role or because seats for their target group are still free."""

    _inherit = "outreach.invitation"

    called_on = fields.Datetime(string="Last Call", readonly=True, copy=False)
    phone = fields.Char(compute="_compute_phone")
    last_contact_text = fields.Char(string="Last Contact", compute="_compute_last_contact_text")
    is_on_phone_list = fields.Boolean(compute="_compute_is_on_phone_list", search="_search_is_on_phone_list")

    @api.depends("partner_id.phone", "organisation_id.phone")
    def _compute_phone(self):
        for invitation in self:
            invitation.phone = invitation.partner_id.phone or invitation.organisation_id.phone

    @api.depends("called_on", "sent_on", "delivery_ids.sent_on")
    def _compute_last_contact_text(self):
        """Say in a few words when the office was last in touch, and how."""
        for invitation in self:
            contacts = [(invitation.called_on, self.env._("Call"))]
            for delivery in invitation.delivery_ids:
                label = self.env._("Letter") if delivery.letter_batch_id else self.env._("E-mail")
                contacts.append((delivery.sent_on, label))
            known = [contact for contact in contacts if contact[0]]
            moment, label = max(known, default=(False, ""))
            invitation.last_contact_text = f"{label}, {format_date(self.env, moment)}" if moment else ""

    def _compute_is_on_phone_list(self):
        listed = self.filtered_domain(self._search_is_on_phone_list("in", [True]))
        for invitation in self:
            invitation.is_on_phone_list = invitation in listed

    @api.model
    def _search_is_on_phone_list(self, operator, value):
        if operator != "in":
            return NotImplemented
        silent = Domain("answer", "=", "none") & Domain("verdict", "not in", NOT_CALLED)
        matters = Domain("role_type_ids", "!=", False)
        for event, group in self._get_open_quotas():
            matters |= Domain("event_id", "=", event) & Domain("target_group_id", "=", group)
        ahead = Domain("event_id", "=", False) | Domain("event_id.date_begin", ">", fields.Datetime.now())
        return silent & ahead & Domain("campaign_id.state", "in", ("released", "running")) & matters

    @api.model
    def _get_open_quotas(self):
        """Return (event id, target group id) wherever seats kept for a target group are still free."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.event_id, q.target_group_id FROM outreach_seat_quota q
                LEFT JOIN event_registration r ON r.event_id = q.event_id AND r.active AND r.state IN ('open', 'done')
                    AND r.outreach_target_group_id = q.target_group_id
                GROUP BY q.id HAVING count(r.id) < q.seats
                """
            )
        )
        return list(rows)

    @only_for(EDITOR)
    def action_call_again(self):
        """Note that a call reached nobody or settled nothing, and put the next one on the to-do list."""
        self.write({"called_on": fields.Datetime.now()})
        day = fields.Date.context_today(self) + CALL_AGAIN_AFTER
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        for invitation in self:
            planned = invitation.activity_search([CALL])
            if planned:
                planned.date_deadline = day
            else:
                invitation.activity_schedule(CALL, day, summary=self.env._("Ask for an answer"), user_id=self.env.uid)

    @api.model
    @only_for(EDITOR)
    def action_print_phone_list(self):
        """Print the list that is on the screen: that of its campaign."""
        campaign = self.env["outreach.campaign"].browse(self.env.context.get("outreach_campaign_id"))
        return campaign.action_print_phone_list()

    def _answer_all(self, answer):
        """Note that the answer came in a call."""
        self.write({"called_on": fields.Datetime.now()})
        return super()._answer_all(answer)

    def _answer(self, answer, channel, comment=None, answered_on=None, **details):
        """Take calls to ask for an answer off the to-do list: there is one now."""
        result = super()._answer(answer, channel, comment, answered_on, **details)
        # sudo: whoever answers on their page may not touch the clerk's list
        self.sudo().activity_unlink([CALL])
        return result

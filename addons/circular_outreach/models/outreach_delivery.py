from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.button_right import SENDER, only_for

# A claim older than this belongs to a process that is gone.
CLAIM_LIFETIME = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)
# With these pauses the last try comes two days after the first.
MOST_ATTEMPTS = 17


class OutreachDelivery(models.Model):
    """One mail, or letter, of one step to one invitation, on one occasion: 0 for what the campaign sends by itself, else the news it tells.

    ready    waits to go out; with `claimed_on` a sender has taken it and will get to it, or is gone and it may be taken again
    sending  is being handed over; if the sender dies or the connection breaks, its fate is unknown until a person decides
    sent     accepted by the mail server
    skipped  left out at the last moment, because the verdict had changed
    failed   refused by the mail server
    bounced  came back
    """

    _name = "outreach.delivery"
    _description = "Mail of a Campaign"
    _order = "id desc"
    _rec_name = "invitation_id"

    step_id = fields.Many2one("outreach.campaign.step", required=True, index=True, readonly=True, ondelete="restrict")
    campaign_id = fields.Many2one("outreach.campaign", required=True, index=True, readonly=True, ondelete="cascade")
    invitation_id = fields.Many2one("outreach.invitation", required=True, index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="invitation_id.partner_id", string="Recipient")
    occasion = fields.Integer(required=True, readonly=True, default=0, aggregator=None)
    state = fields.Selection(
        [
            ("ready", "Waiting to go out"),
            ("sending", "Going out"),
            ("sent", "Sent"),
            ("skipped", "Left out"),
            ("failed", "Failed"),
            ("bounced", "Came back"),
        ],
        required=True,
        default="ready",
        readonly=True,
    )
    email = fields.Char(string="Sent to", readonly=True)
    claimed_on = fields.Datetime(readonly=True)
    sent_on = fields.Datetime(readonly=True)
    message_id = fields.Char(string="Message-ID", readonly=True, index="btree_not_null")
    retry_on = fields.Datetime(string="Not before", readonly=True)
    attempts = fields.Integer(readonly=True, default=0)
    failure = fields.Char(string="Reason", readonly=True)
    stopped_on = fields.Datetime(readonly=True, help="When the campaign was stopped before this mail went out.")
    is_fate_unknown = fields.Boolean(string="Fate Unknown", compute="_compute_is_fate_unknown", search="_search_is_fate_unknown")

    _once_per_step = models.UniqueIndex("(step_id, invitation_id, occasion)", "This step has already gone to this person.")
    _due = models.Index("(id) WHERE state = 'ready'")
    _bounced = models.Index("(invitation_id) WHERE state = 'bounced'")
    _sent = models.Index("(sent_on) WHERE sent_on IS NOT NULL")

    @api.depends("state", "claimed_on")
    def _compute_is_fate_unknown(self):
        limit = fields.Datetime.now() - CLAIM_LIFETIME
        for delivery in self:
            delivery.is_fate_unknown = delivery.state == "sending" and (not delivery.claimed_on or delivery.claimed_on < limit)

    def _search_is_fate_unknown(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "sending"), *self._get_unclaimed_domain()]

    @only_for(SENDER)
    def action_send_again(self):
        """Decide that a mail did not go out, or that its reason to fail is gone."""
        self.invitation_id.check_access("write")
        if any(delivery.state not in ("failed", "skipped") and not delivery.is_fate_unknown for delivery in self):
            raise UserError(self.env._("Only mails that failed, were left out, or whose fate is unknown can be sent again."))
        # sudo: the record of what was sent changes through these decisions only
        self.sudo().write(self._prepare_fresh_values())
        self.campaign_id._settle_doubt()
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    @api.model
    def _get_unclaimed_domain(self):
        return ["|", ("claimed_on", "=", False), ("claimed_on", "<", fields.Datetime.now() - CLAIM_LIFETIME)]

    @api.model
    def _prepare_fresh_values(self):
        """Return the values of a mail that is to be tried as if for the first time."""
        return {"state": "ready", "failure": False, "claimed_on": False, "retry_on": False, "attempts": 0, "stopped_on": False}

    @only_for(SENDER)
    def action_mark_sent(self):
        """Decide that a mail of unknown fate did go out."""
        self.invitation_id.check_access("write")
        # sudo: see action_send_again
        self.filtered("is_fate_unknown").sudo()._set_sent()
        self.campaign_id._settle_doubt()

    def _set_sent(self):
        """Record, by a person's decision, mails that did go out."""
        now = fields.Datetime.now()
        self.write({"state": "sent", "sent_on": now, "failure": False, "claimed_on": False})
        self.invitation_id.filtered(lambda invitation: not invitation.sent_on).sent_on = now
        self.partner_id._set_outreach_informed(now)

    def _set_failed(self, reason):
        self.write({"state": "failed", "failure": reason, "claimed_on": False})

    def _put_back(self, reason):
        """Nothing has left the house: the mails wait and are tried again, after a pause that grows, until it makes no sense any more."""
        for delivery in self:
            attempts = delivery.attempts + 1
            if attempts >= MOST_ATTEMPTS:
                delivery._set_failed(reason)
                continue
            pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)
            values = {"attempts": attempts, "retry_on": fields.Datetime.now() + pause, "failure": reason, "claimed_on": False}
            delivery.write({"state": "ready", **values})

    def _skip_answered(self):
        """Nobody is asked who has answered since the mail was made ready."""
        answer = self.invitation_id.answer
        label = dict(self.invitation_id._fields["answer"]._description_selection(self.env))[answer]
        self.write({"state": "skipped", "failure": self.env._("Has answered: %s", label), "claimed_on": False})

    def _skip(self, verdict):
        if not self.invitation_id.sent_on:
            self.invitation_id.write({"verdict": verdict, "verdict_on": fields.Datetime.now()})
        label = dict(self.invitation_id._fields["verdict"]._description_selection(self.env))[verdict]
        self.write({"state": "skipped", "failure": label, "claimed_on": False})

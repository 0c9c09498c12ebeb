from odoo import api, fields, models
from odoo.tools import SQL

from .outreach_invitation_return import CAME_BACK

# Which mail says what (see outreach_campaign_step_news.py).
SEAT, WAITING, OFFER, EXPIRED, WITHDRAWN = "confirmation", "waiting", "offer", "expired", "withdrawn"
MOVED_UP = "moved_up"


class OutreachInvitation(models.Model):
    """What an invitee is told at once because something has come of their answer: a seat, a waiting place, a seat given back.

    Such a mail is a delivery like any other, made in the transaction of the answer, so neither is there without the other. As somebody may accept,
    decline and accept again, each piece of news is an occasion of its own, counted per invitation; what a campaign sends by itself has occasion 0.
    """

    _inherit = "outreach.invitation"

    news_count = fields.Integer(readonly=True, copy=False, default=0)

    def _tell(self, kind):
        """Let the invitee know, unless just that is waiting to be told already. Older news that has not left yet is no longer true and stays here.

        To be called as superuser.
        """
        self.ensure_one()
        if not self._is_worth_telling(kind):
            return
        step = self.campaign_id._get_news_step(kind)
        if not self._drop_old_news(step):
            return
        self._note_in_calendar(kind)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE outreach_invitation SET news_count = COALESCE(news_count, 0) + 1 WHERE id = %s RETURNING news_count",
                self.id,
            )
        )
        (occasion,) = self.env.cr.fetchone()
        self.invalidate_recordset(["news_count"])
        self.env["outreach.delivery"].create(
            {"step_id": step.id, "campaign_id": self.campaign_id.id, "invitation_id": self.id, "occasion": occasion}
        )
        step._note_begin()
        self.env.ref("circular_outreach.ir_cron_send")._trigger()

    def _plan_telling(self, delivery):
        """Ask the responsible to tell somebody what no mail can."""
        self._plan(
            CAME_BACK,
            self.env._(
                "Tell %(name)s: %(news)s", name=self.invitee_name, news=delivery.step_id.with_context(lang=self.env.lang).name
            ),
            self.env._("No mail reaches this person (%s). Phone, or write.", delivery.failure),
        )

    def _is_worth_telling(self, kind):
        """Whether news of a seat still helps: there is a workshop, it has not begun and takes place, and its campaign writes to people.

        Whom a colleague has named has a seat before they have answered, and reads of it in the mail that names them.
        """
        if self.answer == "none" and kind in (SEAT, WAITING):
            return False
        event = self.event_id
        is_ahead = bool(event) and event.date_begin > fields.Datetime.now() and event.kanban_state != "cancel"
        return is_ahead and self.campaign_id.state != "draft"

    def _drop_old_news(self, step):
        """Take back news that has not left. Return whether there is anything to tell that is not waiting already."""
        if not self.news_count:
            return True
        self.env.flush_all()
        # One statement with the state in it: the sender may begin one of them at this very moment, and then it has gone.
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM outreach_delivery
                WHERE invitation_id = %s AND step_id = %s AND occasion > 0 AND state = 'ready' AND claimed_on IS NULL
                """,
                self.id,
                step.id,
            )
        )
        waiting = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                """
                UPDATE outreach_delivery SET state = 'skipped', failure = %s, claimed_on = NULL
                WHERE invitation_id = %s AND occasion > 0 AND state = 'ready' AND id <> ALL(%s)
                """,
                self._speak_to_responsible().env._("Overtaken by later news"),
                self.id,
                waiting,
            )
        )
        self.env["outreach.delivery"].invalidate_model(["state", "failure", "claimed_on"])
        return not waiting

    @api.model
    def _get_kind_of_news(self, news, registration):
        """Return the kind of step that tells this news of a registration."""
        if news == "seat" and registration.outreach_waiting_number:
            return MOVED_UP
        return {"seat": SEAT, "waiting": WAITING, "offer": OFFER, "expired": EXPIRED, "cancelled": WITHDRAWN}[news]

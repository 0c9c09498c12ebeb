from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .outreach_delivery import CLAIM_LIFETIME

RECENTLY = timedelta(minutes=5)
SHORTEST_SPAN = 10.0  # seconds; a rate over less says nothing


class OutreachCampaign(models.Model):
    """How far the sending has come: of the steps that have mails waiting, how many are out, how fast it goes and how long it will take."""

    _inherit = "outreach.campaign"

    is_sending = fields.Boolean(compute="_compute_sending_progress")
    sending_progress = fields.Json(compute="_compute_sending_progress")

    def _compute_sending_progress(self):
        for campaign in self:
            counts = campaign._count_mails() if campaign.state in ("released", "running") else {}
            campaign.is_sending = bool(counts.get("waiting")) or campaign._is_about_to_send()
            campaign.sending_progress = campaign._describe_progress(counts) if campaign.is_sending else False

    def _is_about_to_send(self):
        now = fields.Datetime.now()
        return self.state == "released" and any(
            step.scheduled_on and step.scheduled_on <= now and not step.started_on and step._is_time_to_write(now)
            for step in self.step_ids
        )

    def _count_mails(self):
        """Return how many mails of the steps that have some waiting are in which state, and how many went out lately in how many seconds."""
        now = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH mail AS (
                    SELECT *, state = 'ready' OR state = 'sending' AND claimed_on >= %(forgotten)s AS is_waiting FROM outreach_delivery
                    WHERE campaign_id = %(campaign)s AND letter_batch_id IS NULL
                )
                SELECT count(*) FILTER (WHERE state IN ('sent', 'bounced')) AS sent, count(*) FILTER (WHERE is_waiting) AS waiting,
                    count(*) FILTER (WHERE state = 'failed') AS failed,
                    count(*) FILTER (WHERE state = 'sending' AND NOT COALESCE(is_waiting, FALSE)) AS doubtful,
                    count(*) FILTER (WHERE state = 'ready' AND retry_on > %(now)s) AS later,
                    min(retry_on) FILTER (WHERE state = 'ready' AND retry_on > %(now)s) AS next_try,
                    max(failure) FILTER (WHERE state = 'ready' AND retry_on > %(now)s) AS reason,
                    count(*) FILTER (WHERE sent_on >= %(recently)s) AS recent,
                    EXTRACT(EPOCH FROM %(now)s - min(sent_on) FILTER (WHERE sent_on >= %(recently)s))::float AS seconds
                FROM mail WHERE step_id IN (SELECT step_id FROM mail WHERE is_waiting)
                """,
                campaign=self.id,
                now=now,
                forgotten=now - CLAIM_LIFETIME,
                recently=now - RECENTLY,
            )
        )
        return self.env.cr.dictfetchone()

    def _describe_progress(self, counts):
        """Return what the form shows: the widths of the bar in per cent, whether it moves, and the same in words."""
        total = sum(counts.get(name, 0) for name in ("sent", "waiting", "failed", "doubtful"))
        if not total:
            return {
                "is_moving": True,
                "sent": 0,
                "failed": 0,
                "doubtful": 0,
                "text": self.env._("The mails are being prepared …"),
            }
        widths = {name: round(100 * counts[name] / total, 1) for name in ("sent", "failed", "doubtful")}
        return {"is_moving": not self.paused_on, **widths, "text": " · ".join(self._describe_counts(counts, total))}

    def _describe_counts(self, counts, total):
        yield self.env._("%(sent)s of %(total)s mails sent", sent=counts["sent"], total=total)
        yield self.env._("%s waiting", counts["waiting"])
        if counts["failed"]:
            yield self.env._("%s failed", counts["failed"])
        if counts["doubtful"]:
            yield self.env._("%s in doubt", counts["doubtful"])
        if self.paused_on:
            yield self.env._("paused")
            return
        if counts["waiting"] > counts["later"]:
            yield from self._describe_speed(counts)
        if counts["later"]:
            yield self._describe_later(counts)

    def _describe_later(self, counts):
        when = self.step_ids[:1]._format_moment(counts["next_try"])
        return self.env._(
            "%(count)s are tried again from %(when)s on (%(reason)s)",
            count=counts["later"],
            when=when,
            reason=counts["reason"] or self.env._("the server was busy"),
        )

    def _describe_speed(self, counts):
        pending = counts["waiting"] - counts["later"]
        _campaign, _server, by_server, by_domain = self.env["outreach.delivery"].sudo()._get_pace(self)  # sudo: see _get_paces
        rate = 60 * counts["recent"] / max(counts["seconds"] or 0, SHORTEST_SPAN)
        rate = min(rate or by_server or 0, by_server or rate)
        if not rate:
            return
        minutes = pending / rate
        if by_domain:
            minutes = max(minutes, self._count_most_to_one_domain() / by_domain)
        yield self.env._("%s a minute", max(round(rate), 1))
        yield self.env._("about %s minutes left", round(minutes)) if minutes >= 1.5 else self.env._("about a minute left")

    def _count_most_to_one_domain(self):
        self.env.cr.execute(
            SQL(
                """
                SELECT count(*) FROM outreach_delivery d JOIN %s
                WHERE d.campaign_id = %s AND d.state = 'ready' AND d.letter_batch_id IS NULL
                GROUP BY split_part(p.email_normalized, '@', 2) ORDER BY 1 DESC LIMIT 1
                """,
                self.env["outreach.delivery"]._get_people(),
                self.id,
            )
        )
        return (self.env.cr.fetchone() or [0])[0]

from datetime import timedelta
from time import sleep

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .outreach_delivery import CLAIM_LIFETIME

MINUTE = timedelta(minutes=1)
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 5.0  # seconds


class OutreachDelivery(models.Model):
    """The pace: how many mails a minute a server takes, and how many any one domain (decision 17).

    A mail counts from the moment it is claimed until a minute after it was begun, whoever sends it. So no minute sees more than allowed, and what
    is not allowed yet is not claimed: it keeps nobody else waiting.
    """

    _inherit = "outreach.delivery"

    begun_on = fields.Datetime(string="Last Handed Over on", readonly=True)
    mail_server_id = fields.Many2one(
        "ir.mail_server", readonly=True, ondelete="set null", help="The server whose pace this mail was counted for."
    )

    _begun = models.Index("(begun_on) WHERE begun_on IS NOT NULL")

    @api.model
    def _get_paces(self):
        """Return for each campaign that has mails due: its id, its server, mails a minute by that server, mails a minute to one domain.

        None stands for no limit; where nothing is limited there are no paces.
        """
        # sudo: mail servers are the administrator's, the pace is everybody's
        servers, companies = self.env["ir.mail_server"].sudo(), self.env["res.company"].sudo()
        if not servers.search_count([("outreach_minute_limit", ">", 0)], limit=1) and not companies.search_count(
            [("outreach_domain_limit", ">", 0)], limit=1
        ):
            return []
        self.env.cr.execute(SQL("SELECT DISTINCT d.campaign_id FROM %s", self._get_due()))
        campaigns = self.env["outreach.campaign"].browse(row[0] for row in self.env.cr.fetchall())
        return [self._get_pace(campaign) for campaign in campaigns]

    @api.model
    def _get_pace(self, campaign):
        try:
            server = self._find_server(campaign)
        except UserError:
            # Its sender is no mailbox: none of its mails will reach a server.
            server = self.env["ir.mail_server"]
        domain_limit = campaign.company_id.outreach_domain_limit
        return campaign.id, server.id or None, server.outreach_minute_limit or None, domain_limit or None

    @api.model
    def _wait_for_other_claims(self):
        """Let one sender at a time count and claim, on whatever host.

        The lock comes first in its transaction, so what others have claimed is seen (PostgreSQL 13.4). This mode stands in the way of nobody but
        another sender: mail servers can be read and changed.
        """
        # Nothing but reading has happened since the last commit.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self.env.cr.execute("LOCK TABLE ir_mail_server IN SHARE UPDATE EXCLUSIVE MODE")

    @api.model
    def _get_paced(self, paces, limit):
        """Return the mails (d) that are within the pace of their server and of their domain, as what follows SELECT."""
        campaigns, servers, by_server, by_domain = zip(*paces, strict=True)
        return SQL(
            """
            fitting.mail_server_id FROM outreach_delivery d JOIN (
                WITH counted AS (
                    SELECT d.mail_server_id, %(domain)s AS domain FROM %(recipients)s
                    WHERE d.begun_on >= %(minute)s OR d.state = 'ready' AND d.claimed_on >= %(forgotten)s
                ), by_domain AS (
                    SELECT domain, count(*) AS number FROM counted GROUP BY domain
                ), by_server AS (
                    SELECT mail_server_id, count(*) AS number FROM counted GROUP BY mail_server_id
                ), waiting AS (
                    SELECT d.id, pace.*, %(domain)s AS domain, row_number() OVER (PARTITION BY %(domain)s ORDER BY d.id) AS place
                    FROM (SELECT d.* FROM %(due)s) AS d JOIN %(people)s
                    JOIN unnest(%(campaigns)s::int[], %(servers)s::int[], %(by_server)s::int[], %(by_domain)s::int[])
                        AS pace (campaign_id, mail_server_id, server_limit, domain_limit) ON pace.campaign_id = d.campaign_id
                ), within_domain AS (
                    SELECT waiting.*, row_number() OVER (PARTITION BY mail_server_id ORDER BY id) AS server_place
                    FROM waiting LEFT JOIN by_domain USING (domain)
                    WHERE domain_limit IS NULL OR domain = '' OR place + COALESCE(number, 0) <= domain_limit
                )
                SELECT id, within_domain.mail_server_id FROM within_domain LEFT JOIN by_server USING (mail_server_id)
                WHERE server_limit IS NULL OR server_place + COALESCE(number, 0) <= server_limit
            ) AS fitting ON fitting.id = d.id
            ORDER BY d.id LIMIT %(limit)s
            """,
            domain=SQL("split_part(COALESCE(p.email_normalized, ''), '@', 2)"),
            recipients=SQL("outreach_delivery d JOIN %s", self._get_people()),
            people=self._get_people(),
            minute=fields.Datetime.now() - MINUTE,
            forgotten=fields.Datetime.now() - CLAIM_LIFETIME,
            due=self._get_due(),
            campaigns=list(campaigns),
            servers=list(servers),
            by_server=list(by_server),
            by_domain=list(by_domain),
            limit=limit,
        )

    @api.model
    def _get_people(self):
        return SQL("outreach_invitation i ON i.id = d.invitation_id JOIN res_partner p ON p.id = i.partner_id")

    @api.model
    def _wait_for_turn(self):
        """Wait a little if all that is due is held back by the pace. Return whether to look again."""
        limits = [limit for pace in self._get_paces() for limit in pace[2:] if limit]
        if not limits:
            return False
        self.env["ir.cron"]._commit_progress()
        sleep(min(max(60 / min(limits), SHORTEST_WAIT), LONGEST_WAIT))
        return bool(self.env["ir.cron"]._commit_progress())

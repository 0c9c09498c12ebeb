from odoo import fields, models


class IrMailServer(models.Model):
    """How fast, and over how many connections, campaigns may use an outgoing mail server."""

    _inherit = "ir.mail_server"

    outreach_minute_limit = fields.Integer(
        string="Campaign Mails a Minute",
        help="Not more mails of campaigns than this leave by this server within a minute. 0 means: as fast as the server takes them.",
    )
    outreach_session_limit = fields.Integer(
        string="Connections at a Time",
        default=25,
        help="Campaign mails use up to so many connections to this server at once, and only while it is slower than we are. "
        "Microsoft 365 allows 3.",
    )

    _outreach_limits = models.Constraint(
        "CHECK (outreach_minute_limit >= 0 AND outreach_session_limit >= 1)",
        "Enter at least 1 connection, and 0 or more mails a minute; 0 mails means that there is no limit.",
    )

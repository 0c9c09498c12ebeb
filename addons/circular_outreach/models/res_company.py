from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize


class ResCompany(models.Model):
    """The office that invites; German law wants these pages within reach of every mail and every page."""

    _inherit = "res.company"

    outreach_fax = fields.Char(string="Fax", help="Printed on letters, for the slip that is sent back.")
    outreach_imprint_url = fields.Char(string="Imprint")
    outreach_privacy_url = fields.Char(string="Privacy Notice")
    outreach_accessibility_url = fields.Char(string="Accessibility Statement")
    outreach_barrier_url = fields.Char(string="Report a Barrier")

    outreach_source_text = fields.Char(
        string="Where Addresses Come From",
        translate=True,
        help="Stands in mails to contacts that have no source of their own. The law wants every mail to say it (Art. 14 GDPR).",
    )
    outreach_signatory_id = fields.Many2one(
        "outreach.signatory", string="Signs for the Office", help="Stands below certificates of workshops that name nobody else."
    )
    outreach_calendar_email = fields.Char(
        string="Mailbox for Calendar Replies",
        help="Stands as organiser in calendar entries. Odoo must fetch what comes there. Empty means: the sender of the campaign.",
    )
    outreach_four_eyes = fields.Boolean(
        string="Four Eyes", help="Whoever has last changed a campaign cannot release it; a colleague has to."
    )
    outreach_contact_limit = fields.Integer(
        string="Most Mails to One Contact",
        default=5,
        help="Whoever got as many unasked mails of other campaigns lately is left out of the next one. 0 means: no limit.",
    )
    outreach_contact_limit_days = fields.Integer(string="Within Days", default=30)

    outreach_domain_limit = fields.Integer(
        string="Mails a Minute to One Domain",
        help="Not more mails than this go to addresses of one domain (what stands behind the @) within a minute; the others do not wait for "
        "them. 0 means: no limit.",
    )
    outreach_has_return_addresses = fields.Boolean(
        string="A Return Address for Each Mail",
        help="Each mail gets a return address of its own, such as bounce+outreach-17-…@county.example, so that every report of a dead address "
        "finds its mail. Switch it on only if mail to such addresses reaches the mailbox for bounces (“plus addressing”).",
    )

    _outreach_domain_limit_positive = models.Constraint(
        "CHECK (outreach_domain_limit >= 0)", "Enter 0 or more mails a minute; 0 means that there is no limit."
    )
    outreach_link_days = fields.Integer(
        string="Links Stay Open (Days)",
        default=14,
        help="So many days after the workshop (or the answer deadline of a call) the personal links open nothing any more.",
    )
    outreach_health_days = fields.Integer(
        string="Needs Are Kept (Days)",
        default=14,
        help="So many days after the workshop dietary and access needs are deleted. 0 means: the day after.",
    )

    _outreach_days_positive = models.Constraint(
        "CHECK (outreach_link_days >= 0 AND outreach_health_days >= 0)", "Enter a number of days, 0 or more."
    )
    outreach_desk_margin = fields.Integer(
        string="Hours Around the Day",
        default=2,
        help="Desk links are valid on the days of the workshop, and this many hours before and after them.",
    )

    _outreach_desk_margin_sensible = models.Constraint(
        "CHECK (outreach_desk_margin BETWEEN 0 AND 48)", "Enter between 0 and 48 hours."
    )
    _outreach_contact_limit_positive = models.Constraint(
        "CHECK (outreach_contact_limit >= 0 AND outreach_contact_limit_days >= 0)",
        "Enter 0 or more; 0 mails means that there is no limit.",
    )

    @api.constrains("outreach_calendar_email")
    def _check_outreach_calendar_email(self):
        for company in self.filtered("outreach_calendar_email"):
            if not email_normalize(company.outreach_calendar_email):
                raise ValidationError(
                    self.env._("“%s” is not one mailbox: enter it like calendar@county.example.", company.outreach_calendar_email)
                )

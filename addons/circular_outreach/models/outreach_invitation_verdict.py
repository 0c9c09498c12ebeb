from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.verdict import UNWILLING


class OutreachInvitation(models.Model):
    """The verdict: whether the office writes to somebody, and if not, why not. It is taken by outreach.audience and put into words here."""

    _inherit = "outreach.invitation"

    verdict = fields.Selection(
        [
            ("ready", "Will be written to"),
            ("letter", "By letter"),
            ("no_email", "No address"),
            ("bounced", "Last mail came back"),
            ("duplicate", "Entered twice"),
            ("same_mailbox", "Same mailbox as another contact"),
            ("organisation_limit", "Colleagues are written to"),
            ("by_people", "Reached through its people"),
            ("represented", "A colleague is coming"),
            ("registered", "Already registered"),
            ("invited_elsewhere", "Already invited"),
            ("too_often", "Written to often lately"),
            ("left_out", "Left out by hand"),
            ("substitute", "Comes instead of somebody"),
            ("no_basis", "No legal basis"),
            ("opted_out", "Wants no such invitations"),
            ("objection", "Objects to being written to"),
            ("blacklisted", "On the blacklist"),
        ],
        required=True,
        default="ready",
        index=True,
    )
    verdict_partner_id = fields.Many2one("res.partner", string="Refers to", ondelete="set null")
    verdict_campaign_id = fields.Many2one("outreach.campaign", string="Invited by", ondelete="set null")
    verdict_opt_out_id = fields.Many2one("outreach.opt.out", string="Opt-out", ondelete="set null")
    verdict_on = fields.Datetime(string="Checked on")
    verdict_before = fields.Selection(
        selection=lambda self: self._fields["verdict"]._description_selection(self.env),
        string="Was before",
        readonly=True,
        copy=False,
    )
    verdict_reason = fields.Char(string="Reason", compute="_compute_verdict_reason")
    choice_reason = fields.Char(string="Decided by Hand", compute="_compute_choice_reason")

    def _compute_choice_reason(self):
        """Say who has decided about this contact by hand, and why."""
        choices = self.env["outreach.audience.choice"].search(
            [("campaign_id", "in", self.campaign_id.ids), ("partner_id", "in", self.partner_id.ids)]
        )
        by_row = {(choice.campaign_id, choice.partner_id): choice for choice in choices}
        for invitation in self:
            choice = by_row.get((invitation.campaign_id, invitation.partner_id))
            invitation.choice_reason = choice and self.env._(
                "%(reason)s (%(user)s, %(date)s)",
                reason=choice.reason,
                user=choice.user_id.name,
                date=self._format_day(choice.decided_on),
            )

    @api.depends("verdict", "verdict_partner_id", "verdict_campaign_id", "verdict_opt_out_id", "choice_reason")
    @api.depends_context("lang")
    def _compute_verdict_reason(self):
        """Put the stored verdict into words, in the reader's language, with what to do about it."""
        plain, unwilling = self._get_plain_reasons(), self._find_unwilling_twins()
        for invitation in self:
            is_twin_of_unwilling = (invitation.campaign_id, invitation.verdict_partner_id) in unwilling
            invitation.verdict_reason = plain.get(invitation.verdict) or invitation._describe_verdict(is_twin_of_unwilling)

    def _find_unwilling_twins(self):
        """Return (campaign, contact) of the other entries of duplicates who must not be written to."""
        duplicates = self.filtered(lambda one: one.verdict == "duplicate")
        twins = self.search(
            [
                ("campaign_id", "in", duplicates.campaign_id.ids),
                ("partner_id", "in", duplicates.verdict_partner_id.ids),
                ("verdict", "in", UNWILLING),
            ]
        )
        return {(twin.campaign_id, twin.partner_id) for twin in twins}

    def _get_plain_reasons(self):
        """Return the sentences that say the same of everybody."""
        return {
            "by_people": self.env._("Its people are written to."),
            "no_email": self.env._(
                "No usable e-mail address and no complete postal address. Enter one on the contact, or phone."
            ),
            "blacklisted": self.env._("The address is on the blacklist of this system."),
            "bounced": self.env._("A mail to this address came back. Correct the address, or write a letter."),
            "registered": self.env._("Already has a seat at this workshop."),
        }

    def _describe_verdict(self, is_twin_of_unwilling):
        """Return the sentence of a verdict that has to do with something else, or an empty one."""
        other = self.verdict_partner_id.display_name or ""
        describe = {
            "ready": lambda: self.choice_reason or "",
            "letter": lambda: (
                self.choice_reason or self.env._("No e-mail address, but a postal address: print the letter in the campaign.")
            ),
            "left_out": lambda: self.choice_reason or self.env._("The rule of the campaign no longer means this contact."),
            "same_mailbox": lambda: self.env._("Shares the mailbox of %s, who gets the mail.", other),
            "duplicate": lambda: self._describe_duplicate(other, is_twin_of_unwilling),
            "organisation_limit": lambda: self.env._("Of this organisation %s is written to.", other),
            "represented": lambda: self.env._("%s of the same organisation is coming.", other),
            "invited_elsewhere": lambda: self.env._("Was invited by “%s”.", self.verdict_campaign_id.title or ""),
            "too_often": self._describe_too_often,
            "no_basis": self._describe_basis,
            "opted_out": self._describe_opt_out,
            "objection": self._describe_opt_out,
        }
        return describe[self.verdict]() if self.verdict in describe else ""

    def _describe_duplicate(self, other, is_twin_of_unwilling):
        if is_twin_of_unwilling:
            return self.env._(
                "Probably the same as %s, who must not be written to. If they are two, press “Not the Same”.", other
            )
        return self.env._("Probably the same as %s. Merge the two, or invite both.", other)

    def _describe_too_often(self):
        company = self.company_id
        return self.env._(
            "Got %(count)s or more mails of other campaigns in the last %(days)s days.",
            count=company.outreach_contact_limit,
            days=company.outreach_contact_limit_days,
        )

    def _describe_basis(self):
        basis = self.partner_id.outreach_legal_basis
        if basis == "none":
            return self.env._("The contact says that there is no legal basis to write.")
        if basis == "consent":
            return self.env._("The consent of this contact does not cover such invitations.")
        return self.env._("This campaign writes only to whoever has given their consent.")

    def _describe_opt_out(self):
        """Say what somebody wants no more of, since when, and how they said so."""
        # sudo: of the opt-out only its own words are shown, which belong to this contact
        opt_out = self.verdict_opt_out_id.sudo()
        if not opt_out:
            return self.env._("Has said “no more invitations”.")
        labels = {name: dict(opt_out._fields[name]._description_selection(self.env)) for name in ("scope", "channel")}
        return self.env._(
            "Has said “no more”: %(scope)s (%(date)s, %(channel)s).",
            scope=labels["scope"][opt_out.scope],
            date=self._format_day(opt_out.opted_out_on),
            channel=labels["channel"][opt_out.channel],
        )

    def _format_day(self, moment):
        """Say on which day something was, by the reader's clock."""
        return format_date(self.env, fields.Datetime.context_timestamp(self, moment).date())

from odoo import api, fields, models

from ..tools import salutation

NAME_FIELDS = (
    "outreach_salutation_kind",
    "outreach_title",
    "outreach_first_name",
    "outreach_surname",
    "is_company",
    "lang",
)


class ResPartnerSalutation(models.Model):
    """How a contact is addressed: made from the name and the public office, unless somebody wrote their own words."""

    _inherit = "res.partner"

    outreach_salutation_kind = fields.Selection(
        [("female", "Ms"), ("male", "Mr"), ("neutral", "Neutral")],
        string="Form of Address",
        default="neutral",
        help="Never guessed from a first name: leave it neutral if you do not know.",
    )
    outreach_title = fields.Char(string="Academic Title", help="As in an address, for example Prof. Dr.")
    outreach_first_name = fields.Char(string="First Name")
    outreach_surname = fields.Char(string="Surname")
    outreach_salutation = fields.Char(
        string="Salutation",
        compute="_compute_outreach_salutation",
        store=True,
        readonly=False,
        help="How letters and mails begin. Made from the name and, for mayors and ministers, the office; you may write your own.",
    )

    @api.depends(*NAME_FIELDS, "function")
    def _compute_outreach_salutation(self):
        for partner in self:
            before = partner._origin
            # In a form: a new job is no reason to lose words somebody wrote.
            is_new_job = before != partner and before.function != partner.function
            if is_new_job and before._has_own_salutation() and all(before[name] == partner[name] for name in NAME_FIELDS):
                partner.outreach_salutation = before.outreach_salutation
            else:
                partner.outreach_salutation = partner._make_salutation()

    def write(self, vals):
        """Keep words somebody wrote when only the job changes."""
        if "function" not in vals or {"outreach_salutation", *NAME_FIELDS} & set(vals):
            return super().write(vals)
        with self.env.protecting([self._fields["outreach_salutation"]], self.filtered(lambda one: one._has_own_salutation())):
            return super().write(vals)

    def _make_salutation(self):
        return salutation.salutation(
            self.outreach_salutation_kind or "neutral",
            self.outreach_title or "",
            self.outreach_first_name or "",
            self.outreach_surname or "",
            self.lang or "de_DE",
            is_organisation=self.is_company,
            office=self.function or "",
        )

    def _has_own_salutation(self):
        return bool(self.outreach_salutation) and self.outreach_salutation != self._make_salutation()

from odoo import api, fields, models
from odoo.exceptions import UserError


class OutreachConsentText(models.Model):
    """The exact words somebody consents to, in one version. Once somebody has, they never change: other words are a new version."""

    _name = "outreach.consent.text"
    _description = "Text of a Consent"
    _order = "name, version desc, id desc"

    name = fields.Char(required=True, help="What it is for, for example “Newsletter and workshops”.")
    version = fields.Char(required=True, default=lambda self: fields.Date.to_string(fields.Date.context_today(self)))
    purpose = fields.Selection(
        [("workshop", "Workshops"), ("call", "Calls for a Role"), ("both", "Both")],
        string="Covers",
        required=True,
        default="workshop",
    )
    text = fields.Text(required=True, help="Word for word, with the sentence that it can be withdrawn at any time.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    consent_ids = fields.One2many("outreach.consent", "text_id", string="Consents", readonly=True)
    consent_count = fields.Integer(string="Given", compute="_compute_consent_count")

    _once = models.Constraint("UNIQUE (name, version, company_id)", "There is such a version already.")

    @api.depends("name", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = self.env._("%(name)s, version %(version)s", name=text.name, version=text.version)

    @api.depends("consent_ids")
    def _compute_consent_count(self):
        counts = dict(self.env["outreach.consent"]._read_group([("text_id", "in", self.ids)], ["text_id"], ["__count"]))
        for text in self:
            text.consent_count = counts.get(text, 0)

    def write(self, vals):
        if {"name", "version", "purpose", "text", "company_id"} & vals.keys():
            self._check_unused()
        return super().write(vals)

    def _check_unused(self):
        """Refuse to change what somebody has consented to (Art. 7(1) GDPR: the office must be able to show it)."""
        # sudo: also consents of contacts that another company keeps
        used = self.sudo().filtered("consent_ids")
        if used:
            raise UserError(
                self.env._(
                    "Somebody has consented to “%s”. Its words stay as they are. Duplicate it and change the new version, then archive this one.",
                    used[0].display_name,
                )
            )

    def copy_data(self, default=None):
        """Give a duplicate a version of its own: today, counted on if there was one today."""
        rows = super().copy_data(default)
        today = fields.Date.to_string(fields.Date.context_today(self))
        for text, values in zip(self, rows, strict=True):
            if "version" in (default or {}):
                continue
            like = [("name", "=", text.name), ("company_id", "=", text.company_id.id), ("version", "=like", f"{today}%")]
            number = self.with_context(active_test=False).search_count(like)
            values.update(name=text.name, version=f"{today}-{number + 1}" if number else today)
        return rows

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class OutreachLegalTextVersion(models.Model):
    """A legal text as it was published. It never changes: the office must be able to show what people could read on a day (Art. 5 (2) GDPR)."""

    _name = "outreach.legal.text.version"
    _description = "Version of a Legal Text"
    _order = "number desc, id desc"

    text_id = fields.Many2one("outreach.legal.text", required=True, readonly=True, ondelete="restrict", index=True)
    number = fields.Integer(string="Version", required=True, readonly=True, aggregator=None)
    name = fields.Char(string="Title", required=True, readonly=True)
    content = fields.Html(required=True, readonly=True, sanitize=False)
    lang = fields.Selection(related="text_id.lang")
    published_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    published_by_id = fields.Many2one("res.users", string="Published by", readonly=True)
    company_id = fields.Many2one(related="text_id.company_id", store=True)

    _once = models.UniqueIndex("(text_id, number)", "There is such a version already.")

    @api.depends("name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._("%(name)s, version %(number)s", name=version.name, number=version.number)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was published stays as it was. Change the text and publish it again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was published must be kept as it was. Archive the text instead."))

    def _describe(self, lang):
        """Say in this language which version it is, and since when it has been published."""
        day = format_date(self.env, self.published_on, lang_code=lang, date_format="long")
        return self.with_context(lang=lang).env._("Version %(number)s of %(day)s", number=self.number, day=day)

    def _get_document(self):
        """Return what to print, see legal_text_templates.xml."""
        label = self._describe(self.text_id._get_lang_code())
        return {"name": self.name, "content": self.content, "lang": self.lang, "company": self.company_id, "label": label}

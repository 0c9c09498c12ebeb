from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.mail_placeholder import ALLOWED, forbidden_in_html, forbidden_in_line
from ..tools.mail_word import expand_html, expand_line, unknown_words


class OutreachCampaignStep(models.Model):
    """What a text may say: words that fill themselves in, and no programs, in every language."""

    _inherit = "outreach.campaign.step"

    @api.constrains("subject", "body", "lang")
    def _check_placeholders(self):
        """Let texts ask only for the words meant for them, in every language (see tools/mail_placeholder.py)."""
        for step in self:
            forbidden = (
                forbidden_in_line(step.subject or "")
                + forbidden_in_line(step.lang or "")
                + forbidden_in_html(step.body or "")
                + unknown_words(step.body or "")
            )
            if forbidden:
                raise ValidationError(
                    self.env._(
                        "The text of “%(step)s” contains what a mail may not: %(forbidden)s. You can use: %(allowed)s.",
                        step=step.name,
                        forbidden=", ".join(forbidden),
                        allowed=", ".join(sorted(name.removeprefix("object.") for name in ALLOWED)),
                    )
                )

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)
        for lang in translations:
            self.with_context(lang=lang)._check_placeholders()
        return result

    @api.model
    def _expand_words(self, vals):
        """Let clerks type {{Anrede}}: store what it means (see tools/mail_word.py)."""
        found = {name: expand for name, expand in (("subject", expand_line), ("body", expand_html)) if vals.get(name)}
        return {**vals, **{name: expand(str(vals[name])) for name, expand in found.items()}}

    def write(self, vals):
        return super().write(self._expand_words(vals))

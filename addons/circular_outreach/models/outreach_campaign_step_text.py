from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.mail_placeholder import forbidden_in_html, forbidden_in_line
from ..tools.mail_word import expand_html, expand_line, list_words, name_line, unknown_words


class OutreachCampaignStep(models.Model):
    """What a text may say: words that fill themselves in, such as {{Anrede}}, and no programs, in every language (see tools/mail_word.py).

    The subject keeps the words of its language. The text keeps what they stand for, which the editor shows as a word.
    """

    _inherit = "outreach.campaign.step"

    @api.constrains("subject", "body", "lang")
    def _check_placeholders(self):
        """Let texts ask only for the words meant for them, in every language (see tools/mail_placeholder.py)."""
        for step in self:
            forbidden = (
                forbidden_in_line(expand_line(step.subject or ""))
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
                        allowed=", ".join(list_words(self.env.lang)),
                    )
                )

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        if field_name == "subject":
            translations = {lang: name_line(text, lang) if text else text for lang, text in translations.items()}
        result = super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)
        for lang in translations:
            self.with_context(lang=lang)._check_placeholders()
        return result

    @api.model
    def _name_words(self, vals):
        """Let clerks type {{Anrede}} in any language: the subject gets the words of this one, the text what they stand for."""
        vals = dict(vals)
        if vals.get("subject"):
            vals["subject"] = name_line(vals["subject"], self.env.lang)
        if vals.get("body"):
            vals["body"] = expand_html(str(vals["body"]))
        return vals

    @api.model
    def _render_template_inline_template(self, template_txt, model, res_ids, add_context=None, options=None):
        return super()._render_template_inline_template(
            expand_line(str(template_txt or "")), model, res_ids, add_context=add_context, options=options
        )

    def write(self, vals):
        return super().write(self._name_words(vals))

    def _is_automatic(self):
        """Whether the clock or an event sends this mail, and not a person who releases or presses “Send Now” (RFC 3834, 5; decision 19)."""
        return self.kind != "invitation" and self.timing != "on_demand"

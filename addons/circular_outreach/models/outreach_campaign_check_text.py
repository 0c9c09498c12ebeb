from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang


class OutreachCampaign(models.Model):
    """The part of the send check that reads: the texts as they stand, and one whole mail of each as it will arrive."""

    _inherit = "outreach.campaign"

    def _get_samples(self):
        """Return {language: one invitation that will be written to in it}."""
        invitations = self.env["outreach.invitation"]
        samples = {}
        for code in [False, *(code for code, _name in self.env["res.lang"].get_installed())]:
            found = invitations.search([*self._get_ready_domain(), ("partner_id.lang", "=", code)], limit=1)
            if found:
                samples.setdefault(get_lang(self.env, code or None).code, found)
        return samples

    def _check_texts(self):
        """Look at every text in every language somebody will read."""
        for step, lang, _sample in self._get_readings():
            for fault in step._find_text_faults(lang):
                yield self._block_text(step, lang, fault)

    def _check_mails(self):
        """Read one whole mail of each step and language back, where its text is sound."""
        for step, lang, sample in self._get_readings():
            for fault in [] if step._find_text_faults(lang) else self._find_mail_faults(step, sample):
                yield self._block_text(step, lang, fault)

    def _get_readings(self):
        """Yield (step, language, one who will read it)."""
        samples = self._get_samples()
        for step in self.step_ids.filtered(lambda step: not step.started_on):
            for lang, sample in samples.items():
                yield step, lang, sample

    def _block_text(self, step, lang, fault):
        return self._block(self.env._("“%(step)s” (%(language)s): %(fault)s", step=step.name, language=lang[:2], fault=fault))

    def _find_mail_faults(self, step, invitation):
        """Return what the whole mail lacks: the link to object, and a plain text that has it, too."""
        try:
            _subject, html, text = step._get_preview_parts(invitation)
        except UserError:
            # The text was found sound; it is this one address that no mail can be written to, and its delivery will say so.
            return []
        if not text.strip():
            return [self.env._("The mail has no plain text.")]
        if any("/unsubscribe/" not in part for part in (html, text)):
            return [
                self.env._("The mail has no link to object to further mail. Ask your administrator to restore the mail layout.")
            ]
        return []

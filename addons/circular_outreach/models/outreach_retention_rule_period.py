from odoo import models

# Periods that an office sets for itself, in its settings.
SETTINGS = {"answer_link": "outreach_link_days", "health_note": "outreach_health_days"}


class OutreachRetentionRule(models.Model):
    """The periods in words, for those concerned and for the record of processing activities."""

    _inherit = "outreach.retention.rule"

    def _describe(self, company):
        """Return a sentence for each rule, with the period that this office keeps to."""
        # sudo: the periods are no secret; those concerned read them
        rules, company = self.sudo().sorted(), company.sudo()
        units = dict(self._fields["unit"]._description_selection(self.env))
        sentences = []
        for rule in rules:
            setting = SETTINGS.get(rule.code)
            period, unit = (company[setting], "days") if setting else (rule.period, rule.unit)
            sentences.append(
                self.env._(
                    "%(kind)s: %(period)s %(unit)s, counted from %(start)s",
                    kind=rule.name,
                    period=period,
                    unit=units[unit],
                    start=rule.counted_from or "",
                )
            )
        return sentences

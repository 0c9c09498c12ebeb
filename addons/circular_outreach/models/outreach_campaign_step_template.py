from odoo import api, models

from ..tools.mail_word import name_line

# When each kind goes out unless somebody says otherwise.
TIMING_OF_KIND = {
    "invitation": {"timing": "release"},
    "reminder": {"timing": "after_invitation", "days": 10},
    "second_reminder": {"timing": "after_invitation", "days": 17},
    "last_call": {"timing": "before_deadline", "days": 2},
    "confirmation": {"timing": "at_once", "is_anytime": True},
    "waiting": {"timing": "at_once", "is_anytime": True},
    "offer": {"timing": "at_once", "is_anytime": True},
    "moved_up": {"timing": "at_once", "is_anytime": True},
    "expired": {"timing": "at_once", "is_anytime": True},
    "withdrawn": {"timing": "at_once", "is_anytime": True},
    "logistics": {"timing": "before_begin", "days": 3},
    "substitute": {"timing": "at_once", "is_anytime": True},
    "thank_you": {"timing": "after_end", "days": 1},
    "missed_you": {"timing": "after_end", "days": 2},
    "date_changed": {"timing": "on_demand"},
    "cancellation": {"timing": "on_demand"},
}
# Who takes on a role is thanked when the answer comes: there is no workshop to wait for.
TIMING_OF_CALL = {"thank_you": {"timing": "at_once", "recipients": "agreed"}}
TEXTS = ("name", "subject", "body")


def same_text(one, other):
    """Say whether two texts are the same but for white space, which editors change."""
    return "".join((one or "").split()) == "".join((other or "").split())


class OutreachCampaignStep(models.Model):
    """What a new step says: a copy of the shipped mail template of its kind. What is changed in the campaign never changes the template."""

    _inherit = "outreach.campaign.step"

    @api.model_create_multi
    def create(self, vals_list):
        """Fill what was left as the shipped template has it, in every language."""
        vals_list = [self._name_words(vals) for vals in vals_list]
        steps = super().create([{**self._prepare_from_template(vals), **vals} for vals in vals_list])
        steps.campaign_id._check_may_change()
        steps.campaign_id._note_change()
        for step, vals in zip(steps, vals_list, strict=True):
            step._translate_from_template(vals)
        return steps

    @api.onchange("kind")
    def _onchange_kind(self):
        """Show the text and the time that the chosen kind usually has; what was written by hand stays."""
        template = self._find_template(self.kind, self.campaign_id.purpose)
        if not template or self.started_on or self._origin:
            return
        self.update({**self._prepare_texts(template), **self._prepare_timing(self.kind, self.campaign_id.purpose)})

    @api.model
    def _find_template(self, kind, purpose):
        name = f"circular_outreach.mail_template_{kind}_{purpose}"
        return self.env.ref(name, raise_if_not_found=False) or self.env["mail.template"]

    @api.model
    def _prepare_timing(self, kind, purpose):
        return {**TIMING_OF_KIND.get(kind, {}), **(TIMING_OF_CALL.get(kind, {}) if purpose == "call" else {})}

    @api.model
    def _prepare_texts(self, template):
        subject = name_line(template.subject or "", template.env.lang)
        return {"name": template.name, "subject": subject, "body": template.body_html}

    @api.model
    def _prepare_from_template(self, vals):
        campaign = self.env["outreach.campaign"].browse(vals.get("campaign_id"))
        kind = vals.get("kind", "invitation")
        template = self._find_template(kind, campaign.purpose)
        if not template:
            return {}
        timing = {} if {"timing", "scheduled_on", "fixed_on"} & set(vals) else self._prepare_timing(kind, campaign.purpose)
        return {**self._prepare_texts(template), **timing}

    def _translate_from_template(self, vals):
        template = self._find_template(self.kind, self.campaign_id.purpose)
        own = {name for name, text in self._prepare_texts(template).items() if name in vals and not same_text(vals[name], text)}
        if not template or len(own) == len(TEXTS):
            return
        for lang, _name in self.env["res.lang"].get_installed():
            texts = self._prepare_texts(template.with_context(lang=lang))
            self.with_context(lang=lang).write({name: text for name, text in texts.items() if name not in own})

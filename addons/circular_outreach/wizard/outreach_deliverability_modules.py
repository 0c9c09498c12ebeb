from odoo import models

# Addons of Odoo that come by themselves and hand contacts to servers of its maker.
SENDS_ELSEWHERE = ("partner_autocomplete", "crm_iap_enrich", "crm_iap_mine")


class OutreachDeliverability(models.TransientModel):
    """Who handles mails with care should know which installed addons hand data to somebody else without being asked (Art. 28, 44 GDPR)."""

    _inherit = "outreach.deliverability"

    def _find_all(self):
        return [*super()._find_all(), *self._check_modules()]

    def _check_modules(self):
        topic = self.env._("Data stay in the house")
        # sudo: which addons are installed is the administrator's to know; only these names are shown
        modules = self.env["ir.module.module"].sudo()
        installed = modules.search([("name", "in", SENDS_ELSEWHERE), ("state", "in", ("installed", "to upgrade"))], order="name")
        if installed:
            text = self.env._(
                "Installed are addons that send data to servers outside the office: %s. Ask your administrator to uninstall them (Apps).",
                ", ".join(f"{module.shortdesc} ({module.name})" for module in installed),
            )
            yield self._say("warning", topic, text)
        else:
            yield self._say("good", topic, self.env._("None of Odoo's addons that send data elsewhere is installed."))

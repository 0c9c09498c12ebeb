from odoo import api, models
from odoo.exceptions import AccessError


class ResGroups(models.Model):
    """Refuses what the groups of this app do not allow, in words that say whom to ask."""

    _inherit = "res.groups"

    @api.model
    def _outreach_check(self, spec):
        """Raise AccessError unless this is the system, or somebody in one of the groups (XML ids with commas between them)."""
        if self.env.su or self.env.user.has_groups(spec):
            return
        # sudo: only the names of the groups are shown, to somebody who has to ask for one of them
        groups = self.env["res.groups"].sudo().concat(*(self.env.ref(name).sudo() for name in spec.split(",")))
        raise AccessError(
            self.env._(
                "You may not do this. It is for people with the right “%s”: ask one of them, or your administrator for that right.",
                self.env._("” or “").join(dict.fromkeys(groups.mapped("display_name"))),
            )
        )

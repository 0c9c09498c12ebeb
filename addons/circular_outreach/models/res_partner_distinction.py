from markupsafe import Markup

from odoo import fields, models

from ..tools.button_right import EDITOR, only_for


class ResPartner(models.Model):
    """What the office decides about two contacts that look alike: they are two, or they become one."""

    _inherit = "res.partner"

    outreach_distinct_ids = fields.Many2many(
        "res.partner",
        "outreach_partner_distinct_rel",
        "partner_id",
        "other_id",
        string="Not the Same as",
        copy=False,
        groups="circular_outreach.group_reader",
        help="Contacts that look like this one and are somebody else. Each of two knows the other.",
    )

    @only_for(EDITOR)
    def action_outreach_set_apart(self, other_id):
        """Note that another contact is somebody else, so that nobody is warned of it again."""
        self.ensure_one()
        other = self.browse(other_id)
        self.outreach_distinct_ids |= other
        other.outreach_distinct_ids |= self
        self._log_outreach_decision(other, self.env._("Checked: %(contact)s is not the same contact."))

    @only_for(EDITOR)
    def action_outreach_compare_again(self, other_id):
        """Take back that another contact is not the same contact."""
        self.ensure_one()
        other = self.browse(other_id)
        self.outreach_distinct_ids -= other
        other.outreach_distinct_ids -= self
        self._log_outreach_decision(other, self.env._("Taken back: %(contact)s may be the same contact after all."))

    @only_for(EDITOR)
    def action_outreach_merge(self, other_id):
        """Open Odoo's wizard for the two. An active contact is kept rather than an archived one, and the older one of two."""
        self.ensure_one()
        both = self | self.browse(other_id)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        kept = wizard._get_ordered_partner(both.ids)[-1:]
        wizard = wizard.create(
            {
                "state": "selection",
                "partner_ids": [(6, 0, both.ids)],
                "dst_partner_id": kept.id,
                "outreach_opens_contact": True,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Contacts"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _log_outreach_decision(self, other, text):
        """Note a decision about two contacts on both of them."""
        for contact, counterpart in ((self, other), (other, self)):
            contact._message_log(body=Markup("%s") % text % {"contact": counterpart._get_html_link()})

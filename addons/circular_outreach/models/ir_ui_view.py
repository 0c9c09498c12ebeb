from odoo import models

from ..tools.button_right import find_groups


class IrUiView(models.Model):
    """Leaves out the buttons whose methods are for others, as Odoo leaves out fields."""

    _inherit = "ir.ui.view"

    def _postprocess_tag_button(self, node, name_manager, node_info):
        groups = node.get("type") == "object" and find_groups(type(name_manager.model), node.get("name"))
        if groups:
            definitions = self.env["res.groups"]._get_group_definitions()
            node_info["model_groups"] &= definitions.parse(groups, raise_if_not_found=False)

from odoo import fields, models


class OutreachTopic(models.Model):
    """A subject in a tree of subjects: R-strategies, fields of action, materials."""

    _name = "outreach.topic"
    _description = "Topic"
    _parent_store = True
    _order = "code, sequence, name"
    _rec_names_search = ["name", "code", "synonyms"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    description = fields.Text(translate=True)
    synonyms = fields.Char(help="Other words for the same subject, separated by commas; lists are matched by them.")
    parent_id = fields.Many2one("outreach.topic", string="Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("outreach.topic", "parent_id", string="Parts")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code) WHERE code IS NOT NULL", "There is already a topic with this code.")

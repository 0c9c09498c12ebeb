from odoo import fields, models

COLUMNS = [
    ("organisation", "Organisation"),
    ("form_of_address", "Form of Address"),
    ("title", "Academic Title"),
    ("first_name", "First Name"),
    ("name", "Surname or Full Name"),
    ("function", "Function"),
    ("street", "Street"),
    ("house_number", "House Number"),
    ("postcode", "Postcode"),
    ("place", "Place"),
    ("phone", "Phone"),
    ("mobile", "Mobile Phone"),
    ("email", "E-mail"),
    ("website", "Website"),
    ("organisation_type", "Organisation Type"),
    ("target_group", "Target Group"),
    ("role", "Role"),
    ("topics", "Topics"),
    ("source", "Source of the Data"),
    ("source_date", "Recorded on"),
    ("remark", "Remark"),
]


class OutreachContactImportColumn(models.TransientModel):
    """One column of a list: what it holds, and whether it may replace what a known contact has."""

    _name = "outreach.contact.import.column"
    _description = "Column of an Imported List"
    _order = "index"
    _rec_name = "heading"
    _transient_max_hours = 0  # see outreach.contact.import

    import_id = fields.Many2one("outreach.contact.import", required=True, index=True, ondelete="cascade")
    index = fields.Integer(string="Column", required=True)
    heading = fields.Char(required=True)
    examples = fields.Char()
    holds = fields.Selection(COLUMNS, help="Left empty, the texts of the column are kept in the notes.")
    is_replacing = fields.Boolean(
        string="Replace",
        help="What a known contact has in this field is replaced by the list; what was there is kept in the notes. "
        "Otherwise only empty fields are filled. Street, postcode and city are replaced together.",
    )

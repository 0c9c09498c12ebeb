from odoo import fields, models


class OutreachSignInRow(models.Model):
    """One row of a printed sign-in sheet: a person, or a blank row for somebody nobody expected."""

    _name = "outreach.sign.in.row"
    _description = "Row of a Sign-in Sheet"
    _order = "print_id, number"
    _rec_name = "number"

    print_id = fields.Many2one("outreach.sign.in.print", required=True, readonly=True, index=True, ondelete="cascade")
    number = fields.Integer(string="No.", required=True, readonly=True, aggregator=None)
    page = fields.Integer(string="Page of the List", readonly=True, aggregator=None)
    registration_id = fields.Many2one(
        "event.registration", readonly=True, index="btree_not_null", ondelete="set null", help="Empty: a blank row."
    )

    _number_unique = models.UniqueIndex("(print_id, number)")

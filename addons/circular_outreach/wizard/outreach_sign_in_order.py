import base64
from urllib.parse import quote

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class OutreachSignInOrder(models.TransientModel):
    """What is to be printed on a sign-in sheet. The PDF stays here for an hour; what was printed in which row is kept (outreach.sign.in.print)."""

    _name = "outreach.sign.in.order"
    _description = "Sign-in Sheet to Print"

    event_ids = fields.Many2many("event.event", string="Workshop", required=True, default=lambda self: self._default_event_ids())
    blank_rows = fields.Integer(default=8, help="For people nobody expected.")
    has_groups = fields.Boolean(
        string="Print Target Group and Municipality",
        help="Only if the funder wants it: the list lies open for everybody to read.",
    )
    document = fields.Binary(readonly=True, attachment=False)

    _blank_rows_sensible = models.Constraint("CHECK (blank_rows BETWEEN 0 AND 200)", "Print between 0 and 200 blank rows.")

    @api.model
    def _default_event_ids(self):
        is_event = self.env.context.get("active_model") == "event.event"
        return [Command.set(self.env.context.get("active_ids", []))] if is_event else []

    def action_print(self):
        """Print the sheets and hand the PDF over. This changes something, so it is no page to be fetched (invariant I2)."""
        self.ensure_one()
        if not self.event_ids:
            raise UserError(self.env._("Choose the workshop whose sign-in sheet is to be printed."))
        pdf = self.env["outreach.sign.in.print"]._print(self.event_ids, self.blank_rows, self.has_groups)
        self.document = base64.b64encode(pdf)
        name = self.env._("Sign-in sheet %s", self.event_ids[0].name).replace("/", "-")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/document/{quote(name)}.pdf?download=true",
            "target": "download",
            "close": True,
        }

from odoo import api, fields, models


class OutreachSheetEntryGuest(models.TransientModel):
    """Somebody who signed on a blank row."""

    _name = "outreach.sheet.entry.guest"
    _description = "Walk-in on a Signed List"
    _order = "number"

    entry_id = fields.Many2one("outreach.sheet.entry", required=True, ondelete="cascade")
    number = fields.Integer(string="No.", required=True, aggregator=None)
    name = fields.Char(required=True)
    organisation_name = fields.Char(string="Institution")
    hint = fields.Char(compute="_compute_hint")

    @api.depends("name", "organisation_name", "entry_id.print_id")
    def _compute_hint(self):
        """Say whom the office knows already: on the list of this workshop, or as an organisation."""
        for guest in self:
            walk_in = guest._make_walk_in()
            if walk_in.same_name_ids:
                guest.hint = self.env._("On the list already? %s", ", ".join(walk_in.same_name_ids.mapped("name")))
            elif walk_in.organisation_id:
                guest.hint = self.env._("Known organisation: %s", walk_in.organisation_id.name)
            else:
                guest.hint = False

    def _make_walk_in(self):
        """Return the walk-in that this would be; it knows how contacts and organisations are recognised."""
        return self.env["outreach.walk.in"].new(
            {
                "event_id": self.entry_id.print_id.event_id.id,
                "name": (self.name or "").strip(),
                "organisation_name": (self.organisation_name or "").strip(),
            }
        )

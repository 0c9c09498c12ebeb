from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain

MEMORY = relativedelta(months=12)


class ResPartner(models.Model):
    """What came of the invitations of a contact, and a short memory of absences that nobody called off: a hint, never a reason to leave out."""

    _inherit = "res.partner"

    outreach_history_ids = fields.Many2many(
        "outreach.report", string="History", compute="_compute_outreach_history_ids", groups="circular_outreach.group_reader"
    )
    outreach_absence_count = fields.Integer(
        string="Absences in 12 Months",
        compute="_compute_outreach_absence_count",
        groups="circular_outreach.group_reader",
        help="Workshops of the last 12 months to which the person did not come without calling off. Older ones are forgotten. "
        "This is only shown; it excludes nobody.",
    )

    def _compute_outreach_history_ids(self):
        for partner in self:
            partner.outreach_history_ids = self.env["outreach.report"].search(partner._get_outreach_history_domain(), limit=80)

    def _compute_outreach_absence_count(self):
        """Count by person; for an organisation nothing is counted, for it cannot stay away."""
        absences = self.env["event.registration"]._read_group(
            [
                ("outreach_attendee_id", "in", self._origin.ids),
                ("outreach_attendance", "=", "no_show"),
                ("event_id.date_end", ">", fields.Datetime.now() - MEMORY),
            ],
            ["outreach_attendee_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in absences}
        for partner in self:
            partner.outreach_absence_count = counts.get(partner._origin.id, 0)

    def action_outreach_history(self):
        """Show what came of every invitation: of a person, or of everybody of an organisation."""
        action = self.env["ir.actions.act_window"]._for_xml_id("circular_outreach.outreach_report_action_history")
        return dict(action, domain=list(self._get_outreach_history_domain()))

    def _get_outreach_history_domain(self):
        """Return who was written to, has answered, or had a seat: those who were only looked at are no history."""
        ids = self._origin.ids
        whose = Domain("person_id", "child_of", ids) | Domain("organisation_id", "in", ids)
        return whose & (Domain("sent_count", "=", 1) | Domain("answered_count", "=", 1) | Domain("attendance", "!=", False))

from datetime import timedelta

from odoo import api, fields, models


class OutreachHealthNote(models.Model):
    """Dietary and access needs of one attendee: health data (Art. 9 GDPR), given freely, with a consent of their own.

    Only organisers read them. They are deleted some days after the workshop, at once when the attendee calls off or takes the consent back,
    and never printed on a sign-in sheet.
    """

    _name = "outreach.health.note"
    _description = "Dietary and Access Needs"
    _order = "event_id, id"
    _rec_name = "registration_id"

    registration_id = fields.Many2one(
        "event.registration", string="Attendee", required=True, readonly=True, index=True, ondelete="cascade"
    )
    event_id = fields.Many2one(related="registration_id.event_id", store=True, index=True)
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    diet = fields.Text(string="Food and Drink", readonly=True)
    access = fields.Text(string="Access and Support", readonly=True)
    consent_text = fields.Text(string="Consent", required=True, readonly=True, help="The exact words that were agreed to.")
    consent_on = fields.Datetime(string="Agreed on", required=True, readonly=True, default=fields.Datetime.now)
    deleted_from = fields.Date(string="Kept until", compute="_compute_deleted_from")

    _registration_unique = models.UniqueIndex("(registration_id)", "The needs of this attendee are noted already.")

    @api.depends("event_id.date_end", "event_id.company_id.outreach_health_days")
    def _compute_deleted_from(self):
        for note in self:
            event = note.event_id
            # sudo: the period is a setting of the office
            days = (event.company_id or note.env.company).sudo().outreach_health_days
            note.deleted_from = event.date_end.date() + timedelta(days=days) if event.date_end else False

    @api.model
    def _get_consent_text(self, event):
        """Return the words a visitor agrees to, in the visitor's language."""
        company = event.company_id or self.env.company
        return self.env._(
            "I agree that %(office)s uses what I have written here to prepare the workshop. Only the organisers read it; it is deleted "
            "%(days)s days after the workshop. I may take this consent back at any time, on this page or by a message to the office. "
            "Whether I may take part does not depend on it.",
            office=company.name,
            days=company.outreach_health_days,
        )

    @api.model
    def _record(self, registration, diet, access):
        """Keep what an attendee has just agreed to, in place of what was noted before. Nothing to keep deletes it."""
        self.search([("registration_id", "=", registration.id)]).unlink()
        if not (diet or access):
            return self.browse()
        return self.create(
            {
                "registration_id": registration.id,
                "diet": diet,
                "access": access,
                "consent_text": self._get_consent_text(registration.event_id),
            }
        )

    @api.model
    def _cron_delete(self):
        """Delete what is no longer needed."""
        today = fields.Date.today()
        # The shortest possible period is 0 days: nothing of a workshop still ahead can be due.
        over = self.search([("event_id.date_end", "<", fields.Datetime.now())])
        over.filtered(lambda note: note.deleted_from < today or not note.registration_id.active).unlink()

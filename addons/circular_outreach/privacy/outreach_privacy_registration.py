from odoo import models


class OutreachPrivacyRegistration(models.AbstractModel):
    """Registrations and what was answered there: the seat stays, for the figures count it."""

    _name = "outreach.privacy.registration"
    _inherit = "outreach.privacy.kind"
    _description = "Kind of Personal Data"
    _privacy_holder = "event.registration"
    _privacy_sequence = 60
    _privacy_told = (
        "event_id",
        "name",
        "company_name",
        "email",
        "phone",
        "state",
        "outreach_attendance",
        "outreach_photo",
        "outreach_waiting_since",
        "outreach_target_group_id",
        "outreach_municipality_id",
        "create_date",
    )
    _privacy_emptied = ("email", "phone", "company_name", "barcode", "registration_properties")
    _privacy_kept = {
        "name": "becomes the number of the erased contact",
        "partner_id": "leads to the erased contact",
        "outreach_attendee_id": "leads to the erased contact",
        "outreach_organisation_id": "the figures count organisations",
        "outreach_desk_key": "a random number",
    }

    def _get_domain(self, person):
        return [("id", "in", person.registrations.ids)]

    def _tell_record(self, record):
        answers = record.registration_answer_ids
        texts = {answer.question_id.title: answer.value_text_box or answer.value_answer_id.name or "" for answer in answers}
        return super()._tell_record(record) | texts

    def _get_left_values(self, person):
        return {"name": person.placeholder}

    def _erase(self, person):
        """Forget what was answered in words; ticks have no person any more and stay for the figures."""
        answers = person.registrations.registration_answer_ids.filtered("value_text_box")
        self._overwrite(answers, {"value_text_box": None})
        return super()._erase(person)

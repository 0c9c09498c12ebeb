from odoo import fields, models


class EventRegistration(models.Model):
    """What attendees said beyond yes: answers to the workshop's questions (Odoo's own records) and whether they may be photographed."""

    _inherit = "event.registration"

    outreach_photo = fields.Selection(
        [("unknown", "Not Asked or No Answer"), ("yes", "May Be Photographed"), ("no", "No Photos")],
        string="Photos",
        default="unknown",
        required=True,
        help="Taking part never depends on it.",
    )

    def _outreach_note_answers(self, answers):
        """Store {question: text or suggested answer} in place of what this attendee said to these questions before; an empty text is no answer."""
        self.ensure_one()
        asked = self.env["event.question"].browse(question.id for question in answers)
        self.registration_answer_ids.filtered(lambda answer: answer.question_id in asked).unlink()
        self.env["event.registration.answer"].create(
            [
                {
                    "registration_id": self.id,
                    "question_id": question.id,
                    ("value_text_box" if isinstance(value, str) else "value_answer_id"): value
                    if isinstance(value, str)
                    else value.id,
                }
                for question, value in answers.items()
                if value
            ]
        )

from odoo import models
from odoo.tools import email_normalize

from ..tools.answer_form import LINE, PARAGRAPH, AnswerForm
from .outreach_contact_suggestion import SUGGESTED

NOT_ME = "not_me"
PHOTO = ("yes", "no", "unknown")


class OutreachInvitation(models.Model):
    """The form of the answer page: how it is filled in when it opens, what is wrong with it when it comes, and what follows from it."""

    _inherit = "outreach.invitation"

    def _get_form(self, answer=None):
        """Return the form as it opens: what was said before stays said. Needs and contact data are not shown again."""
        registration = self.registration_id if self.answer == "accepted" else self.registration_id.browse()
        values = {"answer": answer or self.answer, "photo": registration.outreach_photo or "unknown"}
        values |= self._get_question_values("question", registration)
        companions = registration.outreach_companion_ids.filtered(lambda one: one.state != "cancel").sorted("id")
        for place, companion in enumerate(companions, 1):
            values[f"companion-{place}"] = companion.name
            values |= self._get_question_values(f"companion-{place}-question", companion)
        return AnswerForm(values)

    @staticmethod
    def _get_question_values(prefix, registration):
        return {
            f"{prefix}-{answer.question_id.id}": str(answer.value_answer_id.id or answer.value_text_box)
            for answer in registration.registration_answer_ids
        }

    def _find_form_problems(self, form):
        """Return {field: what is wrong, and what to do}, in the order of the page; nothing is stored."""
        problems = self._find_long_texts(form)
        answer = form.text("answer")
        if answer == NOT_ME:
            return problems
        # Whether a colleague can be named is said by the page that asks for the name.
        if answer not in (*dict(self._get_answer_choices()), "substituted"):
            problems["answer"] = self.env._("Please choose one of the answers.")
        if answer == "accepted" and self.event_id:
            problems |= self._find_companion_problems(form)
            problems |= self._find_question_problems(form, "question", self.event_id._get_outreach_questions())
            problems |= self._find_health_problems(form)
        if form.text("correct-email") and not email_normalize(form.text("correct-email")):
            problems["correct-email"] = self.env._("This is no complete e-mail address. It looks like name@firm.example.")
        return problems

    def _find_long_texts(self, form):
        paragraphs = {"comment", "diet", "access", "correct-remark"}
        for question in self.event_id._get_outreach_questions().filtered(lambda one: one.question_type == "text_box"):
            paragraphs.add(f"question-{question.id}")
            paragraphs |= {
                f"companion-{place}-question-{question.id}" for place in range(1, self.event_id.outreach_companions_max + 1)
            }
        return {
            name: self.env._("This is too long. Please use at most %s characters.", PARAGRAPH if name in paragraphs else LINE)
            for name in form.find_too_long(frozenset(paragraphs))
        }

    def _find_companion_problems(self, form):
        problems = {}
        most = self.event_id.outreach_companions_max
        names = form.get_companions(most)
        each = self.event_id._get_outreach_questions().filtered(lambda question: not question.once_per_order)
        for place in range(1, most + 1):
            if place in names:
                problems |= self._find_question_problems(form, f"companion-{place}-question", each)
            elif form.holds_any(f"companion-{place}-question-"):
                problems[f"companion-{place}"] = self.env._(
                    "Please enter the name of your companion, or leave the answers empty."
                )
        return problems

    def _find_question_problems(self, form, prefix, questions):
        problems = {}
        for question in questions:
            name = f"{prefix}-{question.id}"
            is_choice = question.question_type == "simple_choice"
            if form.text(name) and is_choice and not self._read_question(form, name, question):
                problems[name] = self.env._("Please choose one of the answers to “%s”.", question.title)
            elif question.is_mandatory_answer and not form.text(name):
                problems[name] = self.env._("Please answer “%s”.", question.title)
        return problems

    def _find_health_problems(self, form):
        if (form.text("diet") or form.text("access")) and not form.is_ticked("health-consent"):
            text = self.env._(
                "Please agree that we may use what you have written about food and access, or leave both fields empty."
            )
            return {"health-consent": text}
        return {}

    @staticmethod
    def _read_question(form, name, question):
        """Return what was answered: the text, or the suggested answer if it is one of this question's."""
        if question.question_type == "text_box":
            return form.text(name)
        return question.answer_ids.filtered(lambda answer: answer.id == form.number(name))

    def _take_form(self, form):
        """Do what a checked form of the answer page asks for.

        :raises UserError: if the campaign takes no answers any more
        """
        answer = form.text("answer")
        self._propose_correction(form)
        if answer == NOT_ME:
            self._report_wrong_person(form.text("comment"))
            return
        reason = self._get_decline_reasons().filtered(lambda one: one.id == form.number("reason"))
        self._answer(answer, "page", form.text("comment"), **({"reason": reason} if reason else {}))
        if self.answer == "accepted" and self.registration_id:
            self._note_details(form)

    def _take_colleague(self, person, form):
        """Name the colleague, and take with it what was typed on the answer page before.

        :param NamedPerson person: who comes instead
        :raises UserError: see _name_substitute
        """
        self._propose_correction(form)
        self._name_substitute(person, "page", comment=form.text("comment"))

    def _note_details(self, form):
        """Store what goes with a yes: companions, answers to questions, photos, needs."""
        registration, event = self.registration_id, self.event_id
        questions = event._get_outreach_questions()
        each = questions.filtered(lambda question: not question.once_per_order)
        names = form.get_companions(event.outreach_companions_max)
        companions = registration._outreach_bring_along(list(names.values()))
        registration._outreach_note_answers(self._read_questions(form, "question", questions))
        for place, companion in zip(names, companions, strict=True):
            companion._outreach_note_answers(self._read_questions(form, f"companion-{place}-question", each))
        if event.outreach_asks_photo and form.text("photo") in PHOTO:
            registration.outreach_photo = form.text("photo")
        notes = self.env["outreach.health.note"]
        if form.is_ticked("health-consent") and (form.text("diet") or form.text("access")):
            notes._record(registration, form.text("diet"), form.text("access"))
        elif form.is_ticked("health-forget"):
            notes._record(registration, "", "")

    def _read_questions(self, form, prefix, questions):
        return {question: self._read_question(form, f"{prefix}-{question.id}", question) for question in questions}

    def _propose_correction(self, form):
        proposed = {name: form.text(f"correct-{name}") for name in (*SUGGESTED, "remark")}
        self.env["outreach.contact.suggestion"]._propose(self, proposed)

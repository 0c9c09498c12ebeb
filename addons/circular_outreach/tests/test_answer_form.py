from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..tools.answer_form import AnswerForm
from .common import OutreachCase


class AnswerFormCase(OutreachCase):
    """A visitor with a link, who is nobody to Odoo, and a workshop that asks everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event.outreach_companions_max = 2
        cls.event.question_ids = [
            Command.clear(),
            Command.create({"title": "How do you come?", "question_type": "simple_choice", "once_per_order": True}),
            Command.create({"title": "Which round?", "question_type": "text_box", "is_mandatory_answer": True}),
        ]
        cls.way, cls.round = cls.event.question_ids.sorted("id")
        cls.train, cls.bike = cls.env["event.question.answer"].create(
            [{"name": name, "question_id": cls.way.id} for name in ("By train", "By bike")]
        )
        cls.contact = cls._make_contact()
        cls.invitation = cls._invite(cls.contact)
        public = cls.env.ref("base.public_user")
        cls.visit = cls.invitation.with_user(public).sudo().with_context(lang="en_US")
        cls.organiser = new_test_user(cls.env, "organiser_test", "circular_outreach.group_organiser", name="Organiser")

    def _get_yes(self, **values):
        return {"answer": "accepted", f"question-{self.round.id}": "Wood", **values}

    def _send(self, **values):
        """Send the form as the page does: check it, then do what it says; return what is wrong."""
        form = AnswerForm({name.replace("_", "-") if name != "not_me" else name: value for name, value in values.items()})
        problems = self.visit._find_form_problems(form)
        if not problems:
            self.visit._take_form(form)
        self.env.flush_all()
        return problems

    @property
    def registration(self):
        return self.invitation.registration_id


class TestAnswers(AnswerFormCase):
    def test_answer_is_needed(self):
        self.assertEqual(list(self._send(answer="")), ["answer"])
        with self.assertRaisesRegex(UserError, "which colleague"), self.env.cr.savepoint():
            self._send(answer="substituted")
        self.assertFalse(self.invitation.answer_ids)

    def test_no_with_a_reason(self):
        reason = self.env["outreach.decline.reason"].create({"name": "Too far"})
        self.assertFalse(self._send(answer="declined", reason=str(reason.id), comment="Pity"))
        self.assertEqual((self.invitation.answer_ids.reason_id, self.invitation.answer_ids.comment), (reason, "Pity"))

    def test_forged_or_retired_reason_is_no_reason(self):
        retired = self.env["outreach.decline.reason"].create({"name": "Too far", "active": False})
        for forged in (str(retired.id), "999999", "x"):
            self.assertFalse(self._send(answer="declined", reason=forged))
        self.assertFalse(self.invitation.answer_ids.reason_id)

    def test_yes_has_no_reason(self):
        reason = self.env["outreach.decline.reason"].create({"name": "Too far"})
        self._send(**self._get_yes(reason=str(reason.id)))
        self.assertFalse(self.invitation.answer_ids.reason_id)

    def test_form_opens_with_what_was_said(self):
        self._send(**self._get_yes(companion_1="Bo Berg", photo="no", **{f"companion-1-question-{self.round.id}": "Steel"}))
        form = self.visit._get_form()
        self.assertEqual(form.text("answer"), "accepted")
        self.assertEqual(form.text(f"question-{self.round.id}"), "Wood")
        self.assertEqual(form.text("companion-1"), "Bo Berg")
        self.assertEqual(form.text(f"companion-1-question-{self.round.id}"), "Steel")
        self.assertEqual(form.text("photo"), "no")
        self.assertEqual(self.visit._get_form("declined").text("answer"), "declined")

    def test_too_long_is_said_and_not_cut(self):
        problems = self._send(answer="declined", comment="x" * 2001)
        self.assertIn("2000", problems["comment"])
        self.assertFalse(self.invitation.answer_ids)

    def test_after_the_deadline_nothing_of_the_form_is_stored(self):
        self.invitation.campaign_id.answer_deadline = self.env.cr.now() - timedelta(minutes=1)
        with self.assertRaisesRegex(UserError, "no longer possible"), self.env.cr.savepoint():
            self._send(answer="declined", correct_phone="123")
        self.assertFalse(self.invitation.suggestion_ids)


class TestCompanions(AnswerFormCase):
    def _bring(self, *names, **values):
        fields = {f"companion-{place}": name for place, name in enumerate(names, 1)}
        answers = {f"companion-{place}-question-{self.round.id}": "Wood" for place, name in enumerate(names, 1) if name}
        return self._send(**self._get_yes(**fields, **answers, **values))

    def _get_states(self):
        return {one.name: one.state for one in self.registration.outreach_companion_ids}

    def test_each_takes_a_seat_of_the_same_group(self):
        self.assertFalse(self._bring("Bo Berg", "Cy Cole"))
        self.assertEqual(self._get_states(), {"Bo Berg": "open", "Cy Cole": "open"})
        companions = self.registration.outreach_companion_ids
        self.assertEqual(companions.outreach_target_group_id, self.group_building)
        self.assertFalse(companions.outreach_attendee_id | companions.partner_id)
        self.assertEqual(self.event.seats_taken, 3)

    def test_not_more_than_allowed(self):
        self.event.outreach_companions_max = 1
        self._bring("Bo Berg", "Cy Cole")
        self.assertEqual(self._get_states(), {"Bo Berg": "open"})

    def test_who_finds_no_seat_waits(self):
        self.event.seats_max = 2
        self._bring("Bo Berg", "Cy Cole")
        self.assertEqual(self._get_states(), {"Bo Berg": "open", "Cy Cole": "draft"})
        self.assertEqual(self.registration.outreach_companion_ids.mapped("outreach_waiting_place"), [0, 1])

    def test_sending_again_changes_nothing(self):
        self._bring("Bo Berg", "Cy Cole")
        before = self.registration.outreach_companion_ids
        self._bring("Cy Cole", "Bo Berg")
        self.assertEqual(self.registration.outreach_companion_ids, before)
        self.assertEqual(self.event.seats_taken, 3)

    def test_two_of_one_name_are_two(self):
        self._bring("Bo Berg", "Bo Berg")
        self.assertEqual(len(self.registration.outreach_companion_ids), 2)

    def test_who_stays_away_frees_the_seat_for_who_comes_instead(self):
        self.event.seats_max = 2
        self._bring("Bo Berg")
        self._bring("Cy Cole")
        self.assertEqual(self._get_states(), {"Bo Berg": "cancel", "Cy Cole": "open"})

    def test_all_leave_with_the_host_and_those_who_wait_move_up(self):
        self.event.seats_max = 3
        self._bring("Bo Berg", "Cy Cole")
        others = self._invite(self._make_contacts(3), title="Others")
        for other in others:
            other._answer("accepted", "phone")
        self.assertEqual(self._send(answer="declined"), {})
        self.assertEqual(set(self._get_states().values()), {"cancel"})
        self.assertEqual(others.registration_id.mapped("state"), ["open"] * 3)

    def test_companion_who_waits_does_not_take_the_seat_of_the_host_who_leaves(self):
        self.event.seats_max = 1
        self._bring("Bo Berg")
        self._send(answer="declined")
        self.assertEqual(self._get_states(), {"Bo Berg": "cancel"})
        self.assertEqual(self.event.seats_taken, 0)

    def test_host_cancelled_by_staff_takes_companions_along(self):
        self._bring("Bo Berg")
        self.registration.with_user(self.clerk).action_cancel()
        self.assertEqual(self._get_states(), {"Bo Berg": "cancel"})

    def test_yes_again_brings_the_same_people_back(self):
        self._bring("Bo Berg")
        self._send(answer="declined")
        self._bring("Bo Berg")
        self.assertEqual(self._get_states(), {"Bo Berg": "open"})

    def test_deleted_host_leaves_no_seat_taken(self):
        self._bring("Bo Berg")
        self.registration.unlink()
        self.assertEqual(self.event.seats_taken, 0)

    def test_answers_without_a_name_are_asked_about(self):
        problems = self._send(**self._get_yes(**{f"companion-2-question-{self.round.id}": "Wood"}))
        self.assertEqual(list(problems), ["companion-2"])


class TestQuestions(AnswerFormCase):
    def _get_answers(self, registration):
        return {answer.question_id: answer.display_name for answer in registration.registration_answer_ids}

    def test_answers_are_stored_as_odoo_stores_them(self):
        self._send(**self._get_yes(**{f"question-{self.way.id}": str(self.train.id)}))
        self.assertEqual(self._get_answers(self.registration), {self.way: "By train", self.round: "Wood"})

    def test_new_answers_replace_old_ones(self):
        self._send(**self._get_yes(**{f"question-{self.way.id}": str(self.train.id)}))
        self._send(**self._get_yes(**{f"question-{self.round.id}": "Steel"}))
        self.assertEqual(self._get_answers(self.registration), {self.round: "Steel"})

    def test_mandatory_question_is_asked_of_whoever_comes_only(self):
        self.assertEqual(list(self._send(answer="accepted")), [f"question-{self.round.id}"])
        self.assertFalse(self._send(answer="declined"))

    def test_each_companion_answers_what_is_not_asked_once(self):
        problems = self._send(**self._get_yes(companion_1="Bo Berg"))
        self.assertEqual(list(problems), [f"companion-1-question-{self.round.id}"])
        self._send(**self._get_yes(companion_1="Bo Berg", **{f"companion-1-question-{self.round.id}": "Clay"}))
        self.assertEqual(self._get_answers(self.registration.outreach_companion_ids), {self.round: "Clay"})

    def test_suggested_answer_of_another_question_is_none(self):
        other = self.env["event.question"].create({"title": "Other", "answer_ids": [Command.create({"name": "Foreign"})]})
        problems = self._send(**self._get_yes(**{f"question-{self.way.id}": str(other.answer_ids.id)}))
        self.assertEqual(list(problems), [f"question-{self.way.id}"])

    def test_who_somebody_is_is_not_asked(self):
        self.event.question_ids = [Command.create({"title": "Your name", "question_type": "name", "is_mandatory_answer": True})]
        self.assertFalse(self._send(**self._get_yes()))

    def test_photos_are_asked_but_never_a_condition(self):
        self._send(**self._get_yes())
        self.assertEqual((self.registration.outreach_photo, self.registration.state), ("unknown", "open"))
        self._send(**self._get_yes(photo="no"))
        self.assertEqual((self.registration.outreach_photo, self.registration.state), ("no", "open"))
        self._send(**self._get_yes(photo="nonsense"))
        self.assertEqual(self.registration.outreach_photo, "no")


class TestHealthNotes(AnswerFormCase):
    def _tell(self, **values):
        return self._send(**self._get_yes(diet="No nuts", health_consent="1", **values))

    @property
    def note(self):
        return self.env["outreach.health.note"].search([("registration_id", "=", self.registration.id)])

    def test_nothing_is_kept_without_consent_and_the_page_asks_for_it(self):
        problems = self._send(**self._get_yes(diet="No nuts"))
        self.assertEqual(list(problems), ["health-consent"])
        self.assertFalse(self.invitation.answer_ids)

    def test_consent_is_kept_in_the_words_that_were_read(self):
        self._tell(access="A ramp")
        self.assertEqual((self.note.diet, self.note.access), ("No nuts", "A ramp"))
        self.assertIn("Office of Example County", self.note.consent_text)
        self.assertIn("14 days", self.note.consent_text)
        german = self.visit.with_context(lang="de_DE").env["outreach.health.note"]._get_consent_text(self.event)
        self.assertIn("14 Tage", german)

    def test_consent_to_nothing_keeps_nothing(self):
        self._send(**self._get_yes(health_consent="1"))
        self.assertFalse(self.note)

    def test_new_words_replace_the_old_ones(self):
        self._tell()
        self._send(**self._get_yes(diet="No milk", health_consent="1"))
        self.assertEqual(self.note.diet, "No milk")

    def test_another_answer_without_them_leaves_them(self):
        self._tell()
        self._send(**self._get_yes())
        self.assertEqual(self.note.diet, "No nuts")

    def test_consent_is_taken_back_with_one_tick(self):
        self._tell()
        self._send(**self._get_yes(health_forget="1"))
        self.assertFalse(self.note)
        self.assertEqual(self.registration.state, "open")

    def test_who_calls_off_has_none_to_be_kept(self):
        self._tell()
        self.invitation.with_user(self.clerk)._answer("declined", "phone")
        self.assertFalse(self.note)

    def test_never_shown_again_on_the_page(self):
        self._tell()
        self.assertFalse(self.visit._get_form().text("diet"))
        self.assertTrue(self.visit._has_health_note())

    def test_organisers_read_and_delete_clerks_and_helpers_do_not(self):
        self._tell()
        note = self.note.with_user(self.organiser)
        self.assertEqual(note.diet, "No nuts")
        for user in (self.clerk, self.desk_helper):
            with self.assertRaises(AccessError):
                self.note.with_user(user).read(["diet"])
        with self.assertRaises(AccessError):
            note.write({"diet": "Changed"})
        self.assertNotIn("outreach_health_note_ids", self.registration.with_user(self.clerk).fields_get())
        note.unlink()

    def test_other_company_reads_nothing(self):
        self._tell()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.organiser.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        self.event.company_id = self.env.company
        self.env.flush_all()
        self.assertFalse(self.env["outreach.health.note"].with_user(self.organiser).search([]))

    def test_deleted_after_the_period_and_not_before(self):
        self._tell()
        now = self.env.cr.now()
        self.event.write({"date_begin": now - timedelta(days=14, hours=4), "date_end": now - timedelta(days=14)})
        self.env["outreach.health.note"]._cron_delete()
        self.assertTrue(self.note)
        self.event.write({"date_begin": now - timedelta(days=15, hours=4), "date_end": now - timedelta(days=15)})
        self.env["outreach.health.note"]._cron_delete()
        self.assertFalse(self.note)

    def test_period_is_a_setting(self):
        self._tell()
        self.env.company.outreach_health_days = 0
        now = self.env.cr.now()
        self.event.write({"date_begin": now - timedelta(days=1, hours=4), "date_end": now - timedelta(days=1)})
        self.env["outreach.health.note"]._cron_delete()
        self.assertFalse(self.note)


class TestCorrections(AnswerFormCase):
    def _propose(self, **values):
        return self._send(answer="declined", **values)

    def test_contact_changes_only_when_the_office_accepts(self):
        before = self.contact.email
        self._propose(correct_email="new@firm.example", correct_phone="+49 3731 7", correct_remark="I am a doctor now")
        self.assertEqual(self.contact.email, before)
        suggestion = self.invitation.suggestion_ids.with_user(self.clerk)
        self.assertEqual((suggestion.current_email, suggestion.email), (before, "new@firm.example"))
        self.assertEqual(len(self.invitation.activity_ids), 1)
        suggestion.action_accept()
        self.assertEqual((self.contact.email, self.contact.phone), ("new@firm.example", "+49 3731 7"))
        self.assertEqual((suggestion.state, suggestion.user_id), ("accepted", self.clerk))
        self.assertFalse(self.invitation.activity_ids)

    def test_declined_proposal_changes_nothing(self):
        self._propose(correct_function="Queen")
        self.invitation.suggestion_ids.with_user(self.clerk).action_decline()
        self.assertFalse(self.contact.function)
        self.assertEqual(self.invitation.suggestion_ids.state, "declined")

    def test_decision_is_taken_once(self):
        self._propose(correct_function="Queen")
        self.invitation.suggestion_ids.with_user(self.clerk).action_decline()
        with self.assertRaisesRegex(UserError, "decided already"):
            self.invitation.suggestion_ids.with_user(self.clerk).action_accept()

    def test_sent_twice_is_proposed_once(self):
        self._propose(correct_phone="1")
        self._propose(correct_phone="1")
        self.assertEqual(len(self.invitation.suggestion_ids), 1)

    def test_incomplete_address_is_asked_about(self):
        problems = self._propose(correct_email="new@firm")
        self.assertFalse(problems)
        self.assertEqual(list(self._propose(correct_email="new at firm")), ["correct-email"])

    def test_nothing_proposed_is_nothing_to_do(self):
        self._propose(correct_email="  ")
        self.assertFalse(self.invitation.suggestion_ids)
        self.assertFalse(self.invitation.activity_ids)


class TestNotMe(AnswerFormCase):
    def test_office_has_something_to_do_and_nothing_is_deleted(self):
        self.invitation._answer("accepted", "phone")
        self.assertFalse(self._send(answer="not_me", comment="She has left"))
        self.assertTrue(self.invitation.wrong_person_on)
        self.assertEqual((self.invitation.answer, self.registration.state), ("accepted", "open"))
        self.assertIn("Erika Muster", self.invitation.activity_ids.summary)
        self.assertIn("She has left", self.invitation.activity_ids.note)

    def test_said_twice_is_one_thing_to_do(self):
        self._send(answer="not_me")
        self._send(answer="not_me")
        self.assertEqual(len(self.invitation.activity_ids), 1)

    def test_no_reminder_goes_to_the_wrong_person(self):
        self._send(answer="not_me")
        steps = self.invitation.campaign_id.step_ids.filtered(lambda step: step.recipients in ("everyone", "silent"))
        self.assertTrue(steps)
        for step in steps:
            self.assertEqual(step._count_recipients(), 0)

    def test_clerk_opens_the_page_again(self):
        self._send(answer="not_me")
        self.invitation.with_user(self.clerk).action_right_person()
        self.assertFalse(self.invitation.wrong_person_on)
        self.assertFalse(self.invitation.activity_ids)

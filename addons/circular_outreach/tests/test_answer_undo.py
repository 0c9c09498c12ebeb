from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from .common import OutreachCase


class TestAnswerUndo(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invitation = cls._invite(cls._make_contact()).with_user(cls.clerk)

    def _derive(self):
        """Return what the log alone says (invariant I9)."""
        return self.invitation.answer_ids._get_standing(self.invitation.answer_ids).answer or "none"

    def _undo(self):
        self.invitation.action_undo_answer()
        self.assertEqual(self.invitation.answer, self._derive())

    def test_undo_is_a_new_line_and_restores_the_answer_before(self):
        self.invitation._answer("declined", "phone", answered_on=fields.Datetime.now() - timedelta(hours=1))
        self.invitation.action_answer_accepted()
        self._undo()
        self.assertEqual((self.invitation.answer, self.invitation.registration_id.state), ("declined", "cancel"))
        self.assertEqual(len(self.invitation.answer_ids), 3)
        line = self.invitation.answer_ids.filtered("undone_id")
        self.assertEqual((line.answer, line.channel, line.user_id), ("declined", "office", self.clerk))

    def test_undo_of_the_only_answer_leaves_none_and_frees_the_seat(self):
        self.invitation.action_answer_accepted()
        self._undo()
        self.assertEqual((self.invitation.answer, self.invitation.answered_on), ("none", False))
        self.assertEqual(self.event.seats_taken, 0)

    def test_undo_twice_goes_back_twice(self):
        for hours, answer in ((3, "tentative"), (2, "declined"), (1, "accepted")):
            self.invitation._answer(answer, "phone", answered_on=fields.Datetime.now() - timedelta(hours=hours))
        self._undo()
        self._undo()
        self.assertEqual(self.invitation.answer, "tentative")
        self._undo()
        self.assertEqual(self.invitation.answer, "none")
        with self.assertRaisesRegex(UserError, "no answer to take back"):
            self.invitation.action_undo_answer()

    def test_undo_takes_back_what_counts_not_what_was_entered_last(self):
        now = fields.Datetime.now()
        self.invitation._answer("accepted", "page", answered_on=now)
        self.invitation._answer("declined", "phone", answered_on=now - timedelta(days=1))
        self.assertEqual(self.invitation.answer, "accepted")
        self._undo()
        self.assertEqual(self.invitation.answer, "declined")

    def test_answer_after_an_undo_counts(self):
        self.invitation.action_answer_accepted()
        self._undo()
        self.invitation._answer("tentative", "phone", answered_on=fields.Datetime.now() - timedelta(days=1))
        self.assertEqual((self.invitation.answer, self._derive()), ("tentative", "tentative"))

    def test_seat_given_away_meanwhile_means_waiting(self):
        self.event.seats_max = 1
        self.invitation._answer("accepted", "phone", answered_on=fields.Datetime.now() - timedelta(hours=1))
        self.invitation._answer("declined", "phone")
        other = self._invite(self._make_contact("Otto Other"), title="Other")
        other._answer("accepted", "phone")
        self._undo()
        self.assertEqual((self.invitation.answer, self.invitation.waiting_place), ("accepted", 1))


class TestAnswerEntry(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invitations = cls._invite(cls._make_contacts(2)).with_user(cls.clerk)

    def _enter(self, **values):
        action = self.env["outreach.answer.entry"].with_user(self.clerk)
        entry = action.with_context(active_model="outreach.invitation", active_ids=self.invitations.ids).create(values)
        entry.action_apply()

    def test_said_yesterday_counts_from_yesterday(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        reason = self.env["outreach.decline.reason"].create({"name": "Too far"})
        self._enter(answer="declined", channel="paper", answered_on=yesterday, reason_id=reason.id, comment="By post")
        self.assertEqual(set(self.invitations.mapped("answer")), {"declined"})
        line = self.invitations[0].answer_ids
        self.assertEqual((line.channel, line.answered_on, line.reason_id, line.comment), ("paper", yesterday, reason, "By post"))
        self.assertEqual(line.user_id, self.clerk)

    def test_later_answer_that_is_known_keeps_counting(self):
        self.invitations[0]._answer("accepted", "page")
        self._enter(answer="declined", answered_on=fields.Datetime.now() - timedelta(days=1))
        self.assertEqual(self.invitations.mapped("answer"), ["accepted", "declined"])
        self.assertEqual(len(self.invitations[0].answer_ids), 2)

    def test_call_is_noted(self):
        self._enter(answer="tentative")
        self.assertTrue(all(self.invitations.mapped("called_on")))

    def test_nobody_can_have_said_it_tomorrow(self):
        with self.assertRaisesRegex(UserError, "future"):
            self._enter(answer="accepted", answered_on=fields.Datetime.now() + timedelta(days=1))

    def test_entry_of_a_colleague_cannot_be_opened(self):
        entry = self.env["outreach.answer.entry"].create({"invitation_ids": [Command.set(self.invitations.ids)]})
        self.assertFalse(self.env["outreach.answer.entry"].with_user(self.clerk).search([("id", "=", entry.id)]))

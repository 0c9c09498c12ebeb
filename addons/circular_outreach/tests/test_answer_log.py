from odoo.exceptions import AccessError, UserError

from .common import OutreachCase


class TestAnswerLog(OutreachCase):
    def test_line_cannot_be_changed_or_deleted(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page", "with pleasure")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            invitation.answer_ids.comment = "never said"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            invitation.answer_ids.unlink()

    def test_clerk_has_no_right_to_change_or_delete(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page")
        for operation in ("create", "write", "unlink"):
            with self.assertRaises(AccessError):
                invitation.answer_ids.with_user(self.clerk).check_access(operation)

    def test_line_says_who_took_it_down_and_how(self):
        invitation = self._invite(self._make_contact()).with_user(self.clerk)
        invitation._answer("declined", "phone", "on leave")
        line = invitation.answer_ids
        self.assertEqual((line.answer, line.channel, line.comment, line.user_id), ("declined", "phone", "on leave", self.clerk))

    def test_clerk_takes_answers_down_with_one_click(self):
        invitations = self._invite(self._make_contacts(3)).with_user(self.clerk)
        invitations[0].action_answer_accepted()
        invitations[1].action_answer_tentative()
        invitations[2].action_answer_declined()
        self.assertEqual(invitations.mapped("answer"), ["accepted", "tentative", "declined"])
        self.assertEqual(set(invitations.answer_ids.mapped("channel")), {"phone"})
        self.assertEqual(invitations.answer_ids.user_id, self.clerk)

    def test_answer_from_the_page_was_taken_down_by_nobody(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "page")
        self.assertFalse(invitation.answer_ids.user_id)

    def test_invitation_with_an_answer_cannot_be_deleted(self):
        invitation = self._invite(self._make_contact())
        invitation._answer("accepted", "phone")
        with self.assertRaisesRegex(UserError, "part of the record"):
            invitation.with_user(self.clerk).unlink()

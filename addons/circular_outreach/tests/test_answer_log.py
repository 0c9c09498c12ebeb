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
        for operation in ("write", "unlink"):
            with self.assertRaises(AccessError):
                invitation.answer_ids.with_user(self.clerk).check_access(operation)

    def test_line_says_who_took_it_down_and_how(self):
        invitation = self._invite(self._make_contact()).with_user(self.clerk)
        invitation._answer("declined", "phone", "on leave")
        line = invitation.answer_ids
        self.assertEqual((line.answer, line.channel, line.comment, line.user_id), ("declined", "phone", "on leave", self.clerk))

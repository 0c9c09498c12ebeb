from .common import OutreachCase


class TestInvitationToken(OutreachCase):
    def test_token_opens_its_invitation_only(self):
        first, second = self._invite(self._make_contacts(2))
        Invitation = self.env["outreach.invitation"]
        self.assertEqual(Invitation._find_by_token(first._get_token()), first)
        self.assertNotEqual(first._get_token(), second._get_token())

    def test_token_can_be_made_again(self):
        invitation = self._invite(self._make_contact())
        self.assertEqual(invitation._get_token(), invitation._get_token())

    def test_altered_token_opens_nothing(self):
        invitation = self._invite(self._make_contact())
        token = invitation._get_token()
        for wrong in (
            token[:-1],
            token[:-1] + ("0" if token[-1] != "0" else "1"),
            token[32:] + token[:32],
            "",
            "x" * 64,
            token + "00",
        ):
            self.assertFalse(self.env["outreach.invitation"]._find_by_token(wrong), wrong)

    def test_token_to_unsubscribe_does_not_answer(self):
        invitation = self._invite(self._make_contact())
        self.assertFalse(self.env["outreach.invitation"]._find_by_token(invitation._get_token("unsubscribe"), "answer"))
        self.assertEqual(
            self.env["outreach.invitation"]._find_by_token(invitation._get_token("unsubscribe"), "unsubscribe"), invitation
        )

    def test_revoked_token_opens_nothing(self):
        invitation = self._invite(self._make_contact())
        token = invitation._get_token()
        invitation.action_revoke_link()
        self.assertFalse(self.env["outreach.invitation"]._find_by_token(token))

from .incoming_mail import RETURN_PATH, read_bytes
from .returned_mail_case import ReturnedMailCase


class TestReturnPath(ReturnedMailCase):
    def _set_bounce_domain(self):
        domain = self.env["mail.alias.domain"].create({"name": "county.example", "bounce_alias": "bounce"})
        self.env.company.alias_domain_id = domain

    def test_company_without_bounce_domain_has_no_return_path(self):
        self.env.company.alias_domain_id = False
        self.assertFalse(self.delivery._get_return_path())

    def test_report_that_names_nothing_is_recognised_by_its_address(self):
        self._set_bounce_domain()
        self._receive("report_without_original", **{RETURN_PATH: self.delivery._get_return_path()})
        self.assertEqual(self.delivery.state, "bounced")

    def test_forged_return_path_is_not_believed(self):
        self._set_bounce_domain()
        self._receive("report_without_original")
        self.assertEqual((self.delivery.state, self.delivery.failure), ("sent", False))

    def test_return_path_of_one_mail_does_not_open_another(self):
        self._set_bounce_domain()
        other = self._deliver(self._invite(self._make_contact("Otto Other")))
        forged = self.delivery._get_return_path().replace(f"-{self.delivery.id}-", f"-{other.id}-")
        self._receive("report_without_original", **{RETURN_PATH: forged})
        self.assertEqual(other.state, "sent")

    def test_absence_sent_to_the_return_path_is_noted(self):
        self._set_bounce_domain()
        self._receive("absence_by_subject_only", **{RETURN_PATH: self.delivery._get_return_path()})
        self.assertEqual(len(self._read_notes()), 1)
        self.assertEqual(self.delivery.state, "sent")

    def test_mail_whose_fate_was_unknown_came_back(self):
        self._set_bounce_domain()
        self.delivery.write({"state": "sending", "message_id": False, "email": False})
        content = read_bytes("report_without_original").replace(RETURN_PATH.encode(), self.delivery._get_return_path().encode())
        self._process(content)
        self.assertEqual((self.delivery.state, self.contact.message_bounce), ("bounced", 1))

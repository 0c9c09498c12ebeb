from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .paper_case import PaperCase


@tagged("post_install", "-at_install")
class TestCertificate(PaperCase):
    """Who attended gets a paper with a number of its own; it says what it said, and is worth nothing once it is no longer true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._make_contact("Erika Muster", outreach_title="Dr.", lang="de_DE")
        [cls.registration] = cls._register("Erika Muster", outreach_attendee_id=cls.person.id, company_name="Muster GmbH")

    def _issue(self):
        self.event.with_user(self.clerk).action_outreach_issue_certificates()
        return self.event.outreach_certificate_ids.filtered(lambda one: not one.revoked_on)

    def _issue_one(self):
        self.registration.action_outreach_check_in()
        return self._issue()

    def test_only_who_attended_gets_one(self):
        expected, excused, absent = self._register("Bo Berg", "Cy Clausen", "Di Dorn")
        excused._outreach_log("excuse", reason="Ill")
        absent._outreach_log("no_show")
        self.assertEqual(self._issue_one().registration_id, self.registration)
        self.assertEqual(expected.outreach_attendance, "expected")

    def test_nobody_there_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "check them in"):
            self._issue()

    def test_issuing_again_gives_the_same_number(self):
        certificate = self._issue_one()
        self.assertRegex(certificate.name, r"^20\d\d-\d{4}$")
        self.assertEqual(self._issue(), certificate)

    def test_numbers_are_counted_on(self):
        self._register("Bo Berg").action_outreach_check_in()
        first, second = sorted(self._issue_one().mapped("name"))
        self.assertEqual(int(second[5:]), int(first[5:]) + 1)

    def test_database_keeps_it_at_one_valid_certificate(self):
        certificate = self._issue_one()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            certificate.sudo().copy({"name": "2026-x", "code": "X" * 16, "revoked_on": False})

    def test_it_says_what_it_said_when_contacts_and_workshop_change(self):
        certificate = self._issue_one()
        self.person.outreach_surname = "Neu"
        self.event.write({"name": "Other", "outreach_hours": 1})
        self.signatory.name = "Somebody Else"
        text = self._get_pages(self._print_report("certificate", certificate))[0]
        for words in ("Dr. Erika Muster", "Muster GmbH", "Building in Circles", "4,5 Stunden", "Dr. Silke Siegel"):
            self.assertIn(words, text)

    def test_corrected_attendance_revokes_it_and_correcting_back_restores_it(self):
        certificate = self._issue_one()
        self.registration.with_user(self.desk_helper).action_outreach_undo()
        self.assertEqual(certificate.revocation, "attendance")
        self.registration.action_outreach_check_in()
        self.assertTrue(certificate.revoked_on)
        self.assertEqual(self._issue(), certificate)
        self.assertFalse(certificate.revoked_on)

    def test_attendance_corrected_by_a_device_revokes_it(self):
        certificate = self._issue_one()
        entry = self.registration.outreach_entry_ids
        self.env["outreach.attendance.entry"].sudo().create(
            {"registration_id": self.registration.id, "kind": "undo", "key": "u1", "undoes_key": entry.key}
        )
        self.registration._outreach_follow_desk()
        self.assertEqual(certificate.revocation, "attendance")

    def test_odoos_own_undo_revokes_it(self):
        certificate = self._issue_one()
        self.registration.action_confirm()
        self.assertTrue(certificate.revoked_on)

    def test_revoked_by_the_office_gives_a_new_number(self):
        certificate = self._issue_one()
        certificate.with_user(self.clerk).action_revoke()
        self.person.outreach_surname = "Mustermann"
        new = self._issue()
        self.assertNotEqual(new.name, certificate.name)
        self.assertEqual(new.holder, "Dr. Erika Mustermann")

    def test_nobody_writes_certificates_by_hand(self):
        certificate = self._issue_one()
        with self.assertRaises(AccessError):
            certificate.with_user(self.clerk).holder = "Somebody"
        with self.assertRaises(AccessError):
            certificate.with_user(self.desk_helper).read(["holder"])
        with self.assertRaisesRegex(UserError, "Revoke it instead"):
            certificate.unlink()

    def test_signature_picture_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.signatory.with_user(self.clerk).read(["signature"])

    def test_forgotten_person_leaves_number_and_workshop(self):
        certificate = self._issue_one()
        certificate._forget_holder()
        self.assertEqual((certificate.holder, certificate.institution, certificate._get_initials()), (False, False, ""))
        self.assertTrue(certificate._is_valid())

    def test_initials_leave_out_titles(self):
        certificate = self._issue_one()
        for holder, initials in (("Prof. Dr. Erika von der Aue", "E. A."), ("Madonna", "M."), ("", "")):
            certificate.holder = holder
            self.assertEqual(certificate._get_initials(), initials)

    def test_hours_of_several_days_are_those_of_each_day(self):
        self.assertEqual(self.event.outreach_hours, 4.5)
        self.event.date_end = "2026-06-11 11:30:00"
        self.assertEqual(self.event.outreach_hours, 9)
        self.event.write({"date_begin": "2026-06-10 20:00:00", "date_end": "2026-06-11 01:00:00"})
        self.assertEqual(self.event.outreach_hours, 5)

    def test_hours_and_links_that_make_no_sense_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "hours"):
            self.event.outreach_hours = -1
        with self.assertRaisesRegex(ValidationError, "https://"):
            self.event.outreach_materials_url = "javascript:alert(1)"

    def test_signatory_of_the_workshop_comes_first(self):
        self.event.outreach_signatory_id = self.env["outreach.signatory"].create({"name": "Landrat"})
        self.assertEqual(self._issue_one().signatory_name, "Landrat")

    def test_without_signatory_there_is_room_to_sign(self):
        self.env.company.outreach_signatory_id = False
        text = self._get_pages(self._print_report("certificate", self._issue_one()))[0]
        self.assertEqual(text.count("Office of Example County"), 4)

    def test_paper_in_german(self):
        certificate = self._issue_one()
        pdf = self._print_report("certificate", certificate)
        [page] = self._get_pages(pdf)
        for words in (
            "Teilnahmebestätigung",
            "Dr. Erika Muster",
            "Mittwoch, 10. Juni 2026",
            "Paid for by the Ministry of Cycles.",
            "Head of Office",
            certificate.name,
        ):
            self.assertIn(words, page)
        self.assertEqual(page.count("Erika Muster"), 1)
        [(address, _place, _level)] = self._scan(pdf)
        self.assertEqual(address, certificate._get_check_url())

    def test_paper_of_several_days(self):
        self.event.date_end = "2026-06-11 11:30:00"
        self.assertIn("10.–11. Juni 2026", self._get_pages(self._print_report("certificate", self._issue_one()))[0])

    def test_all_of_a_workshop_in_one_batch(self):
        self._register(*(f"Guest Number{index:02}" for index in range(6))).action_outreach_check_in()
        certificates = self._issue_one()
        pdf = self._print_report("certificate", certificates)
        pages = self._get_pages(pdf)
        self.assertEqual(len(pages), 7)
        for certificate, page in zip(certificates, pages, strict=True):
            self.assertIn(certificate.name, page)
            self.assertIn(certificate.holder, page)
        self._assert_accessible(pdf)

    def test_longest_names_stay_on_one_page(self):
        self.event.name = "Kreislaufwirtschaft " * 8
        self.event.outreach_topic_ids = self.env["outreach.topic"].search([], limit=12)
        self.registration.company_name = "Institut für Recycling " * 6
        self.person.write({"outreach_first_name": "Maximiliane Charlotte", "outreach_surname": "Mustermann-von-der-Heide"})
        self.assertEqual(len(self._get_pages(self._print_report("certificate", self._issue_one()))), 1)

    def test_pictures_have_words(self):
        texts = self._get_alternative_texts(self._print_report("certificate", self._issue_one()))
        self.assertIn("Logo of the Ministry of Cycles", texts)
        self.assertIn("Unterschrift von Dr. Silke Siegel", texts)

from odoo.tests import BaseCase

from ..tools.salutation import address_name, salutation


class TestSalutation(BaseCase):
    def assert_german(self, expected, kind, title="", first_name="Kim", surname="Muster", **options):
        self.assertEqual(salutation(kind, title, first_name, surname, "de_DE", **options), expected)

    def assert_english(self, expected, kind, title="", first_name="Kim", surname="Muster", **options):
        self.assertEqual(salutation(kind, title, first_name, surname, "en_GB", **options), expected)

    def test_frau_and_herr(self):
        self.assert_german("Sehr geehrte Frau Muster,", "female")
        self.assert_german("Sehr geehrter Herr Muster,", "male")
        self.assert_german("Sehr geehrter Herr von der Aue,", "male", surname="von der Aue")

    def test_doctor_is_abbreviated_without_discipline(self):
        for title in ("Dr.", "Dr. rer. nat.", "Dr.-Ing.", "Dr. Dr. h. c.", "Dres.", "PD Dr. habil.", "Dr"):
            self.assert_german("Sehr geehrte Frau Dr. Muster,", "female", title)
            self.assert_german("Sehr geehrter Herr Dr. Muster,", "male", title)

    def test_professor_is_written_out_and_replaces_the_doctor(self):
        for title in ("Prof.", "Prof. Dr.", "Prof. Dr.-Ing. habil.", "Jun.-Prof. Dr."):
            self.assert_german("Sehr geehrte Frau Professorin Muster,", "female", title)
            self.assert_german("Sehr geehrter Herr Professor Muster,", "male", title)

    def test_other_degrees_are_not_spoken(self):
        for title in ("Dipl.-Ing.", "M.Sc.", "MBA", "Ph.D.", "Mag.", "RA"):
            self.assert_german("Sehr geehrte Frau Muster,", "female", title)
            self.assert_english("Dear Ms Muster,", "female", title)

    def test_neutral_greets_by_the_full_name(self):
        self.assert_german("Guten Tag Kim Muster,", "neutral")
        self.assert_german("Guten Tag Dr. Kim Muster,", "neutral", "Dr. phil.")
        self.assert_german("Guten Tag Prof. Kim Muster,", "neutral", "Prof. Dr.")
        self.assert_german("Guten Tag Kim Muster,", "neutral", "Dipl.-Ing.")
        self.assert_german("Guten Tag Muster,", "neutral", first_name="")
        self.assert_german("Guten Tag Kim Muster,", "")

    def test_without_surname_the_greeting_is_neutral(self):
        self.assert_german("Guten Tag Kim,", "female", surname="")
        self.assert_english("Dear Kim,", "female", surname="")

    def test_organisations_and_nobody(self):
        self.assert_german("Sehr geehrte Damen und Herren,", "female", is_organisation=True)
        self.assert_german("Sehr geehrte Damen und Herren,", "neutral", "Dr.", first_name="", surname="")
        self.assert_english("Dear Sir or Madam,", "neutral", is_organisation=True)
        self.assert_english("Dear Sir or Madam,", "male", first_name="", surname="")

    def test_public_offices_replace_the_name_in_german(self):
        self.assert_german("Sehr geehrte Frau Bürgermeisterin,", "female", "Dr.", office="Bürgermeisterin")
        self.assert_german("Sehr geehrter Herr Landrat,", "male", office=" Landrat ")
        self.assert_german("Sehr geehrter Herr Bürgermeister,", "male", office="Bürgermeisterin")
        self.assert_german("Sehr geehrter Herr Muster,", "male", office="Bürgermeister a. D.")
        self.assert_german("Sehr geehrter Herr Muster,", "male", office="Leiter Technik")
        self.assert_german("Guten Tag Kim Muster,", "neutral", office="Landrätin")
        self.assert_english("Dear Mr Muster,", "male", office="Landrat")

    def test_english(self):
        self.assert_english("Dear Ms Muster,", "female")
        self.assert_english("Dear Mr Muster,", "male")
        self.assert_english("Dear Kim Muster,", "neutral")
        for kind in ("female", "male", "neutral"):
            self.assert_english("Dear Professor Muster,", kind, "Prof. Dr.")
            self.assert_english("Dear Dr Muster,", kind, "Dr.-Ing.")

    def test_languages(self):
        for lang in ("de_DE", "de", "de-AT", "de_CH", "", None):
            self.assertEqual(salutation("male", "", "Kim", "Muster", lang), "Sehr geehrter Herr Muster,", lang)
        for lang in ("en_US", "en_GB", "en", "fr_FR"):
            self.assertEqual(salutation("male", "", "Kim", "Muster", lang), "Dear Mr Muster,", lang)


class TestAddressName(BaseCase):
    def test_address_block_names_every_title(self):
        self.assertEqual(address_name("female", "Prof. Dr.", "Erika", "Muster"), "Frau Prof. Dr. Erika Muster")
        self.assertEqual(address_name("male", "Dr.-Ing.", "Kim", "Muster"), "Herrn Dr.-Ing. Kim Muster")
        self.assertEqual(address_name("male", "Dipl.-Ing. (FH)", "Kim", "Muster"), "Herrn Dipl.-Ing. (FH) Kim Muster")

    def test_degrees_stand_after_the_name(self):
        self.assertEqual(address_name("female", "M.Sc.", "Erika", "Muster"), "Frau Erika Muster, M.Sc.")

    def test_neutral_has_no_form_of_address(self):
        self.assertEqual(address_name("neutral", "Dr.", "Kim", "Muster"), "Dr. Kim Muster")
        self.assertEqual(address_name("female", "", "Kim", ""), "Kim")

    def test_nobody_has_no_line(self):
        self.assertEqual(address_name("neutral", "Dr.", "", ""), "")

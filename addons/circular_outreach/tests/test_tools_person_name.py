from odoo.tests import BaseCase

from ..tools.person_name import CELL_LENGTH, PersonName, parse


class TestPersonName(BaseCase):
    def assert_name(self, cell, title, first_name, surname, kind="neutral", rest=""):
        """Check what is read from one cell that holds the whole name."""
        self.assertEqual(parse(name=cell), PersonName(kind, title, first_name, surname, rest), cell)

    def test_form_of_address_gives_the_kind(self):
        for cell in ("Frau", "frau", "Fr.", "Fr", " Fr. ", "Frl.", "Ms", "Mrs.", "w", "weiblich", "Sehr geehrte Frau", "FRAU"):
            self.assertEqual(parse(cell, None, "Kim", "Muster").kind, "female", cell)
        for cell in ("Herr", "Herrn", "Hr.", "Hr", "HERRN", "Mr", "m", "männlich", "Sehr geehrter Herr", "Lieber Herr"):
            self.assertEqual(parse(cell, None, "Kim", "Muster").kind, "male", cell)

    def test_kind_is_neutral_when_nothing_is_said(self):
        for cell in (None, False, "", " ", "-", "divers", "d", "Familie", "Firma", "Dr."):
            self.assertEqual(parse(cell, None, "Hans", "Muster").kind, "neutral", cell)

    def test_kind_is_never_guessed_from_a_first_name(self):
        for first_name in ("Hans", "Anna", "Erika", "Peter"):
            self.assertEqual(parse(None, None, first_name, "Muster").kind, "neutral")
            self.assertEqual(parse(name=f"{first_name} Muster").kind, "neutral")

    def test_contradictory_forms_of_address_are_neutral(self):
        self.assertEqual(parse("Herr/Frau", None, "Kim", "Muster").kind, "neutral")
        self.assertEqual(parse("Herr und Frau", None, None, "Muster").kind, "neutral")
        self.assertEqual(parse("Herr", None, None, "Frau Kim Muster").kind, "neutral")

    def test_separate_cells_are_kept_as_they_are(self):
        self.assertEqual(parse("Frau", "Dr.", "Erika", "Muster"), PersonName("female", "Dr.", "Erika", "Muster"))
        self.assertEqual(parse("Hr.", None, "Timm", "Grein Groth").surname, "Grein Groth")
        self.assertEqual(parse("Hr.", None, "Winfried", "auch Schlauchin").surname, "auch Schlauchin")
        self.assertEqual(parse(None, None, "Anna Lena", "von der Aue"), PersonName("neutral", "", "Anna Lena", "von der Aue"))

    def test_surname_and_first_name_split_at_the_comma(self):
        self.assert_name("Müller, Hans", "", "Hans", "Müller")
        self.assert_name("  Müller ,Hans ", "", "Hans", "Müller")
        self.assert_name("Jacobi Jäckel, Calogero", "", "Calogero", "Jacobi Jäckel")
        self.assert_name("von der Aue, Hans", "", "Hans", "von der Aue")

    def test_names_in_natural_order(self):
        self.assert_name("Hans Müller", "", "Hans", "Müller")
        self.assert_name("Hans Peter Müller-Meier", "", "Hans Peter", "Müller-Meier")
        self.assert_name("Hans-Peter Müller", "", "Hans-Peter", "Müller")
        self.assert_name("K. H. Muster", "", "K. H.", "Muster")
        self.assert_name("Müller", "", "", "Müller")

    def test_titles_before_and_after_the_comma(self):
        self.assert_name("Dr. Müller, Hans", "Dr.", "Hans", "Müller")
        self.assert_name("Müller, Dr. Hans", "Dr.", "Hans", "Müller")
        self.assert_name("Müller Dr., Hans", "Dr.", "Hans", "Müller")
        self.assert_name("Müller, Hans, Dr. h. c.", "Dr. h. c.", "Hans", "Müller")

    def test_titles_in_natural_order(self):
        self.assert_name("Dr. Hans Müller", "Dr.", "Hans", "Müller")
        self.assert_name("Prof. Dr.-Ing. habil. Erika Muster", "Prof. Dr.-Ing. habil.", "Erika", "Muster")
        self.assert_name("Dipl.-Ing. Kim Muster", "Dipl.-Ing.", "Kim", "Muster")
        self.assert_name("Dipl. Ing. (FH) Kim Muster", "Dipl.-Ing. (FH)", "Kim", "Muster")
        self.assert_name("Dr. med. dent. Kim Muster", "Dr. med. dent.", "Kim", "Muster")
        self.assert_name("PD Dr. habil. K. Muster", "PD Dr. habil.", "K.", "Muster")

    def test_degrees_after_the_name(self):
        self.assert_name("Kim Muster, M.Sc.", "M.Sc.", "Kim", "Muster")
        self.assert_name("Kim Muster M. A.", "M.A.", "Kim", "Muster")
        self.assert_name("Muster, Kim, MBA", "MBA", "Kim", "Muster")
        self.assert_name("Kim Muster PhD", "Ph.D.", "Kim", "Muster")

    def test_initials_are_no_degree(self):
        self.assert_name("Muster, M. A.", "", "M.A.", "Muster")
        self.assert_name("M. A. Muster", "", "M.A.", "Muster")
        self.assert_name("Dr. H. C. Muster", "Dr.", "H. C.", "Muster")

    def test_form_of_address_inside_the_name(self):
        self.assert_name("Frau Dr. Erika Muster", "Dr.", "Erika", "Muster", kind="female")
        self.assert_name("Herrn Muster, Kim", "", "Kim", "Muster", kind="male")
        self.assert_name("z. Hd. Fr. Muster", "", "", "Muster", kind="female")
        self.assertEqual(parse(None, "Herr Dr.", "Kim", "Muster"), PersonName("male", "Dr.", "Kim", "Muster"))

    def test_herr_and_frau_may_be_surnames(self):
        self.assert_name("Herr, Kim", "", "Kim", "Herr")
        self.assertEqual(parse("Frau", None, "Kim", "Herr"), PersonName("female", "", "Kim", "Herr"))

    def test_title_in_the_form_of_address_and_in_the_name_counts_once(self):
        self.assertEqual(parse("Fr. Dr.", "Dr.", "Erika", "Dr. Muster").title, "Dr.")
        self.assertEqual(parse(None, "Prof.", None, "Prof. Dr. Erika Muster").title, "Prof. Dr.")
        self.assertEqual(parse(None, "Dr. Dr.", "Erika", "Muster").title, "Dr. Dr.")

    def test_unknown_words_of_the_title_cell_stay(self):
        self.assertEqual(parse(None, "RA Dr", "Kim", "Muster").title, "RA Dr.")

    def test_particles_belong_to_the_surname(self):
        self.assert_name("Hans von der Aue", "", "Hans", "von der Aue")
        self.assert_name("Kim van den Muster", "", "Kim", "van den Muster")
        self.assert_name("Maria De Muster", "", "Maria", "De Muster")
        self.assert_name("Winfried auch Schlauchin", "", "Winfried", "auch Schlauchin")
        self.assert_name("von und zu Muster", "", "", "von und zu Muster")
        self.assert_name("An Muster", "", "An", "Muster")

    def test_former_noble_titles_belong_to_the_surname(self):
        self.assert_name("Kim Freiherr von Muster", "", "Kim", "Freiherr von Muster")
        self.assert_name("Muster, Kim Freifrau von", "", "Kim", "Freifrau von Muster")
        self.assert_name("Kim Graf Muster", "", "Kim", "Graf Muster")
        self.assert_name("Kim Graf", "", "Kim", "Graf")
        self.assert_name("Gräfin Muster", "", "", "Gräfin Muster")

    def test_generation_stays_with_the_surname(self):
        self.assert_name("Hilde Koch II", "", "Hilde", "Koch II")
        self.assert_name("Kim Muster jun.", "", "Kim", "Muster jun.")
        self.assert_name("HILDE KOCH II", "", "Hilde", "Koch II")

    def test_names_in_capitals(self):
        self.assert_name("MÜLLER, HANS", "", "Hans", "Müller")
        self.assert_name("HANS-PETER MÜLLER-GROßMANN", "", "Hans-Peter", "Müller-Großmann")
        self.assert_name("URSULA VON DER AUE", "", "Ursula", "von der Aue")
        self.assert_name("PROF. DR. ERIKA MUSTER", "Prof. Dr.", "Erika", "Muster")
        self.assert_name("DR. MED. ERIKA MUSTER", "Dr. med.", "Erika", "Muster")
        self.assert_name("MARIA D'MUSTER", "", "Maria", "D'Muster")
        self.assertEqual(parse("HERRN", "DR.", "HANS", "MÜLLER"), PersonName("male", "Dr.", "Hans", "Müller"))

    def test_surname_in_capitals_is_found(self):
        self.assert_name("MÜLLER Hans", "", "Hans", "Müller")
        self.assert_name("Hans Peter MÜLLER MEIER", "", "Hans Peter", "Müller Meier")
        self.assert_name("VON DER AUE Hans", "", "Hans", "von der Aue")
        self.assert_name("Ursula von der AUE", "", "Ursula", "von der Aue")
        self.assert_name("HP Müller", "", "HP", "Müller")

    def test_names_in_small_letters(self):
        self.assert_name("hans müller-meier", "", "Hans", "Müller-Meier")
        self.assert_name("ursula von der aue", "", "Ursula", "von der Aue")
        self.assert_name("dr. hans müller", "Dr.", "Hans", "Müller")

    def test_first_name_repeated_beside_the_surname_counts_once(self):
        self.assertEqual(parse("Herr", None, "Hans", "Hans Müller").full_name, "Hans Müller")
        self.assertEqual(parse("Herr", None, "Hans", "Müller, Hans"), PersonName("male", "", "Hans", "Müller"))

    def test_first_name_cell_alone(self):
        self.assertEqual(parse(None, None, "Müller, Hans", None), PersonName("neutral", "", "Hans", "Müller"))
        self.assertEqual(parse(None, None, "Dr. Hans Müller", None), PersonName("neutral", "Dr.", "Hans Müller", ""))

    def test_several_people_are_neutral(self):
        self.assert_name("Hans und Erika Muster", "", "Hans und Erika", "Muster")
        self.assert_name("Herr und Frau Muster", "", "", "Muster")

    def test_what_is_no_name_is_kept(self):
        self.assert_name("Erika Muster (Elternzeit)", "", "Erika", "Muster", rest="Elternzeit")
        self.assert_name("Erika Muster geb. Beispiel", "", "Erika", "Muster", rest="geb. Beispiel")
        self.assert_name("Erika Muster, Geschäftsführerin", "", "Erika", "Muster", rest="Geschäftsführerin")
        self.assert_name("Muster, Erika, Einkauf", "", "Erika", "Muster", rest="Einkauf")
        self.assert_name("Erika Muster; Kim Beispiel", "", "Erika", "Muster", rest="Kim Beispiel")
        self.assert_name("Erika Muster\nKim Beispiel", "", "Erika", "Muster", rest="Kim Beispiel")
        self.assertEqual(parse("Kollege", None, "Kim", "Muster").rest, "Kollege")

    def test_placeholders_are_no_name(self):
        for cell in (None, False, "", "  ", "N.N.", "n. n.", "NN", "-", "?", "k.A.", "unbekannt", "\u2013"):
            self.assertEqual(parse(name=cell), PersonName(), cell)

    def test_cells_need_not_be_text(self):
        self.assertEqual(parse(1, 2.5, None, 3).surname, "3")

    def test_composed_and_decomposed_umlauts_are_the_same(self):
        self.assertEqual(parse(name="Mu\u0308ller, Ju\u0308rgen"), parse(name="Müller, Jürgen"))
        self.assertEqual(parse(name="\u200bMüller,\u00a0Jürgen\ufeff"), parse(name="Müller, Jürgen"))

    def test_endless_cells_are_passed_on(self):
        endless = "x " * CELL_LENGTH
        self.assertEqual(parse(endless, endless, endless, "Muster").surname, "Muster")
        self.assertIn(endless, parse(name=endless).rest)

    def test_full_name_is_in_natural_order(self):
        self.assertEqual(parse("Frau", "Prof. Dr.", "Erika", "Muster").full_name, "Prof. Dr. Erika Muster")
        self.assertEqual(parse(None, "Dipl.-Ing., M.Sc.", "Kim", "Muster").full_name, "Dipl.-Ing. Kim Muster, M.Sc.")
        self.assertEqual(parse(None, None, None, "Muster").full_name, "Muster")
        self.assertEqual(PersonName().full_name, "")

    def test_list_name_begins_with_the_surname(self):
        self.assertEqual(parse("Frau", "Prof. Dr.", "Erika", "Muster").list_name, "Muster, Erika (Prof. Dr.)")
        self.assertEqual(parse(None, None, "Hans", "von der Aue").list_name, "von der Aue, Hans")
        self.assertEqual(parse(None, "Dr.", None, "Muster").list_name, "Muster (Dr.)")
        self.assertEqual(PersonName().list_name, "")

    def test_list_name_is_read_back(self):
        for name in (PersonName("neutral", "", "Hans", "von der Aue"), PersonName("neutral", "", "Kim", "Muster-Beispiel")):
            self.assertEqual(parse(name=name.list_name), name)
            self.assertEqual(parse(name=name.full_name), name)

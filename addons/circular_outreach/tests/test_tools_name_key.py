from odoo.tests import BaseCase

from ..tools import known_name, name_key, name_likeness, organisation_name


def person(name, **parts):
    return known_name.read(name, **parts)


def organisation(name):
    return known_name.read(name, is_organisation=True)


class TestOrganisationName(BaseCase):
    def test_legal_forms_do_not_count(self):
        for name in (
            "Muster GmbH",
            "Muster Gmbh & Co. KG",
            "Muster e. V.",
            "Muster e.V.",
            "Muster eG",
            "MUSTER AG",
            "Muster gGmbH",
            "Muster UG (haftungsbeschränkt)",
            "Muster Gesellschaft mit beschränkter Haftung",
            "Muster, Inh. Karl Beispiel",
            "Muster e. K.",
            "Muster",
        ):
            with self.subTest(name):
                self.assertEqual(organisation_name.core_words(name), ("muster",))

    def test_filling_words_do_not_count(self):
        self.assertEqual(
            organisation_name.core_words("Institut für das Regionale Bauen"),
            organisation_name.core_words("Institut Regionale Bauen"),
        )

    def test_something_is_always_left(self):
        self.assertEqual(organisation_name.core_words("AG & Co."), ("ag", "co"))

    def test_legal_form_shows_an_organisation(self):
        for name in ("Muster GmbH", "Muster e.V.", "Muster AG", "Muster GmbH & Co. KG"):
            with self.subTest(name):
                self.assertTrue(organisation_name.has_legal_form(name))
        for name in ("Hans Co", "Aylin Se", "Hans Muster", "", "Agnes Kagel"):
            with self.subTest(name):
                self.assertFalse(organisation_name.has_legal_form(name))


class TestKnownName(BaseCase):
    def test_orders_and_titles_of_a_name(self):
        for name in ("Hans Müller", "Dr. Hans Müller", "Müller, Hans", "Hans MUELLER", "Prof. Dr.-Ing. Hans Müller, M.Sc."):
            with self.subTest(name):
                self.assertEqual(person(name)[:2], (("hans",), ("mueller",)))

    def test_form_of_address_is_no_name(self):
        self.assertEqual(person("Frau Müller"), known_name.KnownName((), ("mueller",), "female"))
        self.assertEqual(person("Familie Müller").last, ("mueller",))

    def test_particles_do_not_count(self):
        self.assertEqual(person("Hans von der Aue").last, ("aue",))

    def test_parts_are_believed_while_they_stand_in_the_name(self):
        parts = {"first_name": "Ana", "surname": "Garcia Lopez"}
        self.assertEqual(person("Ana Garcia Lopez", **parts).last, ("garcia", "lopez"))
        self.assertEqual(person("Ana Schmidt", **parts).last, ("schmidt",))

    def test_no_name(self):
        self.assertEqual(person(""), known_name.KnownName())


class TestNameKey(BaseCase):
    def assert_finds(self, one, other):
        for sought, stored in ((one, other), (other, one)):
            with self.subTest(sought=sought, stored=stored):
                self.assertIn(name_key.key(stored), name_key.nearby(sought))

    def test_key_of_a_person(self):
        self.assertEqual(name_key.key(person("Dr. Hans Müller")), "657 h")
        self.assertEqual(name_key.key(person("Müller")), "657 ")

    def test_key_of_an_organisation(self):
        self.assertEqual(name_key.key(organisation("Muster GmbH & Co. KG")), "6827")

    def test_without_a_name_there_is_no_key_and_nothing_near(self):
        self.assertEqual((name_key.key(person("")), name_key.nearby(person(""))), ("", set()))

    def test_one_name_in_two_spellings_is_found(self):
        for pair in (
            ("Hans Meyer", "H. Mayr"),
            ("Hans Müller", "Müller"),
            ("Carl Weber", "Karl Weber"),
            ("C. Weber", "Karl Weber"),
            ("Yannik Weber", "Jannik Weber"),
            ("Hans Müller", "Hans Mülelr"),
            ("Hans Müller", "Müller Hans"),
            ("Sabine Müller", "Sabine Müller-Schulz"),
            ("Иван Петров", "Иван Петров"),
        ):
            self.assert_finds(*map(person, pair))

    def test_one_organisation_in_two_spellings_is_found(self):
        for pair in (
            ("Kieswerk Amselgrund GmbH", "Kies-Werk Amselgrund"),
            ("Gemeinde Lindenbach", "Lindenbach, Gemeinde"),
            ("Holzbau Tannengrund", "Holzbau Tanengrund GmbH"),
            ("4711 GmbH", "4711"),
        ):
            self.assert_finds(*map(organisation, pair))

    def test_other_first_name_is_not_found(self):
        self.assertNotIn(name_key.key(person("Hans Müller")), name_key.nearby(person("Anna Müller")))


class TestNameLikeness(BaseCase):
    def assert_alike(self, likeness, read, *pairs):
        for one, other in pairs:
            for pair in ((one, other), (other, one)):
                with self.subTest(pair):
                    self.assertEqual(name_likeness.compare(*map(read, pair)), likeness)

    def test_same_people(self):
        self.assert_alike(
            name_likeness.SAME,
            person,
            ("Dr. Hans Müller", "Müller, Hans"),
            ("Hans Müller", "HANS MUELLER"),
            ("Hans Müller", "Müller Hans"),
            ("Aylin Yıldız", "Aylin Yildiz"),
        )

    def test_similar_people(self):
        self.assert_alike(
            name_likeness.SIMILAR,
            person,
            ("Hans Meyer", "Hans Meier"),
            ("Hans Meyer", "H. Mayr"),
            ("Hans Schmidt", "Schmitt"),
            ("Hans-Peter Weber", "H.-P. Weber"),
            ("Hans-Peter Weber", "Hans Weber"),
            ("C. Weber", "Christian Weber"),
            ("Kristina Weber", "Christina Weber"),
            ("Sophie Weber", "Sofie Weber"),
            ("Micheal Voss", "Michael Voß"),
            ("Hans Krause", "Hans Kruase"),
            ("Hans Schneider", "Hans Scheinder"),
            ("Hans Lehmann", "Hans Lehman"),
            ("Hans Lang", "Hans Lange"),
            ("Sabine Müller", "Sabine Müller-Schulz"),
            ("Hans Müller", "Hans Muller"),
        )

    def test_different_people(self):
        self.assert_alike(
            name_likeness.DIFFERENT,
            person,
            ("Anna Müller", "Hans Müller"),
            ("Andrea Voss", "Andreas Voss"),
            ("Daniel Voss", "Daniela Voss"),
            ("Karin Voss", "Katrin Voss"),
            ("Maria Voss", "Mario Voss"),
            ("Hans Meier", "Hans Mohr"),
            ("Hans Meyer", "Hans Beyer"),
            ("H. Lang", "H. Lange"),
            ("H. Müller", "H. Müller-Schulz"),
            ("Frau Müller", "Herr Müller"),
            ("Hans Müller", ""),
        )

    def test_same_organisations(self):
        self.assert_alike(
            name_likeness.SAME,
            organisation,
            ("Muster GmbH", "Muster Gmbh & Co. KG"),
            ("Kieswerk Amselgrund", "Kies-Werk Amselgrund"),
            ("Gemeinde Lindenbach", "Lindenbach, Gemeinde"),
        )

    def test_similar_organisations(self):
        self.assert_alike(
            name_likeness.SIMILAR,
            organisation,
            ("Holzbau Tannengrund", "Holzbau Tanengrund"),
            ("Stadt Mittweida", "Stadt Mittwieda"),
            ("Autohaus Meyer", "Autohaus Maier"),
        )

    def test_different_organisations(self):
        self.assert_alike(
            name_likeness.DIFFERENT,
            organisation,
            ("Grundschule 1", "Grundschule 2"),
            ("Feuerwehr Zug", "Feuerwehr Brand"),
            ("Muster GmbH", "Muster Bau GmbH"),
        )

    def test_person_is_no_organisation(self):
        self.assertEqual(name_likeness.compare(person("Hans Müller"), organisation("Hans Müller")), name_likeness.DIFFERENT)
        self.assertEqual(name_likeness.compare(person("Muster GmbH"), organisation("Muster")), name_likeness.SAME)

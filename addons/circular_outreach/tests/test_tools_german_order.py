from odoo.tests import BaseCase

from ..tools import german_order, name_particle


class TestGermanOrder(BaseCase):
    def assert_order(self, names, **options):
        shuffled = [*names[1::2], *names[::2]]
        self.assertEqual(sorted(shuffled, key=lambda name: german_order.key(name, **options)), names)

    def test_umlauts_sort_as_two_letters(self):
        self.assert_order(["Mader", "Mahr", "Maier", "Muck", "Mueck", "Müde", "Muff"])
        self.assertEqual(german_order.key("Göbel"), german_order.key("Goebel"))
        self.assertEqual(german_order.key("Groß"), german_order.key("Gross"))
        self.assertEqual(german_order.key("GROẞ"), german_order.key("groß"))

    def test_umlauts_do_not_sort_behind_z(self):
        self.assert_order(["Äcker", "Afel", "Öchsner", "Ofner", "Über", "Uhl", "Zahn"])

    def test_accents_do_not_count(self):
        self.assertEqual(german_order.key("René Łukasz Çelik Đorđević Ñu"), "rene lukasz celik dordevic nu")

    def test_decomposed_umlauts_are_umlauts(self):
        self.assertEqual(german_order.key("Mu\u0308ller"), "mueller")

    def test_shorter_words_come_first(self):
        self.assert_order(["Muster", "Muster-Beispiel", "Muster Meier", "Mustermann"])

    def test_punctuation_does_not_count(self):
        self.assertEqual(german_order.key("O'Muster"), "omuster")
        self.assertEqual(german_order.key(" D\u2019Muster - Meier, K. "), "dmuster meier k")
        self.assertEqual(german_order.key(""), "")

    def test_particles_count_unless_ignored(self):
        self.assert_order(["Aue", "Muster", "Vogel", "von der Aue", "Zahn"])
        self.assert_order(["Aue", "von der Aue", "Auer", "Freiherr von Muster", "Vogel", "Zahn"], ignore_particles=True)

    def test_particles_are_split_from_the_main_name(self):
        for surname, parts in {
            "von der Aue": ("von der", "Aue"),
            "Freiherr von Muster": ("Freiherr von", "Muster"),
            "Graf Muster": ("Graf", "Muster"),
            "Graf": ("", "Graf"),
            "von": ("", "von"),
            "auch Schlauchin": ("auch", "Schlauchin"),
            "De Muster": ("", "De Muster"),
            "Von der Aue": ("Von der", "Aue"),
            "Muster Meier": ("", "Muster Meier"),
            "": ("", ""),
        }.items():
            self.assertEqual(name_particle.split(surname), parts, surname)

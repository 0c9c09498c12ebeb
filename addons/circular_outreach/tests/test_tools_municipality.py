from odoo.tests import BaseCase

from ..tools.municipality import Gazetteer, Municipality, match, normalize, restore_postcode

PENIG = Municipality("14522460", "Penig", ("09322",))
FRANKENBERG = Municipality("14522150", "Frankenberg/Sa.", ("09669",))
BRAND = Municipality("14522050", "Brand-Erbisdorf", ("09618",))
GROSSHARTMANNSDORF = Municipality("14522200", "Großhartmannsdorf", ("09618",))
FLOEHA = Municipality("14522140", "Flöha", ("09557",))
LICHTENBERG = Municipality("14522340", "Lichtenberg/Erzgeb.", ("09638",))
JAHNATAL = Municipality("14522275", "Jahnatal", ("04720", "04749"))
OSTRAU = Municipality("14522450", "Ostrau", ("04749",), JAHNATAL.ags)
MULDA = Municipality("14522390", "Mulda/Sa.", ("09619",))
ALL = (PENIG, FRANKENBERG, BRAND, GROSSHARTMANNSDORF, FLOEHA, LICHTENBERG, JAHNATAL, OSTRAU, MULDA)


class TestMunicipality(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gazetteer = Gazetteer(ALL)

    def assert_found(self, municipality, *places, postcode="", why="name"):
        for place in places:
            found = self.gazetteer.match(place, postcode)
            self.assertEqual((found.municipality, found.why), (municipality, why), place)
            self.assertEqual(found.candidates, (municipality,), place)

    def assert_suggested(self, place, postcode, why, *candidates):
        self.assertEqual(self.gazetteer.match(place, postcode), (None, candidates, why), place)

    def test_name_decides(self):
        self.assert_found(PENIG, "Penig", " penig ", "PENIG", "Penig, Stadt", "Stadt Penig", "09322 Penig", "D-09322 Penig")
        self.assert_found(PENIG, "Penig", postcode="09618")

    def test_districts_are_left_out(self):
        self.assert_found(
            PENIG,
            "Penig OT Grein",
            "Penig, OT Grein Groth",
            "Penig-OT Grein",
            "Penig (OT Grein)",
            "PENIG OT GREIN",
            "Penig Ortsteil Grein",
        )
        self.assert_found(PENIG, "OT Grein, Penig")
        self.assert_found(MULDA, "Mulda/Sa. OT Reising")

    def test_capitals_umlauts_and_hyphens(self):
        self.assert_found(GROSSHARTMANNSDORF, "GROSSHARTMANNSDORF", "Grosshartmannsdorf", "GROẞHARTMANNSDORF")
        self.assert_found(FLOEHA, "Floeha", "FLÖHA", "Flo\u0308ha")
        self.assert_found(BRAND, " Brand-Erbisdorf ", "Brand Erbisdorf", "Brand - Erbisdorf", "BRAND-ERBISDORF")

    def test_regions_are_left_out(self):
        self.assert_found(
            FRANKENBERG,
            "Frankenberg/Sa.",
            "Frankenberg",
            "Frankenberg/Sachsen",
            "Frankenberg (Sachsen)",
            "Frankenberg i. Sa.",
            "Frankenberg i.Sa.",
            "Frankenberg in Sachsen",
            "Frankenberg / Sa",
            "Frankenberg/Sa., Stadt, Garnisonsstadt",
        )
        self.assert_found(LICHTENBERG, "Lichtenberg/Erzgebirge", "Lichtenberg im Erzgebirge", "Lichtenberg (Erzgeb.)")

    def test_names_of_other_places_do_not_fit(self):
        self.assert_suggested("Penigstadt", "", "unknown")
        self.assert_suggested("Dresden", "01067", "unknown")
        self.assert_suggested("Brand am Beispiel", "", "unknown")

    def test_same_name_in_another_part_of_the_country_is_only_suggested(self):
        self.assert_suggested("Frankenberg", "35066", "elsewhere", FRANKENBERG)
        self.assert_suggested("Frankenberg/Eder", "35066", "part", FRANKENBERG)

    def test_dissolved_municipalities_point_to_their_successor(self):
        self.assert_found(JAHNATAL, "Ostrau", "Ostrau OT Beispiel", why="successor")
        self.assert_found(JAHNATAL, "Jahnatal")

    def test_successors_that_point_at_each_other_end(self):
        first, second = Municipality("1", "Hin", (), "2"), Municipality("2", "Her", (), "1")
        self.assertIsNotNone(match("Hin", "", [first, second]).municipality)

    def test_postcode_only_suggests(self):
        self.assert_suggested("", "09618", "postcode", BRAND, GROSSHARTMANNSDORF)
        self.assert_suggested("Langmuster", 9618, "postcode", BRAND, GROSSHARTMANNSDORF)
        self.assert_suggested("", "04749", "postcode", JAHNATAL)
        self.assert_suggested("", "01067", "unknown")

    def test_postcode_confirms_one_part_of_a_place(self):
        self.assert_found(FLOEHA, "Flöha/Falkenau", "Falkenau (Flöha)", postcode="09557", why="name_and_postcode")
        self.assert_suggested("Flöha/Falkenau", "", "part", FLOEHA)

    def test_postcode_inside_the_place_is_used(self):
        self.assert_found(FLOEHA, "09557 Flöha/Falkenau", why="name_and_postcode")

    def test_part_of_a_double_name_is_only_suggested(self):
        self.assert_suggested("Erbisdorf", "", "part", BRAND)
        self.assert_suggested("Erbisdorf", "09618", "part", BRAND, GROSSHARTMANNSDORF)

    def test_slips_of_the_pen_are_only_suggested(self):
        self.assert_suggested("Frankenburg", "", "similar", FRANKENBERG)
        self.assert_suggested("Grosshartmansdorf", "09557", "similar", GROSSHARTMANNSDORF, FLOEHA)

    def test_namesakes_are_told_apart_by_their_postcode(self):
        north, south = Municipality("1", "Neustadt", ("01000",)), Municipality("2", "Neustadt", ("02000",))
        self.assertEqual(match("Neustadt", "02000", [north, south]), (south, (south,), "name_and_postcode"))
        self.assertEqual(match("Neustadt", "", [north, south]), (None, (north, south), "several"))

    def test_nothing_is_empty(self):
        for nothing in (None, False, "", "  "):
            self.assert_suggested(nothing, None, "empty")
        self.assert_suggested("-", "", "unknown")

    def test_no_municipalities_match_nothing(self):
        self.assertEqual(match("Penig", "09322", []), (None, (), "unknown"))

    def test_endless_places_match_nothing(self):
        self.assertIsNone(match("Penig " * 1_000_000, "09322", self.gazetteer).municipality)

    def test_one_row_and_many_rows_agree(self):
        self.assertEqual(match("Penig OT Grein", 9322, ALL), self.gazetteer.match("Penig OT Grein", 9322))

    def test_normalize(self):
        self.assertEqual(normalize("Königshain-Wiederau"), "koenigshain wiederau")
        self.assertEqual(normalize("Freiberg, Stadt, Universitätsstadt"), "freiberg")
        self.assertEqual(normalize("Große Kreisstadt Freiberg"), "freiberg")

    def test_leading_zeros_of_postcodes_come_back(self):
        for value in (9322, 9322.0, "9322", " 09322 ", "D-09322", "DE 09322", "9322.0"):
            self.assertEqual(restore_postcode(value), "09322", value)
        for value in (None, False, True, "", "x", 123, "123456", "09322-1", 9322.5):
            self.assertEqual(restore_postcode(value), "", value)

from odoo.tests import BaseCase

from ..tools.mail_address import CELL_LENGTH, Addresses, is_valid, repair


class TestMailAddress(BaseCase):
    def assert_ordinary(self, cell, main, *others):
        """Check that a cell is read without anything to report."""
        self.assertEqual(repair(cell), Addresses(main, others), cell)

    def assert_repaired(self, cell, address="info@muster.example"):
        self.assertEqual(repair(cell), Addresses(address, repaired_from=cell.strip()), cell)

    def assert_unusable(self, cell):
        self.assertEqual(repair(cell), Addresses(unusable=(cell.strip(),)), cell)

    def test_spaces_and_capitals_around_an_address_are_ordinary(self):
        for cell in (
            " info@muster.example ",
            "INFO@MUSTER.EXAMPLE",
            "\u00a0info@muster.example\u200b\n",
            "<info@muster.example>",
            "info@muster.example.",
        ):
            self.assert_ordinary(cell, "info@muster.example")

    def test_display_names_are_ordinary(self):
        self.assert_ordinary("Kim Muster <KIM@MUSTER.EXAMPLE>", "kim@muster.example")
        self.assert_ordinary('"Muster, Kim" <kim@muster.example>', "kim@muster.example")
        self.assert_ordinary(
            "Muster, Kim <kim@muster.example>; Beispiel <b@muster.example>", "kim@muster.example", "b@muster.example"
        )

    def test_empty_cells_and_placeholders_hold_no_address(self):
        for cell in (
            None,
            False,
            "",
            "  ",
            "-",
            "--",
            "n/a",
            "k.A.",
            "k. A.",
            "keine",
            "keine E-Mail",
            "unbekannt",
            "?",
            "x",
            "@",
        ):
            self.assertEqual(repair(cell), Addresses(), cell)

    def test_several_addresses_keep_their_order(self):
        for separator in (";", "; ", ",", ", ", "/", " / ", "\n", "\r\n", " ", " | ", " oder ", " und "):
            self.assert_ordinary(f"b@muster.example{separator}a@muster.example", "b@muster.example", "a@muster.example")

    def test_an_address_written_twice_counts_once(self):
        self.assert_ordinary("info@muster.example; Info@Muster.Example", "info@muster.example")
        self.assert_ordinary("info@muster.example<mailto:info@muster.example>", "info@muster.example")

    def test_address_beside_a_display_name_with_comma_is_not_lost(self):
        self.assert_ordinary("a@muster.example, Muster, Kim <kim@muster.example>", "a@muster.example", "kim@muster.example")

    def test_placeholders_for_at_and_dot_are_mended(self):
        for at in (
            "(at)",
            "[at]",
            "{at}",
            " (at) ",
            "<at>",
            " at ",
            " AT ",
            "(ät)",
            "-at-",
            "_at_",
            "(@)",
            "[@]",
            " @ ",
            "@ ",
            "@@",
        ):
            self.assert_repaired(f"info{at}muster.example")
        for dot in ("(dot)", "[dot]", " dot ", "(punkt)", " . ", ". ", ".."):
            self.assert_repaired(f"info@muster{dot}example")
        self.assert_repaired("info [at] muster [dot] example")

    def test_labels_are_taken_off(self):
        self.assert_repaired("mailto:info@muster.example")
        self.assert_repaired("mailto:info@muster.example?subject=Hallo")
        self.assert_repaired("E-Mail: info@muster.example")

    def test_remarks_are_taken_off(self):
        self.assert_repaired("info@muster.example (Sekretariat)")
        self.assert_repaired("info@muster.example privat")

    def test_comma_for_the_last_dot_is_mended(self):
        self.assert_repaired("info@muster,de", "info@muster.de")
        self.assert_ordinary("a@muster.de,info@muster.de", "a@muster.de", "info@muster.de")

    def test_only_what_was_mended_is_reported(self):
        self.assertEqual(
            repair("a@muster.example; b(at)muster.example; c(at)muster.example"),
            Addresses("a@muster.example", ("b@muster.example", "c@muster.example"), "b(at)muster.example; c(at)muster.example"),
        )

    def test_missing_at_cannot_be_mended(self):
        self.assert_unusable("florentine.nergerregionalverein-gotthard-e-v.example")
        self.assert_unusable("info.muster.example")

    def test_address_behind_a_loose_word_is_not_guessed(self):
        self.assert_unusable("kim muster@muster.example")

    def test_malformed_addresses_are_unusable(self):
        for cell in (
            "info@muster",
            "@muster.example",
            "info@",
            "info@-muster.example",
            "info@muster-.example",
            "info@muster.123",
            "info@[127.0.0.1]",
            '"kim muster"@muster.example',
            "info.@muster.example",
            "a@b@muster.example",
            "müller@muster.example",
            "info@mus_ter.example",
            "info@muster.e",
        ):
            self.assert_unusable(cell)

    def test_unusable_pieces_beside_a_good_address_are_reported(self):
        self.assertEqual(repair("info@muster.example; kim.muster"), Addresses("info@muster.example", unusable=("kim.muster",)))
        self.assertEqual(
            repair("www.muster.example, info@muster.example"), Addresses("info@muster.example", unusable=("www.muster.example",))
        )
        self.assert_unusable("https://www.muster.example/kontakt")

    def test_cells_need_not_be_text(self):
        self.assertEqual(repair(12), Addresses(unusable=("12",)))

    def test_endless_cells_are_not_searched(self):
        endless = "a@" * CELL_LENGTH
        self.assertEqual(repair(endless), Addresses(unusable=(endless,)))

    def test_lengths_of_rfc_5321(self):
        label = "b" * 63
        self.assertTrue(is_valid(f"{'a' * 64}@muster.example"))
        self.assertFalse(is_valid(f"{'a' * 65}@muster.example"))
        self.assertTrue(is_valid(f"a@{label}.example"))
        self.assertFalse(is_valid(f"a@{label}b.example"))
        domain = ".".join([label] * 3)
        self.assertTrue(is_valid(f"{'a' * 54}@{domain}.example"))
        self.assertFalse(is_valid(f"{'a' * 55}@{domain}.example"))

    def test_all_signs_of_an_atom_are_allowed(self):
        self.assertTrue(is_valid("kim.o'muster+crr_2026=#!$%&*/?^`{|}~-@muster.example"))
        self.assertFalse(is_valid("kim..muster@muster.example"))
        self.assertFalse(is_valid(""))

    def test_international_domains_are_allowed(self):
        self.assert_ordinary("INFO@MÜLLER-STRAßE.DE", "info@müller-straße.de")
        self.assert_ordinary("info@xn--mller-kva.de", "info@xn--mller-kva.de")
        self.assertFalse(is_valid("info@mül ler.de"))
        self.assertFalse(is_valid("info@-ü.de"))

    def test_domains_may_begin_with_www(self):
        self.assert_ordinary("info@www.muster.example", "info@www.muster.example")

    def test_double_hyphens_are_allowed(self):
        self.assert_ordinary("info@gmbh--co-kg.example", "info@gmbh--co-kg.example")

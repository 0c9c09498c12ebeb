from odoo.tests import BaseCase

from ..tools import academic_title


class TestAcademicTitle(BaseCase):
    def test_titles_are_spelled_one_way(self):
        for written, spelled in {
            "Prof.Dr.": "Prof. Dr.",
            "prof dr": "Prof. Dr.",
            "PROF. DR.": "Prof. Dr.",
            "Professorin Dr.": "Prof. Dr.",
            "Prof.in Dr.in": "Prof. Dr.",
            "Dr.Ing.": "Dr.-Ing.",
            "Dr. Ing.": "Dr.-Ing.",
            "Dr-Ing": "Dr.-Ing.",
            "Prof. Dr.-Ing. habil.": "Prof. Dr.-Ing. habil.",
            "Dr.rer.nat.": "Dr. rer. nat.",
            "Dr. h.c. mult.": "Dr. h. c. mult.",
            "Dipl.Ing.": "Dipl.-Ing.",
            "Dipl-Ing": "Dipl.-Ing.",
            "DIPL.-ING.": "Dipl.-Ing.",
            "Dipl. Ing. (FH)": "Dipl.-Ing. (FH)",
            "Diplom-Ingenieurin": "Dipl.-Ing.",
            "Dipl.-Wirt.-Ing.": "Dipl.-Wirt.-Ing.",
            "Dipl.-Kffr.": "Dipl.-Kffr.",
            "Juniorprofessorin": "Jun.-Prof.",
            "Priv.-Doz. Dr.": "PD Dr.",
            "PD Dr": "PD Dr.",
            "M. Sc.": "M.Sc.",
            "MSc": "M.Sc.",
            "B.Eng": "B.Eng.",
            "LL. M.": "LL.M.",
            "PhD": "Ph.D.",
            "M.B.A.": "MBA",
        }.items():
            self.assertEqual(academic_title.spell(written), spelled, written)

    def test_spelling_is_stable(self):
        for title in (
            "Prof. Dr.-Ing. habil.",
            "Dr. rer. nat. Dr. h. c. mult.",
            "Dipl.-Wirt.-Ing. (FH)",
            "PD Dr.",
            "M.Sc., LL.M.",
        ):
            self.assertEqual(academic_title.spell(title), title)

    def test_names_are_left_alone(self):
        for name in ("Anna Mba", "Li Meng", "Meded Prokop", "Andrea Drewes", "Ingo Ingwers", "Kim Bscherer", "Magda Doktorowski"):
            self.assertEqual(academic_title.spell(name), name)
            self.assertEqual(academic_title.take(name.split()), ([], name.split()))

    def test_titles_are_taken_from_both_ends_of_a_name(self):
        self.assertEqual(
            academic_title.take(["Prof.", "Dr.", "Kim", "Muster", "M.Sc."]), (["Prof.", "Dr.", "M.Sc."], ["Kim", "Muster"])
        )
        self.assertEqual(academic_title.take(["Kim", "Muster", "Dr.", "h.", "c."]), (["Dr.", "h.", "c."], ["Kim", "Muster"]))
        self.assertEqual(academic_title.take([]), ([], []))
        self.assertEqual(academic_title.take(["Dr."]), (["Dr."], []))

    def test_degrees_stand_after_the_name(self):
        self.assertEqual(academic_title.before_name("Dipl.-Ing. M.Sc. MBA"), "Dipl.-Ing.")
        self.assertEqual(academic_title.after_name("Dipl.-Ing. M.Sc. MBA"), "M.Sc., MBA")
        self.assertEqual(academic_title.after_name("Dr."), "")

    def test_what_is_spoken(self):
        for title in ("Prof.", "Prof. Dr.", "Jun.-Prof.", "Univ.-Prof. Dr.", "Professorin"):
            self.assertTrue(academic_title.is_professor(title), title)
        for title in ("Dr.", "Dr.-Ing.", "Dr. rer. nat.", "Dres.", "PD Dr.", "Dr. h. c."):
            self.assertTrue(academic_title.is_doctor(title), title)
        for title in ("", "Dipl.-Ing.", "M.Sc.", "MBA", "Ph.D.", "RA", "Mag."):
            self.assertFalse(academic_title.is_professor(title) or academic_title.is_doctor(title), title)

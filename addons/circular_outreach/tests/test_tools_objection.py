from odoo.tests import BaseCase

from ..tools.objection import sounds_like_one


class TestObjection(BaseCase):
    def test_remarks_that_may_be_an_objection(self):
        for remark in (
            "bitte nicht per Mail einladen",
            "Bitte NICHT anschreiben!",
            "keine E-Mails mehr",
            "keine Werbung",
            "möchte keine weiteren Einladungen",
            "Widerspruch vom 3.2.2024",
            "hat widersprochen",
            "nicht mehr per E-Mail kontaktieren",
            "vom Newsletter abgemeldet",
            "wünscht keine Post",
            "do not e-mail",
            "verstorben",
            "bitte löschen",
            "Daten löschen",
            "DSGVO-Löschung",
            "kein Interesse",
            "hat kein Interesse mehr",
            "abbestellt",
            "wünscht keine Kontaktaufnahme",
            "bitte keine Infos",
            "Kontakt unerwünscht",
            "nicht anrufen",
            "no more mails please",
        ):
            with self.subTest(remark=remark):
                self.assertTrue(sounds_like_one(remark))

    def test_other_remarks(self):
        for remark in (
            "",
            "telefonisch erreichbar Mo-Mi",
            "hat abgesagt",
            "war beim Workshop 03/2025 dabei",
            "Ansprechpartner gewechselt?",
            "Einladung per Mail geschickt",
            "nicht im Büro am Freitag",
            "keine Parkplätze",
            "bevorzugt E-Mail",
        ):
            with self.subTest(remark=remark):
                self.assertFalse(sounds_like_one(remark))

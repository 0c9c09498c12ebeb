from psycopg2 import IntegrityError

from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OutreachCase


class TestPartnerMunicipality(OutreachCase):
    """Made-up municipalities with official keys and postcodes no real one has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.de")
        cls.hill, cls.dale, cls.moor = cls.env["res.city"].create(
            [
                {
                    "name": name,
                    "country_id": cls.country.id,
                    "outreach_ags": ags,
                    "outreach_postcodes": postcodes,
                }
                for name, ags, postcodes in (
                    ("Musterhügel", "99999001", "00001, 00002"),
                    ("Mustertal", "99999002", "00001"),
                    ("Mustermoor", "99999003", "00003"),
                )
            ]
        )
        cls.outside = cls.env.ref("circular_outreach.res_city_outside")

    def _type(self, partner=None, **values):
        form = Form((partner or self.env["res.partner"]).with_user(self.clerk))
        form.name = "Erika Muster"
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def _choices(self, form):
        return [choice["display_name"] for choice in form.outreach_municipality_advice["choices"]]

    def _hint(self, form):
        return form.outreach_municipality_advice["hint"]

    def test_name_fills_in_the_municipality(self):
        form = self._type(zip="00001", city="Mustertal OT Beispiel")
        self.assertEqual(form.outreach_municipality_id, self.dale)
        self.assertEqual((self._hint(form), self._choices(form)), ("", []))

    def test_postcode_of_several_asks(self):
        form = self._type(zip="00001")
        self.assertFalse(form.outreach_municipality_id)
        self.assertEqual(self._hint(form), "Postcode 00001 belongs to 2 municipalities: please choose.")
        self.assertEqual(self._choices(form), ["Musterhügel", "Mustertal", "Outside the county"])

    def test_postcode_of_one_only_suggests(self):
        form = self._type(zip="00003")
        self.assertFalse(form.outreach_municipality_id)
        self.assertEqual(self._hint(form), "The postcode suggests Mustermoor: please choose.")
        form.city = "Nirgendwo"
        self.assertIn("the place does not", self._hint(form))

    def test_slip_of_the_pen_asks(self):
        form = self._type(city="Mustertall")
        self.assertEqual(self._hint(form), "“Mustertall” is not clear: please choose the municipality.")
        self.assertEqual(self._choices(form), ["Mustertal", "Outside the county"])

    def test_namesake_elsewhere_asks(self):
        form = self._type(zip="99999", city="Mustertal")
        self.assertFalse(form.outreach_municipality_id)
        self.assertIn("its postcode is not 99999", self._hint(form))

    def test_unknown_place_may_be_outside(self):
        form = self._type(zip="99999", city="Nirgendwo")
        self.assertFalse(form.outreach_municipality_id)
        self.assertEqual(self._hint(form), "No municipality of the county fits “Nirgendwo”: please choose.")
        self.assertEqual(self._choices(form), ["Outside the county"])

    def test_another_country_is_outside(self):
        form = self._type(country_id=self.env.ref("base.at"), city="Mustertal")
        self.assertEqual(form.outreach_municipality_id, self.outside)
        form.outreach_municipality_id = self.env["res.city"]
        self.assertEqual(self._hint(form), "The address is in another country.")

    def test_choice_by_hand_is_never_replaced(self):
        form = self._type(zip="00001", outreach_municipality_id=self.hill)
        form.city = "Mustertal"
        self.assertEqual(form.outreach_municipality_id, self.hill)
        self.assertEqual(self._hint(form), "The address is in Mustertal. Is “Musterhügel” still right?")
        self.assertEqual(self._choices(form), ["Mustertal"])

    def test_move_to_another_postcode_is_noticed(self):
        partner = self._make_contact(zip="00001", outreach_municipality_id=self.hill.id)
        form = self._type(partner, zip="00003")
        self.assertEqual(form.outreach_municipality_id, self.hill)
        self.assertEqual(self._hint(form), "The address does not look like Musterhügel. Is the municipality still right?")
        self.assertEqual(self._choices(form), ["Mustermoor", "Outside the county"])

    def test_nothing_is_asked_where_all_fits(self):
        for values in (
            {},
            {"zip": "00001", "outreach_municipality_id": self.hill},
            {"outreach_municipality_id": self.outside, "zip": "00001"},
        ):
            form = self._type(**values)
            self.assertEqual((self._hint(form), self._choices(form)), ("", []), values)

    def test_answer_outside_is_not_unknown(self):
        outside = self._make_contact("Otto Outside", outreach_municipality_id=self.outside.id)
        unknown = self._make_contact("Uwe Unknown")
        search = lambda value: self.env["res.partner"].search(  # noqa: E731  one search, two ways
            [("id", "in", (outside | unknown).ids), ("outreach_municipality_id", "=", value)]
        )
        self.assertEqual(search(self.outside.id), outside)
        self.assertEqual(search(False), unknown)

    def test_new_municipalities_are_known_at_once(self):
        self.assertFalse(self._type(city="Musterwald").outreach_municipality_id)
        wood = self.env["res.city"].create({"name": "Musterwald", "country_id": self.country.id, "outreach_ags": "99999004"})
        self.assertEqual(self._type(city="Musterwald").outreach_municipality_id, wood)
        wood.active = False
        self.assertFalse(self._type(city="Musterwald").outreach_municipality_id)
        wood.active = True
        wood.unlink()
        self.assertFalse(self._type(city="Musterwald").outreach_municipality_id)

    def test_advice_asks_the_database_for_no_gazetteer_twice(self):
        self._type(zip="00001")
        with self.assertQueryCount(6):
            partner = self.env["res.partner"].new({"zip": "00001"})
            self.assertEqual(len(partner.outreach_municipality_advice["choices"]), 3)

    def test_record_with_a_key_is_a_municipality(self):
        self.assertEqual(self.hill.outreach_kind, "municipality")
        self.assertEqual(self.hill.display_name, "Musterhügel")
        self.assertEqual(self.outside.display_name, "Outside the county")
        city = self.env["res.city"].create({"name": "Elsewhere", "zipcode": "12345", "country_id": self.country.id})
        self.assertFalse(city.outreach_kind)
        self.assertEqual(city.display_name, "Elsewhere (12345)")

    def test_outside_has_no_official_key(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.outside.outreach_ags = "99999005"
            self.env.flush_all()

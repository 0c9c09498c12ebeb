from odoo.exceptions import ValidationError
from odoo.tests import new_test_user
from odoo.tools import file_open

from .common import OutreachCase

OPTIONS = {"has_headers": True, "quoting": '"', "separator": ";", "encoding": "utf-8"}


class TestCityImport(OutreachCase):
    """The municipalities of another county come with Odoo's own import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Manager", lang="de_DE")

    def _import(self, text):
        """Import as the browser does: with the fields that Odoo proposes for the headings. Return the messages and the records."""
        importer = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .with_context(lang="de_DE", default_outreach_kind="municipality")
            .create({"res_model": "res.city", "file": text.encode(), "file_type": "text/csv"})
        )
        preview = importer.parse_preview(dict(OPTIONS))
        headings = preview["headers"]
        mapped = [preview["matches"].get(index, [False])[0] for index in range(len(headings))]
        self.assertTrue(all(mapped), (headings, mapped))
        result = importer.execute_import(mapped, headings, dict(OPTIONS))
        return [message["message"] for message in result["messages"]], self.env["res.city"].browse(result["ids"] or [])

    def test_template_is_imported_as_it_is(self):
        (template,) = self.env["res.city"].get_import_templates()
        with file_open(template["template"].removeprefix("/"), "rb") as file:
            messages, cities = self._import(file.read().decode("utf-8-sig"))
        self.assertEqual(messages, [])
        self.assertEqual(
            [(city.outreach_ags, city.name, city.outreach_postcodes, city.outreach_kind) for city in cities],
            [("99999001", "Musterhausen", "00001, 00002", "town"), ("99999002", "Beispielau", "00002", "municipality")],
        )
        self.assertEqual(cities[0].country_id, self.env.ref("base.de"))
        self.assertEqual(cities[0].zipcode, "00001")

    def test_new_municipalities_are_suggested(self):
        _messages, cities = self._import("AGS;Name;Postleitzahlen\n99999001;Musterhausen;00001")
        self.assertEqual(cities.outreach_kind, "municipality")
        found, _candidates, why = self.env["res.city"]._match_outreach_place("Musterhausen", "")
        self.assertEqual((found, why), (cities, "name"))

    def test_zeros_a_spreadsheet_dropped_come_back(self):
        _messages, cities = self._import("AGS;Name;Postleitzahlen\n1 001 000;Musterhausen;9306 9322")
        self.assertEqual((cities.outreach_ags, cities.outreach_postcodes), ("01001000", "09306, 09322"))

    def test_known_key_is_refused_and_nothing_is_imported(self):
        messages, cities = self._import("AGS;Name;Postleitzahlen\n99999001;Musterhausen;00001\n14522180;Freiberg;09599")
        self.assertEqual(len(messages), 1)
        self.assertIn("Es gibt bereits eine Gemeinde mit diesem amtlichen Schlüssel", messages[0])
        self.assertFalse(cities)
        self.assertFalse(self.env["res.city"].search([("outreach_ags", "=", "99999001")]))

    def test_wrong_key_and_wrong_postcode_are_named(self):
        messages, _cities = self._import("AGS;Name;Postleitzahlen\n145;Musterhausen;00001")
        self.assertIn("„145“", messages[0])
        with self.assertRaisesRegex(ValidationError, "“abc”"):
            self.env["res.city"].create({"name": "Musterhausen", "outreach_ags": "99999001", "outreach_postcodes": "abc"})

    def test_two_places_without_key_are_no_namesakes(self):
        first, second = self.env["res.city"].create([{"name": name, "outreach_ags": ""} for name in ("Here", "There")])
        self.assertFalse(first.outreach_ags or second.outreach_ags or first.outreach_kind)

    def test_shipped_municipalities_can_be_put_away_together(self):
        contact = self._make_contact(outreach_municipality_id=self.env.ref("circular_outreach.res_city_14522180").id)
        cities = self.env["res.city"].with_user(self.manager).search([("outreach_ags", "=like", "14522%")])
        cities.action_archive()
        self.assertEqual(self.env["res.city"]._match_outreach_place("Freiberg", "09599")[2], "unknown")
        self.assertEqual(contact.outreach_municipality_id.name, "Freiberg", "what was chosen stays")

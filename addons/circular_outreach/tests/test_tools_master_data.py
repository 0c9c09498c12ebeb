import re
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

from odoo.tests import BaseCase

HERE = Path(__file__).parent
DATA = HERE.parent / "data"


def read_records(name):
    """Return {XML id: {field: text or reference}} of a data file."""
    root = etree.parse(str(DATA / name)).getroot()
    return {
        record.get("id"): {
            field.get("name"): field.get("ref") or field.get("eval") or field.text for field in record.iter("field")
        }
        for record in root.iter("record")
    }


class TestMasterData(BaseCase):
    def test_users_may_change_all_of_it(self):
        for name in ("outreach_role_type", "outreach_target_group", "outreach_organisation_type", "outreach_topic", "res_city"):
            root = etree.parse(str(DATA / f"{name}_data.xml")).getroot()
            self.assertEqual(root.get("noupdate"), "1")
            for record in root.iter("record"):
                self.assertEqual(record.get("model").replace(".", "_"), name)
                self.assertTrue(record.get("id").startswith(f"{name}_"))

    def test_there_are_three_roles_and_eight_target_groups(self):
        self.assertEqual(len(read_records("outreach_role_type_data.xml")), 3)
        groups = read_records("outreach_target_group_data.xml")
        self.assertEqual(len(groups), 8)
        self.assertEqual(len({group["code"] for group in groups.values()}), 8)

    def test_topics_are_a_tree_of_three_roots(self):
        topics = read_records("outreach_topic_data.xml")
        parents = {xml_id: topic.get("parent_id") for xml_id, topic in topics.items()}
        roots = [xml_id for xml_id, parent in parents.items() if not parent]
        self.assertEqual(len(roots), 3)
        self.assertTrue(all(parent in roots for parent in parents.values() if parent))
        codes = [topic["code"] for topic in topics.values()]
        self.assertEqual(len(set(codes)), len(codes))
        self.assertLessEqual(
            {f"R{number}" for number in range(10)} | {f"NKWS-{number:02}" for number in range(1, 12)}, set(codes)
        )

    def test_a_word_means_one_topic(self):
        meanings = {}
        for xml_id, topic in read_records("outreach_topic_data.xml").items():
            for word in {topic["name"], *re.split(r",\s*", topic.get("synonyms") or "")} - {""}:
                meanings.setdefault(word.casefold(), set()).add(xml_id)
        self.assertEqual({word: ids for word, ids in meanings.items() if len(ids) > 1}, {})

    def test_topics_of_the_sample_list_are_known(self):
        sheet = load_workbook(HERE / "data" / "contacts_sample.xlsx", read_only=True).active
        headings, *rows = sheet.iter_rows(values_only=True)
        used = {topic.strip() for row in rows for topic in (row[headings.index("Themen")] or "").split(",")} - {""}
        known = {
            word: xml_id
            for xml_id, topic in read_records("outreach_topic_data.xml").items()
            for word in (topic.get("synonyms") or "").split(", ")
        }
        self.assertLessEqual(used, known.keys())
        self.assertEqual(known["Reparatur"], "outreach_topic_r4_repair")
        self.assertEqual(known["Öffentliche Beschaffung"], "outreach_topic_nkws_11_procurement")
        self.assertEqual(known["Metalle"], "outreach_topic_material_metals")

    def test_municipalities_are_complete(self):
        cities = read_records("res_city_data.xml")
        self.assertEqual(cities.pop("res_city_outside")["outreach_kind"], "outside")
        active = [city for city in cities.values() if city.get("active") != "False"]
        self.assertEqual(len(active), 52)
        self.assertEqual(sum(city["outreach_kind"] == "municipality" for city in active), 31)
        self.assertEqual(sum(city["outreach_kind"] == "large_district_town" for city in active), 7)
        for xml_id, city in cities.items():
            self.assertEqual(xml_id, f"res_city_{city['outreach_ags']}")
            self.assertRegex(city["outreach_ags"], r"^14522\d{3}$")
            self.assertIn(city["zipcode"], city["outreach_postcodes"].split(", "))
            self.assertRegex(city["zipcode"], r"^0\d{4}$")
            self.assertEqual((city["country_id"], city["state_id"]), ("base.de", "base.state_de_sn"))
        for city in active:
            self.assertTrue(50.6 < float(city["outreach_latitude"]) < 51.3 and 12.6 < float(city["outreach_longitude"]) < 13.7)
            self.assertGreater(int(city["outreach_population"]), 0)

    def test_dissolved_municipalities_name_their_successor(self):
        cities = read_records("res_city_data.xml")
        dissolved = {city["name"]: city["outreach_successor_id"] for city in cities.values() if city.get("active") == "False"}
        self.assertEqual(dissolved, {"Ostrau": "res_city_14522275", "Zschaitz-Ottewig": "res_city_14522275"})

    def test_the_source_is_named(self):
        self.assertIn("© Statistisches Bundesamt (Destatis)", (DATA / "res_city_data.xml").read_text(encoding="utf-8"))

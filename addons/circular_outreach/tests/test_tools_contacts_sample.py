import csv
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

from odoo.tests import BaseCase

from ..tools import mail_address, person_name
from ..tools.municipality import Gazetteer, Municipality, restore_postcode

HERE = Path(__file__).parent
MUNICIPALITIES = HERE.parent / "data" / "res_city_data.xml"


def read_municipalities():
    """Return the shipped municipalities, as the import gets them from the database."""
    for record in etree.parse(str(MUNICIPALITIES)).getroot().iter("record"):
        values = {field.get("name"): field for field in record.iter("field")}
        if "outreach_ags" not in values:
            continue  # "outside the county" is no municipality
        successor = values.get("outreach_successor_id")
        yield Municipality(
            values["outreach_ags"].text,
            values["name"].text,
            tuple(values["outreach_postcodes"].text.split(", ")),
            successor.get("ref").removeprefix("res_city_") if successor is not None else "",
        )


class TestContactsSample(BaseCase):
    """Every row of the sample list is read as its truth says, by names, addresses and places alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sheet = load_workbook(HERE / "data" / "contacts_sample.xlsx", read_only=True).active
        headings, *rows = sheet.iter_rows(values_only=True)
        cls.rows = {number: dict(zip(headings, row, strict=True)) for number, row in enumerate(rows, 2)}
        with (HERE / "data" / "contacts_sample.truth.csv").open(encoding="utf-8") as file:
            cls.truth = {int(line["row"]): line for line in csv.DictReader(file)}
        cls.gazetteer = Gazetteer(read_municipalities())

    def check_each_row(self, check):
        for number, truth in self.truth.items():
            with self.subTest(row=number):
                check(self.rows[number], truth)

    def test_every_row_has_its_truth(self):
        self.assertEqual(self.rows.keys(), self.truth.keys())
        self.assertGreater(len(self.truth), 200)

    def test_persons(self):
        def check(row, truth):
            name = person_name.parse(row["Anrede"], row["Titel"], row["Vorname"], row["Name"])
            self.assertEqual(f"{name.first_name} {name.surname}".strip(), truth["person"])
            self.assertEqual(name.rest, "")

        self.check_each_row(check)

    def test_first_names_and_surnames_are_told_apart(self):
        def check(row, truth):
            name = person_name.parse(row["Anrede"], row["Titel"], row["Vorname"], row["Name"])
            self.assertEqual(bool(name.first_name and name.surname), truth["kind"] == "person")
            if row["Vorname"]:
                self.assertEqual((name.first_name, name.surname), (row["Vorname"], row["Name"]))

        self.check_each_row(check)

    def test_forms_of_address(self):
        kinds = {"Frau": "female", "Fr.": "female", "Herr": "male", "Herrn": "male", "Hr.": "male", None: "neutral"}

        def check(row, _truth):
            self.assertEqual(
                person_name.parse(row["Anrede"], row["Titel"], row["Vorname"], row["Name"]).kind, kinds[row["Anrede"]]
            )

        self.check_each_row(check)

    def test_titles_are_kept(self):
        def check(row, _truth):
            if row["Titel"]:
                self.assertEqual(person_name.parse(row["Anrede"], row["Titel"], row["Vorname"], row["Name"]).title, row["Titel"])

        self.check_each_row(check)

    def test_addresses(self):
        def check(row, truth):
            addresses = mail_address.repair(row["E-Mail"])
            self.assertEqual(addresses.main, "" if truth["verdict"] == "bad_email" else truth["email"])
            self.assertEqual(bool(addresses.repaired_from), truth["verdict"] == "repair_or_report")
            self.assertEqual(bool(addresses.unusable), truth["verdict"] == "bad_email")

        self.check_each_row(check)

    def test_unusable_addresses_only_lack_their_at(self):
        def check(row, truth):
            if truth["verdict"] == "bad_email":
                self.assertEqual(mail_address.repair(row["E-Mail"]).unusable, (truth["email"].replace("@", ""),))

        self.check_each_row(check)

    def test_municipalities(self):
        def check(row, truth):
            found = self.gazetteer.match(row["Ort"], row["PLZ"])
            self.assertEqual(found.municipality.ags if found.municipality else "", truth["ags"])
            self.assertEqual(found.why, "name" if truth["ags"] else "empty")

        self.check_each_row(check)

    def test_municipalities_do_not_need_a_postcode(self):
        def check(row, truth):
            found = self.gazetteer.match(row["Ort"])
            self.assertEqual(found.municipality.ags if found.municipality else "", truth["ags"])

        self.check_each_row(check)

    def test_postcodes(self):
        def check(row, truth):
            self.assertEqual(restore_postcode(row["PLZ"]), truth["plz"])

        self.check_each_row(check)

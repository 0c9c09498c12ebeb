import base64
import csv
import io
from pathlib import Path

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import OutreachCase

SAMPLE = Path(__file__).parent / "data"
VERDICTS = {
    "import": "new",
    "duplicate": "duplicate",
    "no_email": "no_email",
    "bad_email": "email_unusable",
    "repair_or_report": "email_repaired",
    "skip": "empty",
}
HEADINGS = "Firma;Anrede;Titel;Vorname;Name;PLZ;Ort;Telefon;E-Mail;Zielgruppe;Rolle;Themen;Bemerkung"


class ContactImportCase(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        german = {
            "target_group_agriculture": "Landwirtschaft",
            "target_group_construction": "Bau",
            "target_group_industry": "Industrie",
            "target_group_raw_materials": "Rohstoffgewinnung und -recycling",
            "target_group_administration": "Verwaltung und Kommunen",
            "target_group_research": "Forschung",
            "target_group_civil_society": "Zivilgesellschaft",
            "role_type_best_practice_company": "Best-Practice-Unternehmen",
            "role_type_research_partner": "Forschungspartner",
            "role_type_network_actor": "Netzwerkakteur",
        }
        for name, text in german.items():
            cls.env.ref(f"circular_outreach.outreach_{name}").with_context(lang="de_DE").name = text
        cls.penig = cls.env.ref("circular_outreach.res_city_14522460")

    def _upload(self, content, file_name="list.csv"):
        content = content.encode() if isinstance(content, str) else content
        return (
            self.env["outreach.contact.import"]
            .with_user(self.clerk)
            .create({"file": base64.b64encode(content), "file_name": file_name})
        )

    def _preview(self, *rows, headings=HEADINGS):
        wizard = self._upload("\n".join([headings, *rows]))
        wizard.action_preview()
        return wizard

    def _import(self, *rows, headings=HEADINGS):
        wizard = self._preview(*rows, headings=headings)
        wizard.action_import()
        return wizard

    def _count(self):
        self.env.flush_all()
        return [
            self.env[model].with_context(active_test=False).search_count([])
            for model in ("res.partner", "outreach.role", "mail.message")
        ]


class TestContactImportSample(ContactImportCase):
    """The sample list, as an office keeps it, ends as its truth says. Nobody but the clerk imports it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with (SAMPLE / "contacts_sample.truth.csv").open(encoding="utf-8") as file:
            cls.truth = {int(line["row"]): line for line in csv.DictReader(file)}
        # A row whose address is unusable gets it from a later row about the same person.
        cls.completed_rows = {
            number
            for number, line in cls.truth.items()
            if line["verdict"] == "bad_email"
            and any(
                other["verdict"] == "duplicate" and (other["org"], other["person"]) == (line["org"], line["person"])
                for other in cls.truth.values()
            )
        }

    def _preview_sample(self):
        wizard = self._upload((SAMPLE / "contacts_sample.xlsx").read_bytes(), "contacts_sample.xlsx")
        wizard.action_preview()
        return wizard

    def _import_sample(self):
        wizard = self._preview_sample()
        wizard.action_import()
        return wizard, {line.row_number: line for line in wizard.line_ids}

    def _get_contact(self, line):
        return line.person_id or line.organisation_id

    def test_the_preview_has_the_verdict_of_every_row_and_writes_nothing(self):
        before = self._count()
        wizard = self._preview_sample()
        self.assertEqual(
            {line.row_number: line.verdict for line in wizard.line_ids},
            {number: VERDICTS[line["verdict"]] for number, line in self.truth.items()},
        )
        self.assertTrue(all(line.reason for line in wizard.line_ids))
        self.assertEqual(self._count(), before)

    def test_every_row_becomes_the_contact_of_its_truth(self):
        _wizard, lines = self._import_sample()
        for number, truth in self.truth.items():
            line, contact = lines[number], self._get_contact(lines[number])
            without_email = truth["verdict"] == "bad_email" and number not in self.completed_rows
            with self.subTest(row=number):
                self.assertEqual(line.organisation_id.name or "", truth["org"])
                self.assertEqual(line.person_id.name or "", truth["person"])
                self.assertEqual(bool(line.person_id), truth["kind"] == "person")
                self.assertEqual(contact.email or "", "" if without_email else truth["email"])
                self.assertEqual(contact.outreach_municipality_id.outreach_ags or "", truth["ags"])
                self.assertEqual(contact.zip or "", truth["plz"])
                self.assertEqual(contact.outreach_target_group_id.with_context(lang="de_DE").name or "", truth["group"])

    def test_the_roles_of_its_rows_are_the_organisations(self):
        _wizard, lines = self._import_sample()
        roles = {}
        for number, truth in self.truth.items():
            roles.setdefault(lines[number].organisation_id, set()).update(filter(None, [truth["role"]]))
        for organisation, names in roles.items():
            found = organisation.outreach_role_ids.type_id.with_context(lang="de_DE").mapped("name")
            self.assertEqual(set(found), names, organisation.name)

    def test_every_contact_is_made_once(self):
        before = self._count()
        wizard, lines = self._import_sample()
        truth = [line for line in self.truth.values() if line["kind"] != "blank"]
        organisations = {(line["org"], line["ags"]) for line in truth}
        persons = {(line["org"], line["ags"], line["person"]) for line in truth if line["person"]}
        self.assertEqual((wizard.organisation_count, wizard.person_count), (len(organisations), len(persons)))
        self.assertEqual(self._count()[0] - before[0], len(organisations) + len(persons))
        for number, line in lines.items():
            self.assertEqual(line.person_id.parent_id, line.organisation_id if line.person_id else line.person_id, number)

    def test_namesakes_in_different_places_are_different_organisations(self):
        self._import_sample()
        namesakes = self.env["res.partner"].search([("name", "=", "Forschungszentrum Baustoffe e.V."), ("is_company", "=", True)])
        self.assertEqual(len(namesakes), 3)
        self.assertEqual(len(namesakes.outreach_municipality_id), 3)

    def test_the_second_import_changes_nothing(self):
        self._import_sample()
        contacts = self.env["res.partner"].search([("outreach_source", "=", "contacts_sample.xlsx")])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._count(), contacts.read(), contacts.outreach_role_ids.read()
        wizard, lines = self._import_sample()
        counts = wizard.organisation_count, wizard.person_count, wizard.filled_count, wizard.role_count
        self.assertEqual(counts, (0, 0, 0, 0))
        self.assertEqual({line.verdict for line in lines.values()}, {"known", "duplicate", "empty"})
        self.env.invalidate_all()
        self.assertEqual((self._count(), contacts.read(), contacts.outreach_role_ids.read()), before)

    def test_nothing_of_the_list_is_lost(self):
        """What no field takes is a line of the note, under the heading of the list."""
        _wizard, lines = self._import_sample()
        for number, text in (
            (16, "E-Mail: florentine.nergerregionalverein-gotthard-e-v.example"),
            (16, "Bemerkung: telefonisch erreichbar Mo-Mi"),
            (45, "E-Mail: info(at)mude-praezision-e-k.example → info@mude-praezision-e-k.example"),
            (212, "E-Mail: info@hofgut-etzler.example"),
        ):
            self.assertIn(text, self._get_contact(lines[number]).comment)

    def test_a_row_makes_all_of_a_contact(self):
        _wizard, lines = self._import_sample()
        row = lines[45]
        self.assertRecordValues(
            row.person_id,
            [
                {
                    "name": "Anne-Kathrin Jacob",
                    "outreach_salutation_kind": "female",
                    "outreach_first_name": "Anne-Kathrin",
                    "outreach_surname": "Jacob",
                    "outreach_salutation": "Sehr geehrte Frau Jacob,",
                    "function": "Geschäftsführer",
                    "phone": "(03735) 381 241-0",
                    "lang": "de_DE",
                    "street": "Dörrplatz 8/9",
                    "zip": "04736",
                    "city": "Waldheim",
                    "outreach_source": "contacts_sample.xlsx",
                    "outreach_source_date": fields.Date.context_today(row),
                }
            ],
        )
        self.assertEqual(row.person_id.outreach_topic_ids, self.env.ref("circular_outreach.outreach_topic_material_wood"))
        role = row.organisation_id.outreach_role_ids
        self.assertEqual((role.state, role.origin, role.contact_id), ("candidate", "import", row.person_id))

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        """Reading what is known costs the same for ten rows and for two hundred."""
        content = (SAMPLE / "contacts_sample.xlsx").read_bytes()
        wizard = self._upload(content)
        table = wizard._read_table()

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            list(wizard._plan(rows).decide())
            return self.env.cr.sql_log_count - before

        for _warm_up in range(2):
            count(table.rows)
        self.assertEqual(count(table.rows), count(table.rows[:10]))


class TestContactImport(ContactImportCase):
    """Small lists, each for one rule."""

    def _make_known(self, **values):
        organisation = self.env["res.partner"].create(
            {"name": "Müller GmbH", "is_company": True, "zip": "09322", "city": "Penig", "phone": "+49 37381 1"}
        )
        return self._make_contact("Erika Muster", parent_id=organisation.id, email=False, **values)

    def test_existing_values_are_not_overwritten(self):
        person = self._make_known(function="Owner", outreach_salutation="Liebe Erika,")
        self._import("MUELLER GmbH;Frau;Dr.;Erika;Muster;04720;Penig;0999;erika@firm.example;;;;call first")
        self.assertRecordValues(
            person,
            [
                {
                    "name": "Erika Muster",
                    "email": "erika@firm.example",
                    "phone": "0999",
                    "function": "Owner",
                    "outreach_title": "Dr.",
                    "outreach_salutation_kind": "neutral",
                    "outreach_salutation": "Liebe Erika,",
                    "outreach_source": False,
                }
            ],
        )
        self.assertRecordValues(
            person.parent_id, [{"name": "Müller GmbH", "zip": "09322", "city": "Penig", "phone": "+49 37381 1"}]
        )
        self.assertIn("Bemerkung: call first", person.comment)

    def test_a_known_contact_is_told_with_what_is_added_and_what_stays(self):
        self._make_known(function="Owner")
        line = self._preview("Müller GmbH;Frau;;Erika;Muster;04720;Penig;0999;;;;;").line_ids
        self.assertEqual(line.verdict, "known")
        self.assertIn("Phone", line.reason)
        self.assertIn("Zip", line.reason)

    def test_a_known_note_is_kept(self):
        person = self._make_known(comment="<p>Knows everybody</p>")
        self._import("Müller GmbH;;;Erika;Muster;;Penig;;;;;;call first")
        self._import("Müller GmbH;;;Erika;Muster;;Penig;;;;;;call first")
        self.assertEqual(person.comment, "<p>Knows everybody</p><p>Bemerkung: call first</p>")

    def test_an_archived_contact_does_not_come_back(self):
        person = self._make_known()
        (person | person.parent_id).action_archive()
        before = self._count()[0]
        line = self._import("Müller GmbH;;;Erika;Muster;;Penig;;;;;;").line_ids
        self.assertEqual((line.verdict, self._count()[0]), ("known", before))
        self.assertFalse(person.active)

    def test_the_same_name_elsewhere_is_another_organisation(self):
        known = self._make_known().parent_id
        line = self._import("Müller GmbH;;;;;;Döbeln;;;;;;").line_ids
        self.assertEqual(line.verdict, "no_email")
        self.assertNotEqual(line.organisation_id, known)

    def test_a_row_without_a_place_means_the_only_organisation_of_this_name(self):
        known = self._make_known().parent_id
        self.assertEqual(self._import("Müller GmbH;;;;;;;;;;;;").line_ids.organisation_id, known)

    def test_a_row_without_a_place_is_its_own_among_namesakes(self):
        rows = ("Müller GmbH;;;;;;;;;;;;", "Müller GmbH;;;;;;Penig;;;;;;", "Müller GmbH;;;;;;Döbeln;;;;;;")
        first, second = self._import(*rows), self._import(*rows)
        self.assertEqual(len(first.line_ids.organisation_id), 3)
        self.assertEqual(second.line_ids.organisation_id, first.line_ids.organisation_id)

    def test_a_place_nobody_knows_is_told_and_kept(self):
        line = self._import("Müller GmbH;;;;;09111;Chemnitz;;info@firm.example;;;;").line_ids
        self.assertEqual(line.verdict, "municipality_unknown")
        self.assertIn("Chemnitz", line.reason)
        self.assertRecordValues(line.organisation_id, [{"city": "Chemnitz", "zip": "09111", "outreach_municipality_id": False}])
        line.organisation_id.outreach_municipality_id = self.penig
        again = self._import("Müller GmbH;;;;;09111;Chemnitz;;info@firm.example;;;;").line_ids
        self.assertEqual(again.organisation_id, line.organisation_id)

    def test_words_nobody_knows_are_told_and_kept(self):
        line = self._import("Müller GmbH;;;;;;Penig;;info@firm.example;Zauberer;Orakel;Holz, Drachen;").line_ids
        for text in ("Zauberer", "Orakel", "Drachen"):
            self.assertIn(text, line.reason)
            self.assertIn(text, line.organisation_id.comment)
        self.assertEqual(line.organisation_id.outreach_topic_ids, self.env.ref("circular_outreach.outreach_topic_material_wood"))

    def test_columns_nobody_knows_are_kept_with_their_heading(self):
        wizard = self._import("Müller GmbH;Penig;01/2345", headings="Firma;Ort;Fax")
        self.assertEqual(wizard.unknown_headings, "Fax")
        self.assertIn("Fax: 01/2345", wizard.line_ids.organisation_id.comment)

    def test_more_addresses_are_kept(self):
        line = self._import("Müller GmbH;;;Erika;Muster;;Penig;;erika@firm.example, office@firm.example;;;;").line_ids
        self.assertEqual(line.person_id.email, "erika@firm.example")
        self.assertIn("E-Mail: office@firm.example", line.person_id.comment)

    def test_a_target_group_that_differs_from_the_organisations_is_the_persons_own(self):
        rows = ("Müller GmbH;;;Erika;Muster;;Penig;;;Bau;;;", "Müller GmbH;;;Max;Muster;;Penig;;;Forschung;;;")
        first, second = self._import(*rows).line_ids
        self.assertEqual(first.organisation_id.outreach_target_group_id.code, "construction")
        self.assertEqual(first.person_id.outreach_target_group_id.code, "construction")
        self.assertEqual(second.person_id.outreach_target_group_id.code, "research")
        self.assertEqual(self._import(*rows).filled_count, 0)

    def test_the_type_of_an_organisation_is_its_own(self):
        company = self.env["outreach.organisation.type"].search([("code", "=", "company")])
        headings = "Firma;Name;Ort;Organisationsart"
        first, second = self._import(
            "Müller GmbH;Erika Muster;Penig;company", "Weber e.V.;;Penig;Zirkus", headings=headings
        ).line_ids
        self.assertEqual(first.organisation_id.outreach_organisation_type_id, company)
        self.assertEqual(first.person_id.outreach_organisation_type_id, company, "taken over")
        self.assertIn("“Zirkus” is unknown", second.reason)
        self.assertIn("Organisationsart: Zirkus", second.organisation_id.comment)

    def test_a_role_goes_to_who_may_hold_it(self):
        role_types = self.env["outreach.role.type"]
        speaker, ally = role_types.create([{"name": "Speaker", "held_by": "person"}, {"name": "Ally", "held_by": "any"}])
        _first, second, third = self._import(
            "Müller GmbH;;;;;;Penig;;;;Speaker;;",
            "Müller GmbH;;;Erika;Muster;;Penig;;;;Speaker, Ally;;",
            ";;;Max;Muster;;Penig;;;;Ally, Forschungspartner;;",
        ).line_ids
        self.assertEqual(second.person_id.outreach_role_ids.type_id, speaker)
        self.assertEqual(second.organisation_id.outreach_role_ids.type_id, ally)
        self.assertEqual(third.person_id.outreach_role_ids.type_id, ally)
        self.assertIn("Rolle: Speaker", second.organisation_id.comment)
        self.assertIn("Forschungspartner", third.person_id.comment)

    def test_a_role_that_ended_is_not_opened_again(self):
        row = "Müller GmbH;;;;;;Penig;;;;Netzwerkakteur;;"
        role = self._import(row).line_ids.organisation_id.outreach_role_ids
        role.action_end()
        self.assertEqual(self._import(row).line_ids.organisation_id.outreach_role_ids, role)
        self.assertEqual(role.state, "ended")

    def test_a_person_without_an_organisation_is_found_by_address_or_place(self):
        rows = (
            ";Frau;;Erika;Muster;;Penig;;erika@home.example;Bau;;;",
            ";Frau;;Erika;Muster;;Penig;;other@home.example;;;;",
            ";Herr;;Max;Muster;;Penig;;;;;;",
            ";;;;;;;;only@address.example;;;;",
        )
        first = self._import(*rows)
        self.assertEqual(first.person_count, 4)
        self.assertEqual(first.line_ids[3].person_id.name, "only@address.example")
        second = self._import(*rows)
        self.assertEqual(second.line_ids.person_id, first.line_ids.person_id)
        self.assertEqual((second.person_count, second.filled_count), (0, 0))

    def test_an_address_that_comes_later_is_the_persons(self):
        first = self._import(";;;Max;Muster;09599;Freiberg;;;;;;")
        second = self._import(
            ";;;Max;Muster;09599;Freiberg;;max@home.example;;;;", ";;;Max;Muster;09599;Freiberg;;other@home.example;;;;"
        )
        person = first.line_ids.person_id
        self.assertEqual(second.line_ids[0].person_id, person)
        self.assertEqual(person.email, "max@home.example")
        self.assertNotEqual(second.line_ids[1].person_id, person, "a namesake with another address")

    def test_names_that_are_alike_are_told_and_kept_apart(self):
        self._make_known()
        lines = self._import(
            "Müller AG;;;;;;Penig;;;;;;",
            "Müller GmbH;;;Erica;Muster;;Penig;;;;;;",
            "Müller GmbH;;;Hans;Muster;;Penig;;;;;;",
            "Bäckerei Schmidt;;;;;;Freiberg;;;;;;",
            "Baeckerei Schmitt GmbH & Co. KG;;;;;;Freiberg;;;;;;",
            "Bäckerei Schmidt KG;;;;;;Döbeln;;;;;;",
            ";;;Anna;von der Heide;;Freiberg;;a@home.example;;;;",
            ";;Dr.;Anna;v. d. Heide;;Freiberg;;b@home.example;;;;",
        ).line_ids
        self.assertEqual(lines.mapped("has_lookalike"), [True, True, False, False, True, False, False, True])
        self.assertIn("who is known", lines[0].reason)
        self.assertIn("Erika Muster", lines[1].reason)
        self.assertIn("in row 5", lines[4].reason)
        self.assertEqual(len(lines.organisation_id), 5, "nobody is taken for another by a name that is only alike")

    def test_what_is_no_name_makes_nobody(self):
        first, second = self._import(
            "Müller GmbH;;;;Ansprechpartner unbekannt;;Penig;;;;;;", "Weber GmbH;;;;info@weber.example;;Penig;;;;;;"
        ).line_ids
        self.assertFalse(first.person_id | second.person_id)
        self.assertEqual(second.organisation_id.email, "info@weber.example")

    def test_a_person_made_without_this_addon_is_known(self):
        organisation = self.env["res.partner"].create({"name": "Müller GmbH", "is_company": True, "city": "Penig"})
        person = self.env["res.partner"].create({"name": "Dr. Erika Muster", "parent_id": organisation.id})
        line = self._import("Müller GmbH;Frau;Dr.;;Muster, Erika;;Penig;;;;;;").line_ids
        self.assertEqual(line.person_id, person)
        self.assertRecordValues(person, [{"name": "Dr. Erika Muster", "outreach_surname": "Muster", "outreach_title": "Dr."}])

    def test_a_row_that_names_nobody_is_not_imported_and_says_so(self):
        before = self._count()[0]
        line = self._import(";;;;;;Penig;0999;;;;;").line_ids
        self.assertEqual((line.verdict, self._count()[0]), ("empty", before))
        self.assertIn("nobody", line.reason)

    def test_a_later_row_about_the_same_person_completes_the_first(self):
        first, second = self._import(
            "Müller GmbH;;;Erika;Muster;;Penig;0999;;;;;", "MÜLLER GmbH;;;;Muster, Erika;;Penig;0111;erika@firm.example;;;;"
        ).line_ids
        self.assertEqual(second.verdict, "duplicate")
        self.assertIn("row 2", second.reason)
        self.assertRecordValues(first.person_id, [{"phone": "0999", "email": "erika@firm.example"}])
        self.assertIn("Telefon: 0111", first.person_id.comment)

    def test_importing_twice_in_one_window_imports_once(self):
        wizard = self._import("Müller GmbH;;;;;;Penig;;;;;;")
        before = self._count()
        wizard.action_import()
        wizard.action_preview()
        wizard.action_upload()
        self.assertEqual((self._count(), wizard.state), (before, "done"))

    def test_contacts_made_after_the_preview_are_not_made_again(self):
        wizard = self._preview("Müller GmbH;;;;;;Penig;;;;;;")
        known = self._make_known().parent_id
        wizard.action_import()
        self.assertEqual((wizard.line_ids.organisation_id, wizard.organisation_count), (known, 0))

    def test_the_result_leads_to_the_contacts(self):
        wizard = self._import("Müller GmbH;;;Erika;Muster;;Penig;;;;;;")
        self.assertEqual(
            self.env["res.partner"].search(wizard.action_contacts()["domain"]),
            wizard.line_ids.organisation_id | wizard.line_ids.person_id,
        )

    def test_columns_chosen_for_it_replace_what_is_there_and_keep_it_in_the_note(self):
        person = self._make_known(function="Owner", phone="0111")
        person.parent_id.street = "Old Street 1"
        wizard = self._preview("Müller GmbH;;;Erika;Muster;04720;Penig;0999;;;;;", "Müller GmbH;;;Erika;Muster;;Penig;0888;;;;;")
        wizard.action_columns()
        wizard.column_ids.filtered(lambda column: column.holds in ("phone", "postcode")).is_replacing = True
        wizard.action_preview()
        self.assertIn("Replaced: Phone (“0111”).", wizard.line_ids[0].reason)
        wizard.action_import()
        organisation = [{"zip": "04720", "city": "Penig", "street": False, "phone": "+49 37381 1"}]
        self.assertRecordValues(person, [{"phone": "0999", "function": "Owner"}])
        self.assertRecordValues(person.parent_id, organisation)
        for text in ("Telefon (before): 0111", "PLZ (before): 09322", "Street (before): Old Street 1"):
            self.assertIn(text, person.comment)

    def test_replacing_twice_changes_nothing_more(self):
        rows = ("Müller GmbH;;;Erika;Muster;;Penig;0999;;;;;", "Müller GmbH;;;Erika;Muster;;Penig;0888;;;;;")
        person = self._make_known(phone="0111")
        for _again in range(2):
            wizard = self._preview(*rows)
            wizard.column_ids.is_replacing = True
            wizard.action_columns()
            wizard.action_preview()
            wizard.action_import()
        self.assertEqual((wizard.filled_count, person.phone), (0, "0999"))

    def test_a_list_whose_headings_name_nobody_asks_for_the_columns(self):
        wizard = self._preview("Müller GmbH;Erika Muster;09322;Penig", headings="Betriebsname;Wer;PLZ;Ort")
        self.assertEqual((wizard.state, len(wizard.line_ids)), ("columns", 0))
        with self.assertRaisesRegex(UserError, "Choose the column"):
            wizard.action_preview()
        for index, holds in enumerate(("organisation", "name", "postcode", "place")):
            wizard.column_ids[index].holds = holds
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual((wizard.line_ids.organisation_id.name, wizard.line_ids.person_id.name), ("Müller GmbH", "Erika Muster"))

    def test_a_column_can_be_kept_in_the_notes_by_hand(self):
        wizard = self._preview("Müller GmbH;Penig;0999", headings="Firma;Ort;Telefon")
        wizard.action_columns()
        wizard.column_ids[2].holds = False
        wizard.action_preview()
        wizard.action_import()
        self.assertFalse(wizard.line_ids.organisation_id.phone)
        self.assertIn("Telefon: 0999", wizard.line_ids.organisation_id.comment)

    def test_two_columns_cannot_both_be_the_town(self):
        wizard = self._preview("Müller GmbH;Penig;Chemnitz", headings="Firma;Ort;Geschäftssitz")
        with self.assertRaisesRegex(ValidationError, "“Ort”, “Geschäftssitz”"):
            wizard.write({"column_ids": [(1, wizard.column_ids[2].id, {"holds": "place"})]})

    def test_several_columns_may_hold_e_mails(self):
        wizard = self._preview("Müller GmbH;Penig;a@firm.example;b@firm.example", headings="Firma;Ort;E-Mail;E-Mail 2")
        wizard.action_columns()
        wizard.column_ids[3].holds = "email"
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(wizard.line_ids.organisation_id.email, "a@firm.example")
        self.assertIn("b@firm.example", wizard.line_ids.organisation_id.comment)

    def test_website_source_and_date_are_read(self):
        headings = "Firma;Ort;Homepage;Quelle;Erfasst am"
        rows = ("Müller GmbH;Penig;www.firm.example;Messe 2024;3.2.2024", "Weber GmbH;Penig;;;bald")
        first, second = self._import(*rows, headings=headings).line_ids
        self.assertRecordValues(
            first.organisation_id,
            [
                {
                    "website": "http://www.firm.example",
                    "outreach_source": "Messe 2024",
                    "outreach_source_date": fields.Date.to_date("2024-02-03"),
                }
            ],
        )
        self.assertIn("“bald” is unknown and kept in the note", second.reason)
        self.assertIn("Erfasst am: bald", second.organisation_id.comment)
        self.assertEqual(self._import(*rows, headings=headings).filled_count, 0)

    def test_a_remark_that_may_be_an_objection_becomes_a_to_do_and_nothing_else(self):
        row = "Müller GmbH;;;Erika;Muster;;Penig;;erika@firm.example;;;;bitte nicht per Mail einladen"
        wizard = self._import(row)
        person = wizard.line_ids.person_id
        self.assertEqual((wizard.objection_count, wizard.line_ids.verdict), (1, "new"))
        self.assertIn("bitte nicht per Mail einladen", wizard.line_ids.reason)
        self.assertEqual(len(person.activity_ids), 1)
        self.assertEqual(person.activity_ids.user_id, self.clerk)
        self.assertFalse(self.env["outreach.opt.out"].search([("partner_id", "=", person.id)]))
        again = self._import(row)
        self.assertEqual(len(person.activity_ids), 1, "the same list asks only once")
        self.assertEqual((again.objection_count, "To Decide" in again.line_ids.reason), (0, False))

    def test_an_objection_is_recorded_by_a_person(self):
        wizard = self._import("Müller GmbH;;;Erika;Muster;;Penig;;erika@firm.example;;;;keine Werbung")
        person = wizard.line_ids.person_id
        wizard.line_ids.action_opt_out()
        opt_out = self.env["outreach.opt.out"].search([("partner_id", "=", person.id)])
        self.assertEqual((opt_out.scope, opt_out.user_id), ("everything", self.clerk))
        self.assertFalse(person.activity_ids)
        self.assertEqual(wizard.objection_count, 0)

    def test_an_objector_on_a_list_is_written_and_never_invited(self):
        gone = self._make_contact("Erika Muster", email="erika@firm.example")
        self.env["outreach.opt.out"]._record(self._invite(gone), "everything", "page")
        gone.outreach_invitation_ids.campaign_id.state = "draft"
        gone.outreach_invitation_ids.campaign_id.unlink()
        gone.unlink()
        row = "Müller GmbH;;;Erika;Muster;09322;Penig;;Erika@Firm.example;Bau;;;"
        for again in range(2):
            person = self._import(row).line_ids.person_id
            self.assertEqual((person.name, person.email_normalized), ("Erika Muster", "erika@firm.example"))
            self.assertTrue(person.outreach_opt_out_text)
            person.write({"street": "Markt 1", "zip": "09322", "city": "Penig"})
            campaign = self._make_campaign(title=f"List {again}", rule_domain=repr([("id", "=", person.id)]))
            campaign.rule_target_group_ids = person.outreach_target_group_id
            campaign.with_user(self.clerk).action_build_audience()
            self.assertEqual(campaign.invitation_ids.mapped("verdict"), ["objection"])
            choices = self.env["outreach.audience.choice"].with_user(self.clerk)
            for kind in ("invite", "letter"):
                choices._decide(campaign, person, kind, "We know each other")
                campaign.action_build_audience()
                self.assertEqual(campaign.invitation_ids.mapped("verdict"), ["objection"])

    def test_a_remark_that_is_no_objection_closes_only_its_own_to_do(self):
        wizard = self._import("Müller GmbH;;;Erika;Muster;;Penig;;erika@firm.example;;;;keine Einladung verschickt")
        person = wizard.line_ids.person_id
        other = person.activity_schedule("mail.mail_activity_data_todo", user_id=self.clerk.id)
        wizard.line_ids.action_no_objection()
        self.assertEqual(person.activity_ids, other)
        self.assertFalse(self.env["outreach.opt.out"].search([("partner_id", "=", person.id)]))

    def test_the_list_is_saved_with_its_verdicts_and_its_cells_stay_text(self):
        wizard = self._preview("=1+1;Penig;01/2345;keine Werbung", "Müller GmbH;Penig;;", headings="Firma;Ort;Fax;Bemerkung")
        action = wizard.action_export()
        self.assertIn("list with verdicts.xlsx", action["url"])
        sheet = load_workbook(io.BytesIO(base64.b64decode(wizard.result))).active
        header, first, second = sheet.iter_rows()
        self.assertEqual([cell.value for cell in header][-4:], ["Firma", "Ort", "Fax", "Bemerkung"])
        self.assertEqual([cell.value for cell in first][-4:], ["=1+1", "Penig", "01/2345", "keine Werbung"])
        self.assertEqual({cell.data_type for cell in first[1:] if cell.value}, {"s"})
        self.assertEqual((first[0].value, first[1].value, first[3].value), (2, "No e-mail", "Yes"))
        self.assertEqual((second[1].value, second[4].value), ("No e-mail", "Müller GmbH"))

    def test_a_list_is_nobody_elses(self):
        other = new_test_user(self.env, "other_clerk", "circular_outreach.group_user", name="Other Clerk")
        wizard = self._preview("Müller GmbH;;;;;;Penig;;;;;;").with_user(other)
        for records in (wizard, wizard.line_ids.with_user(other), wizard.column_ids.with_user(other)):
            with self.assertRaises(AccessError):
                records.check_access("read")
        with self.assertRaises(AccessError):
            wizard.write({"job": "import"})

    def test_rows_and_columns_stay_as_long_as_their_list(self):
        wizard = self._preview("Müller GmbH;;;;;;Penig;;;;;;")
        self.env.flush_all()
        for table in ("outreach_contact_import_line", "outreach_contact_import_column"):
            self.env.cr.execute(SQL("UPDATE %s SET write_date = '2020-01-01', create_date = '2020-01-01'", SQL.identifier(table)))
        for records in (wizard.line_ids, wizard.column_ids):
            records.sudo()._transient_vacuum()
        self.assertTrue(wizard.line_ids.exists() and wizard.column_ids.exists())

    def test_the_menu_leads_back_to_a_list_that_is_not_finished(self):
        Import = self.env["outreach.contact.import"].with_user(self.clerk)
        self.assertFalse(Import.action_open()["res_id"])
        wizard = self._preview("Müller GmbH;;;;;;Penig;;;;;;")
        self.assertEqual(Import.action_open()["res_id"], wizard.id)
        self.assertFalse(self.env["outreach.contact.import"].action_open()["res_id"], "it is nobody else's")
        wizard.action_import()
        self.assertFalse(Import.action_open()["res_id"])

    def test_bad_files_are_refused_with_advice_and_change_nothing(self):
        before = self._count()
        for content, words in (
            (b" ", "is empty"),
            (b"%PDF-1.7\0", "is not a spreadsheet"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            (b"Hello\nWorld\n", "No headings"),
            (b"Firma;Ort\n", "no contact below"),
            (b'Firma;Ort\n"A;Penig\n' + b"B;\n" * 100, "Row 2 of “list.csv”"),
            (b"Firma;Ort\nA;" + b"x" * 40_000, "row 2, column B of “list.csv” holds more than"),
            ("Firma;Ort\nMüller;Penig\n".encode("cp437"), "row 2, column A of “list.csv” cannot be read"),
            (b"Firma;Ort\n" + b"x;" * 200, "Row 2 of “list.csv” is filled up to column GR"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words) as caught:
                self._upload(content).action_preview()
            self.assertIn("choose", str(caught.exception).lower())
        self.assertEqual(self._count(), before)

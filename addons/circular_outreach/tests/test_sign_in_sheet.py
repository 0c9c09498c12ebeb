import base64
import io
import re
from datetime import datetime
from unittest.mock import patch

import pdfua
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..report.pdf_document import ForbiddenResourceError, render
from .common import OutreachCase
from .letter_case import LetterCase

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
REPORT = "circular_outreach.sign_in_sheet"


@tagged("post_install", "-at_install")
class TestSignInSheet(LetterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.funding = cls.env["outreach.funding"].create(
            {
                "name": "Circular Region",
                "funder": "Ministry of Cycles",
                "reference_number": "CR-4711",
                "sentence": "Paid for by the Ministry of Cycles.",
                "keep_until": "2035-12-31",
                "logo_ids": [Command.create({"name": "Logo of the Ministry of Cycles", "image": PIXEL})],
            }
        )
        cls.event.write(
            {
                "event_mail_ids": [Command.clear()],
                "seats_limited": False,
                "outreach_funding_id": cls.funding.id,
                # Summer time in Germany: two hours ahead of UTC.
                "date_begin": datetime(2027, 6, 9, 7, 0),  # noqa: DTZ001
                "date_end": datetime(2027, 6, 9, 11, 30),  # noqa: DTZ001
            }
        )

    def _register(self, *names, event=None, **values):
        event = event or self.event
        return self.env["event.registration"].create([{"event_id": event.id, "name": name, **values} for name in names])

    def _print(self, events=None, user=None, lang="en_US", **options):
        events = (events or self.event).with_user(user or self.clerk).with_context(lang=lang)
        order = events.env["outreach.sign.in.order"].create({"event_ids": [Command.set(events.ids)], **options})
        order.action_print()
        return base64.b64decode(order.document)

    def _read(self, **options):
        return [page.extract_text() for page in PdfReader(io.BytesIO(self._print(**options))).pages]

    def _assert_order(self, text, *words):
        places = [text.index(word) for word in words]
        self.assertEqual(places, sorted(places), f"{words} are not in this order in:\n{text}")

    def test_one_person(self):
        self._register("Dr. Erika Muster", company_name="Muster & Söhne", outreach_target_group_id=self.group_building.id)
        pages = self._read()
        self.assertEqual(len(pages), 1)
        self.assertIn("Page 1 of 1", pages[0])
        for text in ("Muster", "Erika (Dr.)", "Muster & Söhne"):
            self.assertIn(text, pages[0])

    def test_target_group_and_municipality_only_if_wanted(self):
        self._register("Erika Muster", outreach_target_group_id=self.group_building.id)
        self.assertNotIn("Builders", self._read()[0])
        self.assertIn("Builders", self._read(has_groups=True)[0])

    def test_every_one_of_eighty_is_there_once(self):
        names = [f"Guest Number{index:03}" for index in range(80)]
        self._register(*names)
        pages = self._read()
        text = "\n".join(pages)
        self.assertEqual(sorted(re.findall(r"Number\d{3}", text)), [name.split()[1] for name in names])
        self.assertGreater(len(pages), 4)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Page {number} of {len(pages)}", page)
            self.assertIn("Signature", page, "the head of the table is repeated")
            self.assertIn("prove that the workshop took place", page)
            self.assertIn("https://county.example/privacy", page)
            self.assertEqual(page.count("Building in Circles"), 1)

    def test_rows_are_numbered_through_to_the_blank_ones(self):
        self._register(*(f"Guest Number{index:03}" for index in range(30)))
        # A line of its own; the privacy note may begin one with a year.
        rows = re.findall(r"^(\d{1,3})\b(?! of)", "\n".join(self._read()), re.MULTILINE)
        self.assertEqual(list(map(int, rows)), list(range(1, 39)))

    def test_thousand_people_on_the_pages_that_the_record_says(self):
        self.env["event.registration"].create(
            [{"event_id": self.event.id, "name": f"Guest Number{index:04}"} for index in range(1000)]
        )
        pdf = self._print()
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        self.assertEqual(
            re.findall(r"Number\d{4}", "\n".join(pages)), [f"Number{index:04}" for index in range(1000)], "each once, in order"
        )
        sheet = self.event.outreach_print_ids
        self.assertEqual((sheet.page_count, sheet.people_count, len(sheet.row_ids)), (len(pages), 1000, 1008))
        for number, page in enumerate(pages, 1):
            self.assertIn(f"Page {number} of {len(pages)}", page)
            self.assertIn(f"{sheet.code}-{number}", page)
            rows = sheet.row_ids.filtered(lambda row, number=number: row.page == number)
            self.assertEqual(re.findall(r"Number\d{4}", page), [name.split()[1] for name in rows.registration_id.mapped("name")])

    def test_code_on_each_page_can_be_scanned(self):
        self._register(*(f"Guest Number{index:03}" for index in range(30)))
        pdf = self._print()
        sheet = self.event.outreach_print_ids
        self.assertGreater(sheet.page_count, 2)
        for page in range(1, sheet.page_count + 1):
            ((text, place, _level),) = self._scan(pdf, page)
            self.assertEqual(text, f"{sheet.code}-{page}")
            self.assertGreater(place[2] - place[0], 11, "millimetres")

    def test_longest_names_fit_the_pages_with_codes(self):
        long = "Gesellschaft zur Förderung der Kreislaufwirtschaft im ländlichen Raum und angrenzender Gebiete " * 2
        self._register(
            *(f"Maximiliane{index} Freifrau von und zu Hohenlangenstein-Oberniederbach" for index in range(12)), company_name=long
        )
        pdf = self._print(has_groups=True)
        self.assertEqual(
            [self._scan(pdf, page)[0][0] for page in (1, 2)], [f"{self.event.outreach_print_ids.code}-{page}" for page in (1, 2)]
        )

    def test_nobody_registered_leaves_blank_rows(self):
        self.assertRegex(self._read()[0], r"\n1\n2\n3\n4\n5\n6\n7\n8\n")

    def test_german_order(self):
        self._register(
            "Zoe Zander", "Olaf Ofen", "Özlem Öder", "Ulla Oden", "Hans von der Aue", "Bea Berg", "Jo Weiss", "Al Weiß"
        )
        self._assert_order(self._read()[0], "von der Aue", "Berg", "Oden", "Öder", "Ofen", "Weiß", "Weiss", "Zander")

    def test_surname_and_title_come_from_the_contact(self):
        contact = self._make_contact(
            "Gabriel García Márquez", outreach_first_name="Gabriel", outreach_surname="García Márquez", outreach_title="Prof."
        )
        self._register("Gabriel García Márquez", outreach_attendee_id=contact.id)
        name = self.env["report.circular_outreach.sign_in_sheet"]._get_name(self.event.registration_ids)
        self.assertEqual((name.surname, name.first_name, name.title), ("García Márquez", "Gabriel", "Prof."))

    def test_who_has_no_seat_is_absent(self):
        self._register("Anna Da")
        self._register("Bert Wartend", "Cora Unbestimmt", state="draft")
        self.event.registration_ids.filtered(
            lambda registration: registration.name == "Bert Wartend"
        ).outreach_waiting_since = self.begin
        self._register("Dora Abgesagt", state="cancel")
        self._register("Emil Weg", active=False)
        self._register("Fritz Anwesend", state="done")
        text = self._read()[0]
        self.assertIn("Anwesend", text)
        self.assertIn("Anna", text)
        for absent in ("Wartend", "Unbestimmt", "Abgesagt", "Weg"):
            self.assertNotIn(absent, text)

    def test_head_says_what_funders_ask_for(self):
        text = self._read()[0]
        for words in (
            "Paid for by the Ministry of Cycles.",
            "Circular Region, reference number CR-4711",
            "Building in Circles",
            "Office of Example County",
        ):
            self.assertIn(words, text)
        self.assertIn("Wednesday, June 9, 2027, 9:00", text)
        self.assertIn("handed to the funder (Ministry of Cycles)", text)
        self.assertRegex(text, r"until December 31,\s2035")

    def test_german_date_and_language(self):
        reader = PdfReader(io.BytesIO(self._print(lang="de_DE")))
        self.assertIn("Mittwoch, 9. Juni 2027, 09:00", reader.pages[0].extract_text())
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "de-DE")
        self.assertIn("Building in Circles", reader.metadata.title)

    def test_each_day_has_its_own_list(self):
        self.event.date_end = datetime(2027, 6, 11, 11, 30)  # noqa: DTZ001
        self._register("Erika Muster")
        pages = self._read()
        self.assertEqual(len(pages), 3)
        for number, (page, words) in enumerate(
            zip(
                pages,
                ("Wednesday, June 9, 2027, from 9:00", "Thursday, June 10, 2027", "Friday, June 11, 2027, until 1:30"),
                strict=True,
            ),
            1,
        ):
            self.assertIn(words, page)
            self.assertIn(f"(day {number} of 3)", page)
            self.assertIn("Muster", page)
            self.assertIn("Page 1 of 1", page)
        self.assertEqual(len(set(self.event.outreach_print_ids.mapped("code"))), 3)

    def test_without_funding_the_list_stays_here(self):
        self.event.outreach_funding_id = False
        text = self._read()[0]
        self.assertIn("stays with the office", text)
        self.assertNotIn("reference number", text)

    def test_no_address_is_printed(self):
        self._register("Erika Muster", email="erika@firm.example", phone="+49 3731 4711")
        text = self._read()[0]
        self.assertNotIn("erika@firm.example", text)
        self.assertNotIn("4711", text.replace("CR-4711", ""))

    def test_each_workshop_counts_its_own_pages(self):
        other = self.event.copy({"event_mail_ids": [Command.clear()]})
        other.name = "Repairing"
        self._register(*(f"Guest Number{index:03}" for index in range(20)))
        self._register("Rita Repair", event=other)
        pages = self._read(events=self.event + other)
        self.assertIn("Page 1 of 1", pages[-1])
        self.assertIn("Repairing", pages[-1])
        self.assertIn(f"Page 1 of {len(pages) - 1}", pages[0])

    def test_desk_helper_may_print(self):
        self.assertIn("Paid for by the Ministry of Cycles.", self._read(user=self.desk_helper)[0])

    def test_pdf_is_accessible(self):
        self._register(*(f"Guest Number{index:03}" for index in range(20)))
        content = self._print()
        findings = pdfua.validate(io.BytesIO(content)).findings
        self.assertFalse([finding for finding in findings if finding.severity is pdfua.Severity.ERROR])
        root = PdfReader(io.BytesIO(content)).trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertIn("Logo of the Ministry of Cycles", self._get_alternative_texts(root["/StructTreeRoot"]))

    def _get_alternative_texts(self, element):
        element = element.get_object()
        if isinstance(element, list):
            return [text for child in element for text in self._get_alternative_texts(child)]
        if not hasattr(element, "get"):
            return []
        return [*filter(None, [element.get("/Alt")]), *(self._get_alternative_texts(element["/K"]) if "/K" in element else [])]

    def test_nothing_is_fetched(self):
        self._register("Erika Muster")
        with patch("socket.socket.connect", side_effect=AssertionError("the report asked the network")):
            self._print()

    def test_foreign_resource_is_refused(self):
        for tag in (
            '<img src="https://tracker.example/pixel.png" alt="" />',
            '<img src="file:///etc/passwd" alt="" />',
            '<img src="/logo" alt="" />',
        ):
            with self.subTest(tag), self.assertRaises(ForbiddenResourceError):
                render([f"<html lang='en'><title>T</title><body>{tag}</body></html>".encode()], "http://localhost")


@tagged("post_install", "-at_install")
class TestSignInSheetDownload(HttpCase, OutreachCase):
    def _order(self, user):
        action = self.event.with_user(user).action_outreach_sign_in_sheet()
        return self.env[action["res_model"]].with_user(user).with_context(**action["context"]).create({})

    def test_desk_helper_prints_and_downloads_it_in_her_language(self):
        self.desk_helper.lang = "de_DE"
        self.authenticate("desk_test", "desk_test")
        response = self.url_open(self._order(self.desk_helper).action_print()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"], "de-DE")

    def test_nobody_else_gets_it(self):
        address = self._order(self.desk_helper).action_print()["url"]
        self.assertNotIn(b"%PDF", self.url_open(address).content)
        self.authenticate("clerk_test", "clerk_test")
        self.assertNotIn(b"%PDF", self.url_open(address).content)

    def test_action_menu_of_workshops_offers_it(self):
        bindings = self.env["ir.actions.actions"].with_user(self.desk_helper).get_bindings("event.event")
        self.assertIn(
            self.env.ref("circular_outreach.outreach_sign_in_order_action").id, [action["id"] for action in bindings["action"]]
        )

    def test_without_a_workshop_it_says_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "Choose the workshop"):
            self.env["outreach.sign.in.order"].with_user(self.desk_helper).create({"event_ids": []}).action_print()

    def test_print_of_the_past_is_shown_to_those_who_may_read_it(self):
        self._order(self.clerk).action_print()
        path = f"/outreach/report/{REPORT}/{self.event.outreach_print_ids.id}"
        self.assertIn("/web/login", self.url_open(path).url)
        self.authenticate("clerk_test", "clerk_test")
        self.assertTrue(self.url_open(path).content.startswith(b"%PDF"))

    def test_other_reports_are_not_served_here(self):
        self.authenticate("clerk_test", "clerk_test")
        path = f"/outreach/report/event.event_registration_report_template_badge/{self.event.id}"
        self.assertEqual(self.url_open(path).status_code, 404)

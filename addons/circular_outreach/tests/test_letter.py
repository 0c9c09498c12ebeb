import io

import pdfua
from pypdf import PdfReader

from ..tools import short_code
from .letter_case import ADDRESS, LetterCase

# The window of the envelope, in millimetres from the left and from the top (DIN 5008, form B).
WINDOW = (20, 45, 105, 90)


class TestLetter(LetterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._make_contact("Muster & Söhne GmbH", is_company=True, email=False, lang="de_DE")
        cls.contact = cls._make_recipient(outreach_title="Dr.", parent_id=cls.firm.id)

    def setUp(self):
        super().setUp()
        self.batch = self._print(self.contact)
        self.invitation = self.batch.delivery_ids.invitation_id
        self.pdf = self._get_pdf(self.batch)

    def _get_words_within(self, words, left, top, right, bottom):
        return [word for word, x0, y0, x1, y1 in words if x0 >= left and y0 >= top and x1 <= right and y1 <= bottom]

    def test_address_and_nothing_else_lies_fully_in_the_window(self):
        words = self._read_words(self.pdf)
        inside = self._get_words_within(words, *WINDOW)
        address = ["Muster", "&", "Söhne", "GmbH", "Frau", "Dr.", "Erika", "Muster", "Hauptstraße", "1", "09599", "Freiberg"]
        self.assertEqual(inside[-len(address) :], address)
        self.assertEqual(" ".join(inside[: -len(address)]), "Office of Example County · Example Street 1 · 09599 Freiberg")
        left, top, right, bottom = WINDOW
        touching = [word for word, x0, y0, x1, y1 in words if x0 < right and x1 > left and y0 < bottom and y1 > top]
        self.assertEqual(touching, inside, "something is cut by the edge of the window")

    def test_address_begins_where_din_5008_says(self):
        words = self._read_words(self.pdf)
        first = next(word for word in words if word[0] == "Muster" and word[2] > 60)
        self.assertAlmostEqual(first[1], 25, delta=0.5)
        self.assertAlmostEqual(first[2], 62.7, delta=1.5)
        subject = next(word for word in words if word[0] == "Einladung:")
        self.assertAlmostEqual(subject[2], 98.46, delta=1.5)
        information = next(word for word in words if word[0] == "Unser")
        self.assertAlmostEqual(information[1], 125, delta=0.5)
        self.assertGreater(information[2], 50 - 0.5)

    def test_long_address_stays_in_the_window(self):
        self.firm.name = "Landesverband der Erzeugergemeinschaften für nachwachsende Rohstoffe in Sachsen e. V."
        department = self.env["res.partner"].create({"name": "Abteilung Grundsatzfragen", "parent_id": self.firm.id, **ADDRESS})
        self.contact.parent_id = department
        # After the address of the department has become the contact's.
        self.contact.write({"street2": "Gebäude 7, Aufgang C", "country_id": self.env.ref("base.at").id})
        self.batch.action_print()
        inside = " ".join(self._get_words_within(self._read_words(self._get_pdf(self.batch)), *WINDOW))
        for words in ("Landesverband", "Sachsen e. V.", "Abteilung", "Frau Dr. Erika", "Gebäude 7", "09599", "ÖSTERREICH"):
            self.assertIn(words, inside)

    def test_fold_and_punch_marks(self):
        dark = self._draw(self.pdf, dpi=300).point(lambda grey: 255 if grey < 160 else 0)
        scale = 300 / 25.4
        # A strip left of the text and of the cut line.
        strip = dark.crop((int(4 * scale), 0, int(9 * scale), dark.height))
        rows = [y / scale for y in range(strip.height) if strip.crop((0, y, strip.width, y + 1)).getbbox()]
        marks = [row for index, row in enumerate(rows) if not index or row - rows[index - 1] > 1]
        self.assertEqual(len(marks), 3, marks)
        for mark, place in zip(marks, (105, 148.5, 210), strict=True):
            self.assertAlmostEqual(mark, place, delta=0.3)

    def test_qr_code_opens_the_answer_page(self):
        [(text, (left, top, right, bottom), level)] = self._scan(self.pdf)
        self.assertEqual(text, self.invitation._get_answer_url())
        self.assertIn(level, ("M", "Q", "H"))
        for size in (right - left, bottom - top):
            self.assertGreaterEqual(size, 25)
            self.assertLessEqual(size, 30)
        self.assertGreater(top, 98, "outside of the window")

    def test_qr_code_has_its_quiet_zone(self):
        [(_text, corners, _level)] = self._scan(self.pdf)
        scale = 150 / 25.4
        # At most 45 modules: four of them are at least this wide.
        quiet = 4 * (corners[2] - corners[0]) / 45
        left, top, right, bottom = (round(corner * scale) for corner in corners)
        margin = int(quiet * scale) - 2
        image = self._draw(self.pdf).point(lambda grey: 255 if grey < 128 else 0)
        for box in (
            (left - margin, top - margin, right + margin, top - 3),
            (left - margin, bottom + 3, right + margin, bottom + margin),
            (left - margin, top, left - 3, bottom),
            (right + 3, top, right + margin, bottom),
        ):
            self.assertIsNone(image.crop(box).getbbox(), box)

    def test_code_and_page_are_printed_and_open_the_invitation(self):
        text = self._read_text(self.pdf)
        code = self.invitation._give_code()
        self.assertIn(code, text)
        self.assertIn("/einladung", text)
        self.assertEqual(self.env["outreach.invitation"]._find_by_code(code), self.invitation)
        self.assertIsNotNone(short_code.read(code))
        self.assertNotIn("/rsvp/", text)

    def test_letter_says_what_an_invitation_must_say(self):
        text = " ".join(self._read_text(self.pdf).split())
        for words in (
            "Einladung: Building in Circles",
            "Sehr geehrte Frau Dr. Muster,",
            self.invitation.with_context(lang="de_DE").event_time,
            "Example Street 1",
            "Mit freundlichen Grüßen",
            "Rückantwort",
            "Ich nehme teil.",
            "Ich nehme nicht teil.",
            "An meiner Stelle kommt:",
            "Unterschrift",
            "+49 3731 000001",
            self.batch.delivery_ids._get_letter_reference(),
        ):
            self.assertIn(words, text)

    def test_notice_names_source_rights_and_objection(self):
        text = " ".join(self._read_text(self.pdf).split())
        for words in ("Trade register", "Art. 14", "Art. 6", "Widerspruchsrecht", "county.example/privacy"):
            self.assertIn(words, text)

    def test_two_pages_with_their_numbers(self):
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(self.pdf)).pages]
        self.assertEqual(len(pages), 2)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Seite {number} von 2", page)

    def test_english_speakers_get_an_english_letter(self):
        self.contact.lang = "en_US"
        self.batch.action_print()
        pdf = self._get_pdf(self.batch)
        text = " ".join(self._read_text(pdf).split())
        for words in ("Dear Dr Muster,", "I will take part.", "Page 1 of 2", "Your right to object"):
            self.assertIn(words, text)
        self.assertNotIn("Rückantwort", text)
        self.assertEqual(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"], "en-US")

    def test_call_for_a_role_asks_for_interest(self):
        campaign = self.batch.campaign_id.copy({"title": "Best practice"})
        campaign.write(
            {
                "purpose": "call",
                "event_id": False,
                "role_type_id": self.env.ref("circular_outreach.outreach_role_type_best_practice_company").id,
            }
        )
        campaign.step_ids.unlink()
        campaign._create_default_steps()
        campaign.action_build_audience()
        campaign.state = "released"
        batch = self._make_batch(campaign)
        batch.action_print()
        text = self._read_text(self._get_pdf(batch))
        self.assertIn("Ich habe Interesse", text)
        self.assertNotIn("Ich nehme teil", text)

    def test_pdf_is_accessible(self):
        findings = pdfua.validate(io.BytesIO(self.pdf)).findings
        self.assertFalse([finding for finding in findings if finding.severity is pdfua.Severity.ERROR])

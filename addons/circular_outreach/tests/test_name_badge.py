from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.label_sheet import SHEETS
from .paper_case import PaperCase


@tagged("post_install", "-at_install")
class TestNameBadge(PaperCase):
    """Badges lie where the labels are, in order, each with the code that the desk scans."""

    def _order(self, user=None, **values):
        badges = self.env["outreach.badge.print"].with_user(user or self.clerk)
        return badges.create({"event_id": self.event.id, **values})

    def _print_badges(self, user=None, **values):
        order = self._order(user, **values)
        action = order.action_print()
        self.assertEqual(action["report_name"], "circular_outreach.name_badge")
        return self._print_report("name_badge", order, user=user)

    def test_each_name_once_in_german_order_on_its_label(self):
        names = ["Zoe Zander", "Özlem Öder", "Ulla Oden", "Hans von der Aue"]
        self._register(*names)
        for key, sheet in SHEETS.items():
            with self.subTest(key):
                words = self._read_words(self._print_badges(sheet=key))
                for place, surname in enumerate(("Aue", "Oden", "Öder", "Zander")):
                    [(_word, left, top, right, bottom)] = [word for word in words if word[0] == surname]
                    edge_left, edge_top = sheet.place(place)
                    self.assertTrue(edge_left < left < right < edge_left + sheet.width)
                    self.assertTrue(edge_top < top < bottom < edge_top + sheet.height)

    def test_printing_begins_at_the_label_asked_for(self):
        self._register("Bo Berg")
        words = self._read_words(self._print_badges(first_label=4))
        [(_word, left, top, *_rest)] = [word for word in words if word[0] == "Berg"]
        edge_left, edge_top = SHEETS["l4785"].place(3)
        self.assertTrue(edge_left < left and edge_top < top)

    def test_label_that_is_not_on_the_sheet_is_refused(self):
        for number in (0, 11):
            with self.assertRaisesRegex(ValidationError, "labels 1 to 10"):
                self._order(first_label=number)

    def test_code_is_what_the_desk_scans(self):
        [registration] = self._register("Bo Berg")
        pdf = self._print_badges()
        [(text, (left, top, right, bottom), _level)] = self._scan(pdf)
        self.assertEqual(text, registration.barcode)
        self.assertTrue(right < 17.5 + 80 and 13.5 < top < bottom < 13.5 + 50 and left > 17.5)

    def test_second_sheet_and_blank_badges(self):
        self._register(*(f"Guest Number{index:02}" for index in range(9)))
        pages = self._get_pages(self._print_badges(blank_count=3))
        self.assertEqual(len(pages), 2)
        self.assertEqual([page.count("Institution") for page in pages], [1, 2])

    def test_blank_badges_alone(self):
        self.assertEqual(len(self._get_pages(self._print_badges(blank_count=2))), 1)

    def test_nobody_to_print_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "blank badges"):
            self._order().action_print()

    def test_who_has_no_seat_gets_no_badge(self):
        self._register("Bert Wartend", state="draft")
        self._register("Cora Abgesagt", state="cancel")
        self._register("Anna Da")
        [page] = self._get_pages(self._print_badges())
        self.assertIn("Da", page)
        self.assertNotIn("Wartend", page)
        self.assertNotIn("Abgesagt", page)

    def test_single_badge_again(self):
        both = self._register("Bo Berg", "Cy Clausen")
        [page] = self._get_pages(self._print_badges(registration_ids=both[1].ids))
        self.assertNotIn("Berg", page)
        self.assertIn("Clausen", page)

    def test_wish_not_to_be_photographed_stands_in_words(self):
        for photo, said, silent in (
            ("no", "No photos", "Photos: ask first"),
            ("unknown", "Photos: ask first", "No photos"),
            ("yes", "Berg", "hotos"),
        ):
            with self.subTest(photo):
                [registration] = self._register("Bo Berg", outreach_photo=photo)
                [page] = self._get_pages(self._print_badges(registration_ids=registration.ids))
                self.assertIn(said, page)
                self.assertNotIn(silent, page)

    def test_workshop_that_does_not_ask_about_photos_says_nothing(self):
        self.event.outreach_asks_photo = False
        self._register("Bo Berg", outreach_photo="unknown")
        self.assertNotIn("hotos", self._get_pages(self._print_badges())[0])

    def test_long_names_shrink_and_stay_on_the_label(self):
        self._register("Karl-Theodor Wolfeschlegelsteinhausenbergerdorff")
        words = self._read_words(self._print_badges())
        [(_word, _left, _top, right, _bottom)] = [word for word in words if word[0].startswith("Wolfe")]
        self.assertLess(right, 17.5 + 80)

    def test_colour_has_words(self):
        self._register("Bo Berg", outreach_target_group_id=self.group_building.id)
        self.assertIn("Builders", self._get_pages(self._print_badges())[0])

    def test_sheet_is_accessible(self):
        self._register("Bo Berg", "Cy Clausen", outreach_photo="no")
        pdf = self._print_badges(blank_count=1)
        self._assert_accessible(pdf)
        self.assertEqual(self._get_alternative_texts(pdf).count("QR code for check-in"), 2)

    def test_desk_helper_prints_and_reads_only_the_own_orders(self):
        self._register("Bo Berg", outreach_target_group_id=self.group_building.id)
        self.assertIn("Berg", self._get_pages(self._print_badges(user=self.desk_helper))[0])
        with self.assertRaises(AccessError):
            self._order().with_user(self.desk_helper).read(["sheet"])


@tagged("post_install", "-at_install")
class TestRoomList(PaperCase):
    """Who is in the room; what they need only in sum, and only for organisers."""

    def _note(self, registration, **values):
        self.env["outreach.health.note"].create({"registration_id": registration.id, "consent_text": "Yes", **values})

    def _read_list(self, user=None, **options):
        return "\n".join(self._get_pages(self._print_report("room_list", self.event, user=user, **options)))

    def test_everybody_with_a_seat_once_in_german_order(self):
        self._register("Zoe Zander", "Özlem Öder", "Hans von der Aue", company_name="Firm")
        self._register("Bert Wartend", state="draft")
        text = self._read_list()
        places = [text.index(name) for name in ("von der Aue, Hans", "Öder, Özlem", "Zander, Zoe")]
        self.assertEqual(places, sorted(places))
        self.assertEqual([text.count(name) for name in ("Aue", "Zander", "Wartend")], [1, 1, 0])

    def test_needs_are_added_up_for_organisers_alone(self):
        both = self._register("Bo Berg", "Cy Clausen")
        self._note(both[0], diet="vegetarian")
        self._note(both[1], diet="Vegetarian", access="wheelchair")
        self.clerk.group_ids += self.env.ref("circular_outreach.group_organiser")
        text = self._read_list()
        self.assertIn("2 × vegetarian", text)
        self.assertIn("1 × wheelchair", text)
        for reader in (self.desk_helper,):
            self.assertNotIn("vegetarian", self._read_list(user=reader).lower())

    def test_nobody_yet(self):
        self.assertIn("Nobody has a seat yet.", self._read_list())

    def test_list_is_accessible_and_german(self):
        self._register("Bo Berg")
        self._assert_accessible(self._print_report("room_list", self.event))
        self.assertIn("Raumliste", self._read_list(lang="de_DE"))

    def test_odoos_export_offers_it(self):
        export = self.env.ref("circular_outreach.ir_exports_room_list")
        fields = export.export_fields.mapped("name")
        self._register("Bo Berg", outreach_target_group_id=self.group_building.id)
        registrations = self.event.registration_ids.with_user(self.clerk).with_context(outreach_export_purpose="Name badges")
        rows = registrations.export_data(fields)["datas"]
        self.assertEqual((rows[0][0], rows[0][3]), ("Bo Berg", "Builders"))

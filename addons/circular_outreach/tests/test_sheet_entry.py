from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import OutreachCase

PDF = b"JVBERi0xLjQK"


class TestSheetEntry(OutreachCase):
    """Thirty people on three pages; what was signed comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event.write({"event_mail_ids": [Command.clear()], "seats_max": 40})
        cls.people = cls.env["event.registration"].create(
            [{"event_id": cls.event.id, "name": f"Guest Number{index:02}", "company_name": "Firm"} for index in range(1, 31)]
        )
        cls.env["outreach.sign.in.print"].with_user(cls.desk_helper)._print(cls.event, 8, False)
        cls.sheet = cls.event.outreach_print_ids

    def _get_numbers(self, page):
        return self.sheet.row_ids.filtered(lambda row: row.page == page and row.registration_id).mapped("number")

    def _open(self, page=None, note="", **values):
        code = f"{self.sheet.code}-{page}" if page else self.sheet.code
        action = self.event.with_user(self.clerk).action_outreach_sheet_entry()
        form = Form(self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]))
        form.code, form.note = code, note
        for field, value in values.items():
            form[field] = value
        return form

    def _store(self, *arguments, **values):
        return self._open(*arguments, **values).save().action_store()

    def _came(self):
        self.people.invalidate_recordset()
        return [int(one.name[-2:]) for one in self.people if one.outreach_attendance == "attended"]

    def test_print_knows_who_stands_where(self):
        self.assertGreater(self.sheet.page_count, 2)
        self.assertEqual(self.sheet.row_ids.mapped("number"), list(range(1, 39)))
        self.assertEqual(self.sheet.row_ids.registration_id, self.people)
        self.assertEqual(sorted(set(self.sheet.row_ids.mapped("page"))), list(range(1, self.sheet.page_count + 1)))

    def test_all_but_some_of_a_page(self):
        numbers = self._get_numbers(2)
        self._store(note=f"Seite 2: alle außer {numbers[0]}, {numbers[2]}")
        self.assertEqual(self._came(), [number for number in numbers if number not in (numbers[0], numbers[2])])
        entry = self.people[numbers[1] - 1].outreach_entry_ids
        self.assertEqual(
            (entry.kind, entry.channel, entry.device, entry.user_id), ("check_in", "paper", self.sheet.code, self.clerk)
        )

    def test_page_of_the_code_is_meant_where_none_is_named(self):
        first = self._get_numbers(1)
        self._store(1, f"{first[0]}-{first[2]} da")
        self.assertEqual(self._came(), first[:3])

    def test_it_is_shown_first_and_may_be_ticked_otherwise(self):
        form = self._open(1, "all but 2")
        self.assertIn("page 1 of", form.page_text)
        numbers = self._get_numbers(1)
        self.assertEqual(
            [form.line_ids.edit(index).is_here for index in range(len(numbers))], [number != 2 for number in numbers]
        )
        self.assertFalse(self._came(), "nothing is stored yet")
        with form.line_ids.edit(1) as line:
            line.is_here = True
        with form.line_ids.edit(0) as line:
            line.is_here = False
        form.save().action_store()
        self.assertEqual(self._came(), numbers[1:])

    def test_list_that_changed_after_printing_is_no_matter(self):
        late = self.env["event.registration"].create({"event_id": self.event.id, "name": "Anna Aalbers"})
        self.people[0].action_cancel()
        self._store(1, "1-3")
        self.assertEqual(self._came(), [1, 2, 3], "who signed has come, also after a cancellation")
        self.assertEqual(late.outreach_attendance, "expected")

    def test_paper_takes_nothing_back_that_the_desk_saw(self):
        self.people[1]._outreach_check_in()
        self._store(1, "1 da")
        self.assertEqual(self._came(), [1, 2])
        self._store(1, "alle außer 3")
        self.assertEqual(len(self.people[0].outreach_entry_ids), 1, "entered twice is one line")

    def test_what_is_wrong_is_said_before_it_is_stored(self):
        page_two = self._get_numbers(2)[0]
        for page, note, words in (
            (1, "all but Meier", "“meier” is not understood"),
            (None, "all", "say which page"),
            (1, f"{page_two} absent", f"Row {page_two} is not on that page"),
            (None, "page 9: all", "no page 9"),
            (self.sheet.page_count, "38 here", "Row 38 is a blank one"),
            (1, "all; page 1: all", "Page 1 is named twice"),
            (9, "all", "pages, not 9"),
            (1, "3 5 da 7 fehlt", "may mean two things"),
            (1, "9-3", "“9-3” is no range"),
        ):
            with self.subTest(note=note):
                form = self._open(page, note)
                self.assertIn(words, form.trouble)
                entry = form.save()
                with self.assertRaisesRegex(UserError, words):
                    entry.action_store()
        self.assertFalse(self._came())

    def test_unknown_and_foreign_codes(self):
        form = self._open()
        form.code = "ZZZZZZ-1"
        self.assertIn("No sheet with the code “ZZZZZZ-1”", form.trouble)
        other = self.event.copy({"event_mail_ids": [Command.clear()]})
        other.name = "Repairing"
        self.env["outreach.sign.in.print"]._print(other, 2, False)
        form.code = f"{other.outreach_print_ids.code}-1"
        self.assertIn("another workshop: “Repairing”", form.trouble)
        form.code = ""
        with self.assertRaisesRegex(UserError, "Enter the code of the page first"):
            form.save().action_store()

    def _open_with_guest(self, number=31, name="Lena Spontan", organisation="Spontan GmbH"):
        form = self._open(self.sheet.page_count)
        with form.guest_ids.new() as guest:
            guest.number, guest.name, guest.organisation_name = number, name, organisation
        return form

    def test_walk_in_of_a_blank_row(self):
        firm = self._make_contact("Spontan GmbH", is_company=True, email=False, outreach_target_group_id=self.group_research.id)
        form = self._open_with_guest(organisation="spontan gmbh")
        self.assertEqual(form.guest_ids.edit(0).hint, "Known organisation: Spontan GmbH")
        form.save().action_store()
        guest = self.event.registration_ids - self.people
        self.assertEqual((guest.name, guest.outreach_attendance, guest.state), ("Lena Spontan", "attended", "done"))
        self.assertTrue(guest.outreach_is_walk_in)
        self.assertEqual((guest.outreach_organisation_id, guest.outreach_target_group_id), (firm, self.group_research))
        self.assertEqual(guest.outreach_entry_ids.channel, "paper")
        with self.assertRaisesRegex(UserError, "Row 31 is the row of Lena Spontan"):
            self._open_with_guest().save().action_store()

    def test_walk_in_who_is_on_the_list_is_pointed_out_and_listed_to_be_clarified(self):
        form = self._open_with_guest(name="Number03, Guest")
        self.assertIn("On the list already? Guest Number03", form.guest_ids.edit(0).hint)
        form.save().action_store()
        self.assertEqual(self.env["outreach.desk.conflict"].search([("event_id", "=", self.event.id)]).kind, "same_person")

    def test_walk_in_without_a_seat_has_come_and_waits_for_a_decision(self):
        self.event.seats_max = 30
        self._open_with_guest().save().action_store()
        guest = self.event.registration_ids - self.people
        self.assertEqual((guest.outreach_attendance, guest.state), ("attended", "draft"))
        self.assertEqual(self.env["outreach.desk.conflict"].search([("event_id", "=", self.event.id)]).kind, "no_seat")

    def test_walk_ins_stand_on_blank_rows_of_the_print(self):
        for number, words in ((3, "Row 3 is the row of Guest Number03"), (99, "no row 99")):
            with self.assertRaisesRegex(UserError, words):
                self._open_with_guest(number).save().action_store()

    def test_scan_hangs_on_the_workshop(self):
        scan = self.env["ir.attachment"].with_user(self.clerk).create({"name": "page1.pdf", "datas": PDF})
        form = self._open(1, "all")
        form.scan_ids.add(scan)
        action = form.save().action_store_and_next()
        self.assertEqual(action["res_model"], "outreach.sheet.entry")
        self.assertEqual(self.event.outreach_scan_ids, scan)
        self.assertEqual((scan.res_model, scan.res_id), ("event.event", self.event.id))

    def test_closed_list_is_changed_by_an_administrator_with_a_reason(self):
        self.event.write(
            {"date_begin": fields.Datetime.now() - timedelta(days=2), "date_end": fields.Datetime.now() - timedelta(days=1)}
        )
        self.event.write({"outreach_locked_on": fields.Datetime.now(), "outreach_locked_by_id": self.env.uid})
        entry = self._open(1, "all", reason="Page found").save()
        with self.assertRaises(AccessError):
            entry.action_store()
        self.clerk.group_ids |= self.env.ref("circular_outreach.group_manager")
        entry.action_store()
        self.assertEqual(self._came(), self._get_numbers(1))
        self.assertEqual(self.people[0].outreach_entry_ids.reason, "Page found")

    def test_desk_helper_sees_neither_prints_nor_entry(self):
        with self.assertRaises(AccessError):
            self.sheet.with_user(self.desk_helper).read(["code"])
        with self.assertRaises(AccessError):
            self.env["outreach.sheet.entry"].with_user(self.desk_helper).create({"code": "KM4Q7T-1"})

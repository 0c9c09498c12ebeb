import io
from datetime import timedelta

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestHandover(HttpCase, OutreachCase):
    """A contractor gets a list by the register, that list only, and not for ever."""

    def setUp(self):
        super().setUp()
        self.printer = new_test_user(self.env, "printer_test", "circular_outreach.group_external", name="Print Shop")
        self.contact = self._make_contact("Erika Muster", street="Weg 1", zip="09599", city="Freiberg")
        self.other = self._make_contact("Otto Ohneort")
        self.campaign = self._invite(self.contact | self.other).campaign_id

    def _hand_over(self, user=None, **values):
        defaults = {"campaign_id": self.campaign.id, "kind": "post", "recipient_id": self.printer.id}
        defaults |= {"purpose": "Printing invitations", "contract": "File 12/2026"}
        return self.env["outreach.handover"].with_user(user or self.clerk).create({**defaults, **values})

    def _download(self, handover, login="printer_test"):
        self.authenticate(login, login)
        return self.url_open(f"/outreach/handover/{handover.id}")

    def _read_rows(self, response):
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def _let_time_pass(self, handover):
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE outreach_handover SET expires_on = expires_on - 30 WHERE id = %s", handover.id))
        self.env.invalidate_all()

    def _get_line(self):
        return self.env["outreach.export.log"].search([], limit=1)

    def test_handing_over_is_registered(self):
        handover = self._hand_over()
        line = self._get_line()
        self.assertEqual((line.user_id, line.recipient_id, line.purpose), (self.clerk, self.printer, "Printing invitations"))
        self.assertEqual((line.document, line.record_count), (f"Postal addresses: {self.campaign.title}", 1))
        self.assertEqual(line.partner_ids, self.contact, "who has no postal address is not on it")
        self.assertEqual(handover.row_count, 1)

    def test_contractor_downloads_exactly_this_and_it_is_registered(self):
        handover = self._hand_over()
        rows = self._read_rows(self._download(handover))
        self.assertEqual(rows[1], ["Dear Erika Muster,", "Erika Muster", "Weg 1", "09599 Freiberg"])
        self.assertEqual(len(rows), 2)
        line = self._get_line()
        self.assertEqual((line.user_id, line.partner_ids, line.purpose), (self.printer, self.contact, handover.purpose))
        self.assertTrue(handover.downloaded_on)

    def test_file_is_reached_in_no_other_way(self):
        handover = self._hand_over()
        file = self.env["ir.attachment"].search([("res_model", "=", handover._name), ("res_field", "=", "file")])
        self.assertEqual(len(file), 1)
        self.authenticate("printer_test", "printer_test")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_attachment"):
            for path in (f"/web/content/{file.id}", f"/web/content/outreach.handover/{handover.id}/file"):
                response = self.url_open(f"{path}?download=true")
                self.assertNotIn(response.status_code, (200, 304), path)
                self.assertNotIn(b"PK", response.content[:2], path)
        for attempt in (
            lambda: handover.with_user(self.printer).read(["file"]),
            lambda: file.with_user(self.printer).read(["raw"]),
            lambda: handover.with_user(self.printer).export_data(["name"]),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_contractor_sees_nothing_else_of_the_campaign(self):
        self._hand_over()
        for model in ("outreach.campaign", "outreach.invitation", "event.event", "outreach.report"):
            self.assertFalse(self.env[model].with_user(self.printer).search([]), model)
        self.assertFalse(self.env["res.partner"].with_user(self.printer).search([("id", "=", self.contact.id)]))

    def test_list_of_another_contractor_does_not_exist(self):
        rival = new_test_user(self.env, "rival_test", "circular_outreach.group_external", name="Rival")
        handover = self._hand_over()
        self.assertFalse(self.env["outreach.handover"].with_user(rival).search([]))
        self.assertEqual(self._download(handover, "rival_test").status_code, 404)
        with self.assertRaises(AccessError):
            handover.with_user(rival).action_download()

    def test_after_its_time_it_is_gone(self):
        handover = self._hand_over()
        self._let_time_pass(handover)
        self.assertFalse(self.env["outreach.handover"].with_user(self.printer).search([]))
        self.assertEqual(self._download(handover).status_code, 404)
        self.assertEqual(self._download(handover, "clerk_test").status_code, 404)
        self.env["outreach.handover"]._gc_expired()
        self.assertEqual((handover.state, handover.sudo().file), ("expired", False))

    def test_it_can_be_taken_back(self):
        handover = self._hand_over()
        handover.action_withdraw()
        self.assertEqual((handover.state, handover.sudo().file), ("withdrawn", False))
        self.assertEqual(self._download(handover).status_code, 404)

    def test_contractor_neither_hands_over_nor_takes_back(self):
        handover = self._hand_over()
        with self.assertRaises(AccessError):
            self._hand_over(self.printer)
        with self.assertRaisesRegex(AccessError, "You may not do this"):
            handover.with_user(self.printer).action_withdraw()

    def test_nobody_changes_what_was_handed_over(self):
        handover = self._hand_over()
        for attempt in (lambda: handover.write({"expires_on": "2099-01-01"}), handover.unlink):
            with self.assertRaises(AccessError):
                attempt()

    def test_whoever_releases_or_guards_privacy_may_hand_over_and_a_reader_may_not(self):
        for name in ("releaser", "privacy"):
            persona = self._make_persona(name)
            action = self.campaign.with_user(persona).action_hand_over()
            self.assertEqual(action["context"]["default_campaign_id"], self.campaign.id)
            self.assertEqual(self._hand_over(persona).row_count, 1)
        with self.assertRaises(AccessError):
            self.campaign.with_user(self._make_persona("reader")).action_hand_over()

    def test_who_has_objected_meanwhile_is_not_on_it(self):
        self.env["outreach.opt.out"]._record_contact(self.contact, "everything", "phone")
        with self.assertRaisesRegex(UserError, "nobody on this list"):
            self._hand_over()

    def test_list_of_letters_and_list_of_who_comes_hold_no_more(self):
        with self.assertRaisesRegex(UserError, "nobody on this list"):
            self._hand_over(kind="letter")
        self.campaign.invitation_ids.filtered(lambda one: one.partner_id == self.other)._answer("accepted", "phone")
        rows = self._read_rows(self._download(self._hand_over(kind="coming")))
        self.assertEqual(rows, [["Name", "Organisation"], ["Otto Ohneort", ""]])

    def test_text_that_begins_like_a_formula_stays_a_text(self):
        self.contact.write({"outreach_surname": "=1+1", "street": "@SUM(1)"})
        response = self._download(self._hand_over())
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows() for cell in row]
        self.assertIn("@SUM(1)", [cell.value for cell in cells])
        self.assertFalse([cell for cell in cells if cell.data_type == "f" or cell.hyperlink])

    def test_bad_input_is_refused_in_words(self):
        today = fields.Date.context_today(self.clerk.with_user(self.clerk))
        for message, values in (
            ("from today on", {"expires_on": today - timedelta(days=1)}),
            ("from today on", {"expires_on": today + timedelta(days=91)}),
            ("external contractors", {"recipient_id": self.clerk.id}),
            ("Release the campaign first", {"campaign_id": self._make_campaign().id}),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._hand_over(**values)

    def test_erasing_somebody_deletes_the_file_they_are_in(self):
        handover = self._hand_over()
        persona = self._make_persona("privacy")
        values = {"kind": "erasure", "partner_id": self.contact.id, "identity": "called_back"}
        request = self.env["outreach.privacy.request"].with_user(persona).create(values)
        text = str(request._disclose()["parts"])
        self.assertIn("Print Shop", text, "the person is told who has received their data")
        request.action_erase()
        self.assertEqual((handover.state, handover.sudo().file, request.state), ("erased", False, "done"))
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", handover._name), ("res_field", "=", "file")]))
        self.assertEqual(self._get_line().partner_count, 1)

    def test_another_office_sees_nothing_of_it(self):
        handover = self._hand_over()
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = new_test_user(
            self.env, "stranger_test", "circular_outreach.group_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        self.assertFalse(self.env["outreach.handover"].with_user(stranger).search([("id", "=", handover.id)]))
        with self.assertRaises(AccessError):
            self._hand_over(stranger)

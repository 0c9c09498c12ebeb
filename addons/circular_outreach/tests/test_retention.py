import io
from datetime import timedelta
from unittest.mock import patch

import openpyxl
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import OutreachCase


@tagged("post_install", "-at_install")
class TestRetention(HttpCase, OutreachCase):
    """What its time is over for is shown, offered to the archive, decided about, and then erased."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer_test", "circular_outreach.group_privacy", name="Officer")
        cls.person = cls._make_contact("Quirina Zwirbelfink", outreach_source="Messe")

    def _get_rule(self, code):
        return self.env.ref(f"circular_outreach.outreach_retention_rule_{code}").with_user(self.officer)

    def _age(self, records, months=30, **values):
        """Let records be some months older than they are."""
        self.env.flush_all()
        moment = fields.Datetime.now() - relativedelta(months=months)
        names = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), moment) for name in ("create_date", *values))
        self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(records._table), names, records.ids))
        self.env.invalidate_all()

    def _run(self, code, **values):
        return self.env["outreach.retention.run"].with_user(self.officer).create({"rule_id": self._get_rule(code).id, **values})

    def _decide(self, run):
        run.write({"archive": "declined", "archive_note": "Kreisarchiv, 3. März 2026, Az. 12"})
        run.action_approve()
        while run.state == "approved":
            run._erase_portion()

    def test_contact_without_anything_for_two_years_is_due(self):
        self.assertNotIn(self.person, self._get_rule("inactive_contact")._find_due())
        self._age(self.person)
        self.assertIn(self.person, self._get_rule("inactive_contact")._find_due())

    def test_contact_with_a_role_a_login_or_a_workshop_is_not_due(self):
        holder, invitee, member = self._make_contact("Rolf Rolle"), self._make_contact("Ina Eingeladen"), self.clerk.partner_id
        (holder | member).outreach_source = "Messe"
        invitee.outreach_source = "Messe"
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        holder.parent_id = firm
        role_type = self.env.ref("circular_outreach.outreach_role_type_best_practice_company")
        self.env["outreach.role"].create({"partner_id": firm.id, "contact_id": holder.id, "type_id": role_type.id})
        self._invite(invitee)
        self._age(holder | invitee | member)
        self.assertFalse((holder | invitee | member) & self._get_rule("inactive_contact")._find_due())

    def test_nothing_is_erased_without_a_decision(self):
        self._age(self.person)
        run = self._run("inactive_contact")
        self.assertEqual(run.record_ids, self._get_rule("inactive_contact")._find_due().ids)
        with self.assertRaisesRegex(UserError, "archive"):
            run.action_approve()
        run.archive = "declined"
        with self.assertRaisesRegex(UserError, "archive"):
            run.action_approve()
        self.env["outreach.retention.run"]._cron_run()
        self.assertEqual(self.person.name, "Quirina Zwirbelfink")

    def test_approved_run_erases_and_says_so_without_names(self):
        self._age(self.person)
        run = self._run("inactive_contact")
        self._decide(run)
        self.assertEqual((run.state, run.erased_count, run.left_count), ("done", run.due_count, 0))
        self.assertEqual(self.person.name, f"Erased Person {self.person.id}")
        lines = self.env["outreach.erasure.log"].search([("rule_id", "=", run.rule_id.id)])
        self.assertIn("outreach.privacy.contact", lines.mapped("kind"))
        self.assertEqual(lines.user_id, self.officer)

    def test_who_comes_to_life_meanwhile_stays(self):
        self._age(self.person)
        run = self._run("inactive_contact")
        self._invite(self.person)
        self._decide(run)
        self.assertEqual(run.left_count, 1)
        self.assertTrue(self.person.active)

    def test_run_reads_the_database_once_for_all_who_are_due(self):
        contacts = self._make_contacts(7, outreach_source="Messe") | self.person
        self._age(contacts)
        run = self._run("inactive_contact")
        sweep = self.env.registry["outreach.privacy.sweep"]
        with patch.object(sweep, "_find_places", autospec=True, side_effect=sweep._find_places) as reading:
            self._decide(run)
        self.assertEqual(reading.call_count, 1)
        self.assertEqual((run.erased_count, run.left_count), (run.due_count, 0))
        self.assertFalse(contacts.filtered("active"))

    def test_officer_takes_the_list_for_the_archive_and_that_is_registered(self):
        self.person.write({"function": "=1+1", "street": "Weg 1"})
        self._age(self.person)
        self.officer.lang = "en_US"
        run = self._run("inactive_contact")
        self.authenticate("officer_test", "officer_test")
        response = self.url_open(run.action_offer()["url"])
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows() for cell in row]
        self.assertTrue({"Name", "Quirina Zwirbelfink", "=1+1"} <= {cell.value for cell in cells})
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        line = self.env["outreach.export.log"].search([], limit=1)
        self.assertEqual((line.user_id, line.purpose), (self.officer, "Offer to the archive (§ 7 SächsDSDG)"))
        self.assertIn(self.person, line.partner_ids)

    def test_every_kind_that_is_decided_about_can_be_offered(self):
        for rule in self.env["outreach.retention.rule"].search([("is_automatic", "=", False)]):
            self.assertTrue(self._run(rule.code)._make_offer().startswith(b"PK"), rule.code)

    def test_list_for_the_archive_is_for_the_officer(self):
        run = self._run("inactive_contact")
        self.authenticate("clerk_test", "clerk_test")
        with mute_logger("odoo.http"):
            self.assertNotEqual(self.url_open(f"/outreach/retention/{run.id}").status_code, 200)

    def test_one_who_cannot_be_erased_keeps_none_of_the_others(self):
        contacts = self._make_contacts(4, outreach_source="Messe")
        self._age(contacts)
        run = self._run("inactive_contact")
        busy = self._invite(contacts[1])
        delivery = {"step_id": busy.campaign_id.step_ids[0].id, "campaign_id": busy.campaign_id.id, "invitation_id": busy.id}
        self._age(self.env["outreach.delivery"].create({**delivery, "state": "sending"}))
        self._age(busy)
        self.event.write({"date_begin": self.begin - timedelta(days=1500), "date_end": self.begin - timedelta(days=1499)})
        self._decide(run)
        self.assertEqual((run.left_count, contacts.filtered("active")), (1, contacts[1]))

    def test_nobody_writes_a_decision_past_the_button(self):
        run = self._run("inactive_contact")
        for values in ({"state": "approved"}, {"record_ids": self.person.ids}, {"user_id": self.env.uid}):
            with self.assertRaisesRegex(UserError, "by the buttons"):
                run.write(values)
        run = run.create({"rule_id": run.rule_id.id, "state": "approved", "record_ids": self.person.ids})
        self.assertEqual((run.state, run.record_ids or []), ("draft", run.rule_id._find_due().ids))

    def test_run_is_decided_once_and_stays_on_record(self):
        run = self._run("inactive_contact")
        self._decide(run)
        with self.assertRaises(UserError):
            run.action_approve()
        with self.assertRaises(UserError):
            run.sudo().unlink()

    def test_substitute_nobody_has_taken_over_is_due_after_two_weeks(self):
        self.person.outreach_unconfirmed_since = fields.Date.today() - timedelta(days=20)
        self.assertEqual(self._get_rule("unconfirmed_contact")._find_due(), self.person)
        registration = self.env["event.registration"].create({"event_id": self.event.id, "outreach_attendee_id": self.person.id})
        self.assertFalse(self._get_rule("unconfirmed_contact")._find_due(), "the workshop is still to come")
        registration.action_cancel()
        self._decide(self._run("unconfirmed_contact"))
        self.assertFalse(self.person.active)

    def _make_guest(self):
        guest = {"event_id": self.event.id, "name": "Gast Fremd", "email": "gast@firm.example", "phone": "03731 5"}
        registration = self.env["event.registration"].create(guest)
        self.event.write({"date_begin": self.begin - timedelta(days=500), "date_end": self.begin - timedelta(days=499)})
        return registration

    def test_guest_of_a_workshop_is_due_after_half_a_year(self):
        guest = self._make_guest()
        self.assertIn(guest, self._get_rule("registration")._find_due())
        self._decide(self._run("registration"))
        self.assertEqual((guest.name, guest.email, guest.phone), ("Erased Person", False, False))

    def test_guest_of_a_funded_workshop_is_kept_as_long_as_the_papers(self):
        guest = self._make_guest()
        funding = self.env["outreach.funding"].create({"name": "Project", "keep_until": fields.Date.today() + timedelta(days=1)})
        self.event.outreach_funding_id = funding
        self.assertNotIn(guest, self._get_rule("registration")._find_due())
        funding.keep_until = fields.Date.today() - timedelta(days=1)
        self.assertIn(guest, self._get_rule("registration")._find_due())

    def test_words_of_answers_and_addresses_of_mails_go_the_lines_stay(self):
        invitation = self._invite(self.person)
        invitation._answer("accepted", "page", comment="Bringe Kuchen")
        delivery = invitation.delivery_ids[:1] or self.env["outreach.delivery"].create(
            {
                "step_id": invitation.campaign_id.step_ids[0].id,
                "campaign_id": invitation.campaign_id.id,
                "invitation_id": invitation.id,
            }
        )
        delivery.write({"state": "sent", "email": self.person.email})
        self._age(invitation.answer_ids, answered_on=True)
        self._age(delivery)
        self._decide(self._run("answer_comment"))
        self._decide(self._run("delivery_address"))
        self.assertEqual((invitation.answer_ids.answer, invitation.answer_ids.comment), ("accepted", False))
        self.assertEqual((delivery.state, delivery.email), ("sent", False))

    def test_old_replies_go(self):
        invitation = self._invite(self.person)
        message = invitation.message_post(body="Ich komme gern")
        message.date = fields.Datetime.now() - relativedelta(months=30)
        self._decide(self._run("reply"))
        self.assertFalse(message.exists())

    def test_signed_lists_go_when_the_papers_may(self):
        scan = self.env["ir.attachment"].create(
            {"name": "Liste.pdf", "raw": b"%PDF-1.4", "res_model": "event.event", "res_id": self.event.id}
        )
        self.event.outreach_scan_ids = scan
        self.event.write({"date_begin": self.begin - timedelta(days=500), "date_end": self.begin - timedelta(days=499)})
        self._decide(self._run("signed_list"))
        self.assertFalse(scan.exists())

    def test_answered_requests_go_after_three_years(self):
        request = self.env["outreach.privacy.request"].create({"partner_id": self.person.id})
        request.action_done()
        request.answered_on = fields.Date.today() - relativedelta(months=40)
        self._decide(self._run("request"))
        self.assertFalse(request.exists())

    def test_period_can_be_changed_and_a_rule_archived_but_not_deleted(self):
        rule = self._get_rule("inactive_contact")
        self._age(self.person)
        rule.period = 60
        self.assertNotIn(self.person, rule._find_due())
        with self.assertRaises(AccessError):
            rule.unlink()
        with self.assertRaises(UserError):
            rule.sudo().unlink()

    def test_every_rule_that_is_decided_knows_what_is_due(self):
        for rule in self.env["outreach.retention.rule"].search([("is_automatic", "=", False)]):
            for verb in ("_find_due_", "_erase_due_"):
                self.assertTrue(hasattr(rule, verb + rule.code), rule.code)

    def test_clerks_neither_see_nor_change_periods(self):
        with self.assertRaises(AccessError):
            self._get_rule("reply").with_user(self.clerk).write({"period": 1})
        with self.assertRaises(AccessError):
            self.env["outreach.retention.run"].with_user(self.clerk).create({"rule_id": self._get_rule("reply").id})

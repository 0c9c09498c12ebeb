from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..tools.office_hours import local_day
from .funding_case import FundingCase


class TestFundingReport(FundingCase):
    def test_draft_shows_the_figures_of_this_moment(self):
        report = self._make_report()
        self._let_come(3)
        self.assertEqual(self._get_counts(report, "total")["attended"], 3)
        self._let_come(1, "Later")
        self.assertEqual(self._get_counts(report, "total")["attended"], 4)
        self.assertFalse(report.figures)

    def test_workshop_is_listed_with_date_place_and_every_stage(self):
        invitations = self._let_come(3)
        silent = self._invite(self._make_contact("Silent Guest"), title="Silent")
        silent.sent_on = self.begin
        invitations[0].registration_id.action_outreach_undo()
        invitations[0].registration_id._outreach_log("no_show")
        self.env["outreach.walk.in"].create({"event_id": self.event.id, "name": "Wanda Walk"}).action_check_in()
        row = self._make_report()._get_figures()["tables"]["workshops"][0]
        self.assertEqual(
            (row["label"], row["date"]), ("Building in Circles", local_day(self.begin, self.event.date_tz).isoformat())
        )
        self.assertIn("Freiberg", row["place"])
        counts = {name: row["counts"][name] for name in ("invited", "answered", "accepted", "attended", "no_show", "walk_in")}
        self.assertEqual(counts, {"invited": 4, "answered": 3, "accepted": 3, "attended": 3, "no_show": 1, "walk_in": 1})
        self.assertEqual((row["counts"]["response_rate"], row["counts"]["show_rate"]), (0.75, 0.75))

    def test_tables_name_the_facts_that_were_taken_down(self):
        firm = self.env["outreach.organisation.type"].create({"name": "Firm", "code": "test_firm"})
        role = self.env["outreach.role.type"].create({"name": "Pioneer"})
        city = self.env.ref("circular_outreach.res_city_14522010")
        invitations = self._let_come(3, outreach_organisation_type_id=firm.id, outreach_municipality_id=city.id)
        invitations.registration_id.outreach_role_type_ids = role
        invitations.role_type_ids = role
        report = self._make_report()
        for table, label in (
            ("target_group", "Builders"),
            ("organisation_type", "Firm"),
            ("role", "Pioneer"),
            ("municipality", "Altmittweida"),
        ):
            self.assertEqual(self._get_counts(report, table, label)["attended"], 3, table)

    def test_all_municipalities_are_named_then_outside_then_unknown(self):
        labels = [row["label"] for row in self._make_report()._get_figures()["tables"]["municipality"]]
        self.assertEqual(len(labels), 54)
        self.assertEqual(labels[-2:], ["Outside the county", "unknown"])

    def test_person_who_comes_twice_is_one_person_and_returns(self):
        later = {"date_begin": self.begin + timedelta(days=1), "date_end": self.begin + timedelta(days=2)}
        other = self.event.copy({"name": "Second", "outreach_funding_id": self.funding.id, **later})
        person = self._make_contact("Erika Muster")
        for event in (self.event, other):
            invitation = self._invite(person, event_id=event.id)
            invitation._answer("accepted", "page")
            invitation.registration_id.action_outreach_check_in()
        figures = self._make_report()._get_figures()
        self.assertEqual((figures["total"]["attended"], figures["total"]["persons"]), (2, 1))
        self.assertEqual(figures["visits"], {"first": 1, "returning": 1})

    def test_whoever_is_no_contact_is_a_person_all_the_same(self):
        for name in ("Wanda Walk", "Willi Walk"):
            self.env["outreach.walk.in"].create({"event_id": self.event.id, "name": name}).action_check_in()
        self.assertEqual(self._get_counts(self._make_report(), "total")["persons"], 2)

    def test_private_people_are_no_organisations(self):
        firm = self._make_contact("Firm One", is_company=True)
        self._let_come(2, parent_id=firm.id)
        self._let_come(2, "Resident")
        self.assertEqual(self._get_counts(self._make_report(), "total")["organisations"], 1)

    def test_registration_without_campaign_counts_for_the_funding(self):
        registration = self.env["event.registration"].create({"event_id": self.event.id, "name": "Rita Registered"})
        registration.action_outreach_check_in()
        self.assertEqual(self._get_counts(self._make_report(), "total")["attended"], 1)

    def test_period_is_that_of_the_calendar_at_the_place_of_the_workshop(self):
        self.event.write({"date_begin": datetime(2027, 6, 8, 22, 30), "date_end": datetime(2027, 6, 9, 2)})  # noqa: DTZ001
        day = date(2027, 6, 9)
        on_the_day = self._make_report(date_from=day, date_to=day)
        day_before = self._make_report(date_from=day - timedelta(days=1), date_to=day - timedelta(days=1))
        self.assertEqual(len(on_the_day._get_figures()["tables"]["workshops"]), 1)
        self.assertEqual(day_before._get_figures()["tables"]["workshops"], [])

    def test_cancelled_workshop_says_so_and_archived_one_counts(self):
        self._let_come(1)
        self.event.write({"kanban_state": "cancel", "active": False})
        row = self._make_report()._get_figures()["tables"]["workshops"][0]
        self.assertEqual((row["label"], row["counts"]["invited"]), ("Building in Circles (cancelled)", 1))

    def test_call_for_a_role_is_part_of_the_report_of_its_funding(self):
        role = self.env["outreach.role.type"].create({"name": "Pioneer"})
        person = self._make_contact("Carla Call")
        call = {"purpose": "call", "event_id": False, "role_type_id": role.id, "title": "Become a pioneer"}
        invitation = self._invite(person, funding_id=self.funding.id, **call)
        invitation.sent_on = self.begin
        invitation._answer("accepted", "page")
        figures = self._make_report()._get_figures()
        self.assertEqual([row["label"] for row in figures["tables"]["calls"]], ["Become a pioneer"])
        self.assertEqual(figures["tables"]["calls"][0]["counts"]["accepted"], 1)
        self.assertEqual(figures["total"]["accepted"], 0)

    def test_issuing_notes_number_version_time_and_person(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        self.assertEqual((report.state, report.version, report.issued_by_id), ("issued", 1, self.clerk))
        self.assertTrue(report.number and report.issued_on and report.pdf_file and report.xlsx_file)
        self.assertEqual(report.figures["head"]["issued_by"], "Clerk")

    def test_issuing_twice_changes_nothing(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        number = report.number
        report.action_issue()
        self.assertEqual((report.number, report.version), (number, 1))

    def test_nothing_that_happens_later_changes_issued_figures(self):
        invitations = self._let_come(4)
        report = self._make_report()
        report.action_issue()
        before, files = report.figures, (report.pdf_file, report.xlsx_file)
        invitations[0].registration_id.action_outreach_undo()
        invitations[1].partner_id.write({"outreach_target_group_id": self.group_research.id, "name": "Gone", "email": False})
        invitations[2].partner_id.active = False
        self.env["base.partner.merge.automatic.wizard"]._merge(invitations[2:].partner_id.ids, invitations[3].partner_id)
        self.event.outreach_funding_id = False
        self.funding.sentence = "Something else."
        report.invalidate_recordset()
        self.assertEqual(report._get_figures(), before)
        self.assertEqual((report.pdf_file, report.xlsx_file), files)
        self.assertEqual(report._prepare_document()["sentence"], "Paid for by the Ministry of Cycles.")

    def test_issued_report_refuses_every_change(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        for values in (
            {"figures": {}},
            {"state": "draft"},
            {"date_to": self.begin.date()},
            {"pdf_file": b"eA=="},
            {"version": 7},
        ):
            for user in (self.env.user, self.manager):
                with self.subTest(values=values, user=user.name), self.assertRaises(UserError):
                    report.with_user(user).write(values)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            report.sudo().unlink()

    def test_files_of_an_issued_report_cannot_be_replaced_nor_deleted(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", report._name), ("res_id", "=", report.id), ("res_field", "!=", False)]
        )
        self.assertEqual(len(attachments), 2)
        with self.assertRaises(AccessError):
            attachments[0].with_user(self.manager).write({"raw": b"other"})
        with self.assertRaises(AccessError):
            attachments[0].with_user(self.manager).unlink()

    def test_database_refuses_an_issued_report_without_figures(self):
        report = self._make_report()
        self.env.flush_all()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE outreach_funding_report SET state = 'issued' WHERE id = %s", [report.id])

    def test_database_refuses_the_same_version_twice(self):
        self._let_come(3)
        first, second = self._make_report(), self._make_report()
        (first + second).action_issue()
        self.assertEqual((first.version, second.version), (1, 2))
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE outreach_funding_report SET version = 1 WHERE id = %s", [second.id])

    def test_next_version_says_what_changed(self):
        invitations = self._let_come(5)
        first = self._make_report()
        first.action_issue()
        invitations[0].registration_id.action_outreach_undo()
        draft = self.env["outreach.funding.report"].with_user(self.clerk).browse(first.action_next_version()["res_id"])
        self.assertEqual((draft.state, draft.previous_id), ("draft", first))
        rows = [row[:3] + [str(value) for value in row[3:]] for row in draft._prepare_changes(is_internal=True)["rows"]]
        self.assertIn(["At a glance", "", "Attended", "5", "4"], rows)
        self.assertIn(["By target group", "Builders", "Attended", "5", "4"], rows)
        draft.action_issue()
        self.assertEqual(draft.version, 2)
        self.assertFalse(first.previous_id)

    def test_opening_the_next_version_twice_opens_the_same_draft(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        self.assertEqual(report.action_next_version()["res_id"], report.action_next_version()["res_id"])

    def test_next_version_without_changes_says_so(self):
        self._let_come(3)
        report = self._make_report()
        report.action_issue()
        report.action_next_version()
        draft = self.env["outreach.funding.report"].search([("state", "=", "draft"), ("funding_id", "=", self.funding.id)])
        self.assertEqual(draft._prepare_changes()["rows"], [])
        self.assertIn("Nothing has changed", draft.changes_html)

    def test_period_without_workshop_is_not_issued(self):
        report = self._make_report(date_from=date(2020, 1, 1), date_to=date(2020, 12, 31))
        with self.assertRaisesRegex(UserError, "no workshop of “Circular Region” lies in the period"):
            report.action_issue()
        self.assertEqual(report.state, "draft")

    def test_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._make_report(date_from=date(2027, 1, 1), date_to=date(2026, 1, 1))

    def test_period_is_that_of_the_funding_unless_another_is_chosen(self):
        self.funding.write({"date_from": date(2026, 1, 1), "date_to": date(2028, 12, 31)})
        report = self.env["outreach.funding.report"].with_user(self.clerk).create({"funding_id": self.funding.id})
        self.assertEqual((report.date_from, report.date_to), (date(2026, 1, 1), date(2028, 12, 31)))

    def test_period_that_has_not_ended_is_pointed_out(self):
        self.assertIn("not ended yet", self._make_report().hint)
        self.assertFalse(self._make_report(date_from=date(2020, 1, 1), date_to=date(2020, 12, 31)).hint)

    def test_button_of_the_funding_opens_a_new_report(self):
        action = self.funding.with_user(self.clerk).action_report()
        self.assertEqual(action["context"], {"default_funding_id": self.funding.id})
        self._make_report()
        self.assertEqual(self.funding.report_count, 1)

    def test_clerk_sees_small_numbers_and_the_funder_does_not(self):
        self._let_come(1)
        self._let_come(4, "Research", outreach_target_group_id=self.group_research.id)
        report = self._make_report()
        self.assertNotIn("&lt; 3", report.figures_html)
        table = next(table for table in report._prepare_document()["tables"] if table["key"] == "target_group")
        attended = {row[0]: report._format_cell(row[4], "count") for row in table["rows"]}
        self.assertEqual((attended["Builders"], attended["Researchers"]), ("< 3", "×"))

    def test_desk_helper_sees_no_report(self):
        report = self._make_report()
        with self.assertRaises(AccessError):
            report.with_user(self.desk_helper).read(["state"])

    def test_clerk_of_another_company_sees_nothing(self):
        report = self._make_report()
        other = self.env["res.company"].create({"name": "Other County"})
        stranger = new_test_user(
            self.env,
            "stranger_test",
            "circular_outreach.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.env["outreach.funding.report"].with_user(stranger).search([("id", "=", report.id)]))
        with self.assertRaises(AccessError):
            report.with_user(stranger).action_issue()

    def test_workshops_of_another_company_are_not_reported(self):
        other = self.env["res.company"].create({"name": "Other County"})
        self.event.company_id = other
        self.assertEqual(self._make_report()._get_figures()["tables"]["workshops"], [])

    def test_clerk_may_delete_a_draft(self):
        report = self._make_report()
        report.unlink()
        self.assertFalse(report.exists())

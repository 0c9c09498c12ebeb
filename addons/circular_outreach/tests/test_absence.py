from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..tools.desk_entry import Entry
from .common import OutreachCase

PDF = b"JVBERi0xLjQK"


class AfterwardsCase(OutreachCase):
    """A workshop that is over: Erika was there, Kim was not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = fields.Datetime.now()
        cls.event.write(
            {
                "event_mail_ids": [Command.clear()],
                "date_begin": now - timedelta(hours=34),
                "date_end": now - timedelta(hours=30),
                "outreach_no_show_hours": 24,
            }
        )
        cls.erika, cls.kim = cls._register("Erika Muster"), cls._register("Kim Beispiel")
        cls.erika._outreach_check_in()
        cls.manager = new_test_user(cls.env, "manager_test", "circular_outreach.group_manager", name="Manager")

    def setUp(self):
        super().setUp()
        # A test is one transaction: what would be committed is made visible to SQL instead.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))

    @classmethod
    def _register(cls, name, **values):
        return cls.env["event.registration"].create({"event_id": cls.event.id, "name": name, **values})

    def _run_cron(self):
        self.env["event.event"]._cron_outreach_note_no_shows()

    def _scan(self, name="list.pdf", content=PDF):
        return self.env["ir.attachment"].with_user(self.clerk).create({"name": name, "datas": content})

    def _lock(self):
        event = self.event.with_user(self.clerk)
        event.outreach_scan_ids = [Command.link(self._scan().id)]
        event.action_outreach_lock()

    def _correct(self, registration, user, kind="check_in", reason="Signed on the back of page 2"):
        wizard = self.env["outreach.attendance.correction"].with_user(user)
        wizard.create({"registration_ids": [Command.set(registration.ids)], "kind": kind, "reason": reason}).action_store()


class TestAbsence(AfterwardsCase):
    def test_who_had_a_seat_and_was_not_seen_is_noted_by_the_system(self):
        self._run_cron()
        self.assertEqual(self.kim.outreach_attendance, "no_show")
        entry = self.kim.outreach_entry_ids
        self.assertEqual((entry.kind, entry.channel, entry.user_id), ("no_show", "system", self.env["res.users"]))
        self.assertTrue(self.event.outreach_no_shows_on)
        self.assertEqual(self.erika.outreach_attendance, "attended")
        self.assertEqual(self.kim.state, "open", "Odoo has no such state; the seat stays")

    def test_who_had_no_seat_or_called_off_is_not_noted(self):
        waiting, gone, ill = self._register("W", state="draft"), self._register("G"), self._register("I")
        gone.action_cancel()
        ill._outreach_log("excuse", reason="Ill")
        self._run_cron()
        self.assertEqual((waiting | gone | ill).mapped("outreach_attendance"), ["expected", "expected", "excused"])

    def test_again_changes_nothing(self):
        self._run_cron()
        self._run_cron()
        self.event._outreach_note_no_shows()
        self.assertEqual(len(self.kim.outreach_entry_ids), 1)

    def test_not_before_the_time_the_office_has_set(self):
        self.event.outreach_no_show_hours = 48
        self._run_cron()
        self.assertEqual(self.kim.outreach_attendance, "expected")

    def test_zero_hours_mean_never(self):
        self.event.outreach_no_show_hours = 0
        self._run_cron()
        self.assertEqual(self.kim.outreach_attendance, "expected")

    def test_nobody_is_absent_where_no_list_has_come_back(self):
        self.erika._outreach_undo()
        self._run_cron()
        self.assertEqual(self.kim.outreach_attendance, "expected")

    def test_what_was_taken_back_by_hand_is_not_noted_again(self):
        self._run_cron()
        self._correct(self.kim, self.clerk, kind="undo")
        self._run_cron()
        self.assertEqual(self.kim.outreach_attendance, "expected")

    def test_late_upload_wins(self):
        self._run_cron()
        entry = Entry("6f9619ff-8b86-4d11-8b42-00c04fc964ff", "check_in", self.event.date_begin, registration=self.kim.id)
        self.env["outreach.desk.upload"]._take(self.event, [entry], fields.Datetime.now(), "Tablet 2")
        self.assertEqual((self.kim.outreach_attendance, self.kim.state), ("attended", "done"))

    def test_check_in_of_somebody_noted_absent_asks_why(self):
        self._run_cron()
        action = self.kim.with_user(self.desk_helper).action_outreach_check_in()
        self.assertEqual(action["res_model"], "outreach.attendance.correction")
        self.assertEqual(self.kim.outreach_attendance, "no_show")
        with Form(self.env[action["res_model"]].with_user(self.desk_helper).with_context(**action["context"])) as form:
            form.reason = "Stood in the corridor"
        form.record.action_store()
        self.assertEqual((self.kim.outreach_attendance, self.kim.state), ("attended", "done"))
        self.assertEqual(self.kim.outreach_entry_ids.sorted("id")[-1].reason, "Stood in the corridor")

    def test_blank_is_no_reason(self):
        with self.assertRaisesRegex(UserError, "Please say why"):
            self._correct(self.kim, self.clerk, reason="  ")

    def test_excuse_asks_why(self):
        action = self.kim.with_user(self.clerk).action_outreach_excuse()
        self.assertEqual(action["context"]["default_kind"], "excuse")
        self._correct(self.kim, self.clerk, "excuse", "Train cancelled")
        self.assertEqual(self.kim.outreach_attendance, "excused")


class TestLateDecline(AfterwardsCase):
    def _accept(self, **values):
        invitation = self._invite(self._make_contact("Rita Rat"), **values)
        invitation._answer("accepted", "phone", answered_on=self.event.date_begin - timedelta(days=9))
        return invitation

    def test_no_after_the_deadline_is_an_excuse(self):
        invitation = self._accept(answer_deadline=self.event.date_begin - timedelta(days=3))
        invitation.with_user(self.clerk)._answer("declined", "phone", answered_on=self.event.date_begin - timedelta(days=1))
        registration = invitation.registration_id
        self.assertEqual((registration.outreach_attendance, registration.state), ("excused", "cancel"))
        self.assertIn("deadline", registration.outreach_entry_ids.reason)

    def test_no_in_time_is_an_answer_and_no_excuse(self):
        invitation = self._accept(answer_deadline=self.event.date_begin - timedelta(days=3))
        invitation._answer("declined", "phone", answered_on=self.event.date_begin - timedelta(days=4))
        self.assertEqual(invitation.registration_id.outreach_attendance, "expected")

    def test_call_that_is_entered_afterwards_excuses_who_was_noted_absent(self):
        invitation = self._accept()
        self._run_cron()
        self.assertEqual(invitation.registration_id.outreach_attendance, "no_show")
        invitation._answer("declined", "phone", answered_on=self.event.date_begin + timedelta(minutes=5))
        self.assertEqual(invitation.registration_id.outreach_attendance, "excused")


class TestLock(AfterwardsCase):
    def test_without_a_signed_list_nothing_is_closed(self):
        with self.assertRaisesRegex(UserError, "no signed list yet"):
            self.event.with_user(self.clerk).action_outreach_lock()

    def test_not_before_the_end(self):
        self.event.date_end = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaisesRegex(UserError, "not over yet"):
            self._lock()

    def test_a_text_is_no_scan(self):
        with self.assertRaisesRegex(UserError, "is no scan"):
            self.event.outreach_scan_ids = [Command.link(self._scan("list.txt", b"SGVsbG8=").id)]

    def test_closing_notes_absences_and_says_so(self):
        self._lock()
        self.assertEqual(self.kim.outreach_attendance, "no_show")
        self.assertIn("closed with the signed list (Clerk", self.kim.outreach_lock_text)

    def test_closed_list_is_changed_by_nobody_in_passing(self):
        self._lock()
        attempts = {
            "button": lambda: self.erika.with_user(self.clerk).action_outreach_undo(),
            "desk": lambda: self.kim.with_user(self.desk_helper).action_outreach_check_in(),
            "Odoo's button": lambda: self.kim.with_user(self.clerk).action_set_done(),
            "Odoo's cancellation": lambda: self.erika.with_user(self.manager).action_cancel(),
            "clerk with a reason": lambda: self._correct(self.kim, self.clerk),
            "walk-in": lambda: (
                self.env["outreach.walk.in"]
                .with_user(self.clerk)
                .create({"event_id": self.event.id, "name": "Late"})
                .action_check_in()
            ),
            "scan": lambda: self.event.with_user(self.clerk).write({"outreach_scan_ids": [Command.clear()]}),
        }
        for name, attempt in attempts.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(AccessError, "An administrator can correct it"),
                self.env.cr.savepoint(),
            ):
                attempt()
        self.assertEqual((self.erika | self.kim).mapped("outreach_attendance"), ["attended", "no_show"])

    def test_administrator_corrects_it_with_a_reason(self):
        self._lock()
        action = self.kim.with_user(self.manager).action_outreach_check_in()
        self.assertEqual(action["res_model"], "outreach.attendance.correction")
        self._correct(self.kim, self.manager)
        entry = self.kim.outreach_entry_ids.sorted("id")[-1]
        self.assertEqual(
            (self.kim.outreach_attendance, entry.reason, entry.user_id),
            ("attended", "Signed on the back of page 2", self.manager),
        )

    def test_late_upload_to_a_closed_list_waits_for_an_administrator(self):
        self._lock()
        entry = Entry("6f9619ff-8b86-4d11-8b42-00c04fc964ff", "check_in", self.event.date_begin, registration=self.kim.id)
        for _again in range(2):
            self.env["outreach.desk.upload"]._take(self.event, [entry], fields.Datetime.now(), "Tablet 2")
        self.assertEqual(self.kim.outreach_attendance, "no_show")
        conflict = self.env["outreach.desk.conflict"].search([("event_id", "=", self.event.id)])
        self.assertEqual(conflict.kind, "locked")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            conflict.with_user(self.clerk).action_accept()
        conflict.with_user(self.manager).action_accept()
        self.assertEqual(self.kim.outreach_attendance, "attended")


@tagged("post_install", "-at_install")
class TestHistory(AfterwardsCase):
    def setUp(self):
        super().setUp()
        self.firm = self._make_contact("Muster GmbH", is_company=True, email=False)
        self.person = self._make_contact("Paula Person", parent_id=self.firm.id)

    def _make_event(self, days_ago):
        begin = fields.Datetime.now() - timedelta(days=days_ago)
        return self.event.copy({"date_begin": begin, "date_end": begin + timedelta(hours=3), "event_mail_ids": [Command.clear()]})

    def _take_part(self, kind, days_ago):
        registration = self._register(
            "Paula Person",
            event_id=self._make_event(days_ago).id,
            outreach_attendee_id=self.person.id,
            outreach_organisation_id=self.firm.id,
            outreach_is_walk_in=True,
        )
        registration._outreach_log(kind)
        return registration

    def test_person_and_organisation_have_one_line_per_workshop(self):
        first, second = self._take_part("check_in", 40), self._take_part("check_in", 20)
        invitation = self._invite(self.person)
        invitation._answer("declined", "phone")
        for partner in (self.person, self.firm):
            lines = partner.with_user(self.clerk).outreach_history_ids
            self.assertEqual(lines.event_id, self.event | second.event_id | first.event_id)
            self.assertEqual(dict(zip(lines.event_id, lines.mapped("visit"), strict=True))[first.event_id], "first")
            self.assertEqual(dict(zip(lines.event_id, lines.mapped("visit"), strict=True))[second.event_id], "returning")
            self.assertIn("declined", lines.mapped("answer"))
            action = partner.with_user(self.clerk).action_outreach_history()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), lines)

    def test_who_was_only_looked_at_has_no_history(self):
        self._invite(self.person)
        self.assertFalse(self.person.outreach_history_ids)

    def test_absences_of_twelve_months_are_counted_and_forgotten_then(self):
        self._take_part("no_show", 400)
        self._take_part("no_show", 100)
        self._take_part("excuse", 90)
        self.assertEqual(self.person.with_user(self.clerk).outreach_absence_count, 1)
        self._take_part("no_show", 80)
        self.person.invalidate_recordset()
        self.assertEqual(self.person.outreach_absence_count, 2)
        self.assertEqual(self.firm.outreach_absence_count, 0)

    def test_absences_are_a_hint_and_exclude_nobody(self):
        for days_ago in (100, 80):
            self._take_part("no_show", days_ago)
        self.event.write({"date_begin": self.begin, "date_end": self.begin + timedelta(hours=4)})
        invitation = self._invite(self.person)
        self.assertEqual(invitation.verdict, "ready")
        self.assertEqual(invitation.with_user(self.clerk).absence_hint, "Did not come 2 times in 12 months")
        invitation._answer("accepted", "phone")
        self.assertEqual(invitation.registration_id.state, "open")

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OutreachCase


class AttendanceCase(OutreachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The mails of a campaign are tested elsewhere; Odoo's own confirmations would want a PDF engine.
        cls.event.event_mail_ids = [Command.clear()]
        cls.registration = cls._register("Erika Muster")

    @classmethod
    def _register(cls, name, **values):
        return cls.env["event.registration"].create({"event_id": cls.event.id, "name": name, **values})

    def _log_of(self, registration):
        return registration.outreach_entry_ids.sorted("id").mapped("kind")


class TestAttendance(AttendanceCase):
    def test_who_is_registered_is_expected(self):
        self.assertEqual(self.registration.outreach_attendance, "expected")
        self.assertFalse(self.registration.outreach_entry_ids)

    def test_check_in_is_logged_and_shown_by_odoo_too(self):
        registration = self.registration.with_user(self.desk_helper)
        registration.action_outreach_check_in()
        self.assertEqual(registration.outreach_attendance, "attended")
        self.assertEqual(registration.state, "done")
        self.assertEqual(registration.outreach_entry_ids.user_id, self.desk_helper)

    def test_check_in_twice_is_one_line(self):
        self.registration.action_outreach_check_in()
        self.registration.action_outreach_check_in()
        self.assertEqual(self._log_of(self.registration), ["check_in"])

    def test_undo_leaves_the_check_in_in_the_log(self):
        self.registration.action_outreach_check_in()
        self.registration.action_outreach_undo()
        self.assertEqual(self.registration.outreach_attendance, "expected")
        self.assertEqual(self.registration.state, "open")
        self.assertEqual(self._log_of(self.registration), ["check_in", "undo"])

    def test_undo_takes_back_the_time_of_the_check_in(self):
        self.registration.action_outreach_check_in()
        self.assertTrue(self.registration.date_closed)
        self.registration.action_outreach_undo()
        self.assertFalse(self.registration.date_closed)

    def test_undo_of_nothing_is_nothing(self):
        self.registration.action_outreach_undo()
        self.assertFalse(self.registration.outreach_entry_ids)

    def test_excuse_keeps_the_seat(self):
        self.registration._outreach_log("excuse")
        self.assertEqual(self.registration.outreach_attendance, "excused")
        self.assertEqual(self.registration.state, "open")

    def test_who_comes_after_an_excuse_has_attended(self):
        self.registration._outreach_log("excuse")
        self.registration.action_outreach_check_in()
        self.assertEqual(self.registration.outreach_attendance, "attended")

    def test_several_at_once(self):
        registrations = self.registration + self._register("Kim Beispiel")
        registrations.action_outreach_check_in()
        self.assertEqual(registrations.mapped("outreach_attendance"), ["attended", "attended"])

    def test_late_line_from_another_device_does_not_overtake(self):
        self.registration.action_outreach_check_in()
        earlier = fields.Datetime.subtract(fields.Datetime.now(), minutes=10)
        self.registration._outreach_log("no_show", recorded_on=earlier, device="Tablet 2", key="late")
        self.assertEqual(self.registration.outreach_attendance, "attended")
        self.assertEqual(self.registration.state, "done")

    def test_undo_counts_although_a_tablet_runs_ahead(self):
        later = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        self.registration._outreach_log("check_in", recorded_on=later, device="Tablet 2", key="ahead")
        self.registration.action_outreach_undo()
        self.assertEqual(self.registration.outreach_attendance, "expected")
        self.assertEqual(self.registration.state, "open")

    def test_waiting_person_is_not_let_in_when_the_room_is_full(self):
        self.event.seats_max = 1
        waiting = self._register("Wanda Wartend", state="draft")
        waiting._outreach_take_seat()
        with self.assertRaises(ValidationError):
            waiting.action_outreach_check_in()


class TestOdooDesk(AttendanceCase):
    """Odoo's own buttons and its barcode desk tell the log what they did."""

    def test_attended_button_is_logged(self):
        self.registration.action_set_done()
        self.assertEqual(self.registration.outreach_attendance, "attended")
        self.assertEqual(self._log_of(self.registration), ["check_in"])

    def test_registration_made_as_attended_is_logged(self):
        registration = self._register("Frieda Fertig", state="done")
        self.assertEqual(registration.outreach_attendance, "attended")
        self.assertEqual(self._log_of(registration), ["check_in"])

    def test_registered_button_undoes(self):
        self.registration.action_set_done()
        self.registration.action_confirm()
        self.assertEqual(self.registration.outreach_attendance, "expected")
        self.assertEqual(self._log_of(self.registration), ["check_in", "undo"])

    def test_barcode_desk_is_logged(self):
        result = self.env["event.registration"].register_attendee(self.registration.barcode, self.event.id)
        self.assertEqual(result["status"], "confirmed_registration")
        self.assertEqual(self._log_of(self.registration), ["check_in"])

    def test_cancelled_after_check_in_is_not_attended(self):
        self.registration.action_outreach_check_in()
        self.registration.action_cancel()
        self.assertEqual(self.registration.outreach_attendance, "expected")
        self.assertEqual(self._log_of(self.registration), ["check_in", "undo"])


class TestAttendanceLog(AttendanceCase):
    def setUp(self):
        super().setUp()
        self.registration._outreach_log("check_in", key="tablet-1:17")
        self.entry = self.registration.outreach_entry_ids

    def test_a_line_cannot_be_changed(self):
        with self.assertRaisesRegex(UserError, "cannot be changed. Record the correction as a new entry"):
            self.entry.kind = "undo"

    def test_a_line_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "cannot be deleted. Record the correction as a new entry"):
            self.entry.unlink()

    def test_a_desk_helper_may_add_and_nothing_else(self):
        entry = self.entry.with_user(self.desk_helper)
        with self.assertRaises(UserError):
            entry.write({"kind": "undo"})
        with self.assertRaises(AccessError):
            entry.unlink()

    def test_the_same_key_is_taken_once(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.registration._outreach_log("check_in", key="tablet-1:17")

    def test_log_can_be_read_by_workshop(self):
        groups = self.env["outreach.attendance.entry"]._read_group([("event_id", "=", self.event.id)], ["event_id"], ["__count"])
        self.assertEqual(groups, [(self.event, 1)])


class TestWalkIn(AttendanceCase):
    def _walk_in(self, name="Lena Spontan", **values):
        return (
            self.env["outreach.walk.in"].with_user(self.desk_helper).create({"event_id": self.event.id, "name": name, **values})
        )

    def _find(self, name="Lena Spontan"):
        return self.event.registration_ids.filtered(lambda registration: registration.name == name)

    def test_three_fields_make_a_checked_in_registration(self):
        with Form(self.env["outreach.walk.in"].with_user(self.desk_helper).with_context(default_event_id=self.event.id)) as form:
            form.name = "Lena Spontan"
            form.organisation_name = "Spontan GmbH"
            form.email = "lena@spontan.example"
        action = form.record.action_check_in()
        registration = self._find()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(registration.outreach_attendance, "attended")
        self.assertEqual(registration.state, "done")
        self.assertTrue(registration.outreach_is_walk_in)
        self.assertEqual((registration.company_name, registration.email), ("Spontan GmbH", "lena@spontan.example"))
        self.assertEqual(self.event.seats_taken, 2)

    def test_known_organisation_is_found_by_its_name(self):
        firm = self._make_contact("Spontan GmbH", is_company=True, email=False, outreach_target_group_id=self.group_research.id)
        with Form(self.env["outreach.walk.in"].with_user(self.desk_helper).with_context(default_event_id=self.event.id)) as form:
            form.name = "Lena Spontan"
            form.organisation_name = "spontan gmbh "
            self.assertEqual(form.organisation_id, firm)
            self.assertEqual(form.target_group_id, self.group_research)
        form.record.action_check_in()
        registration = self._find()
        self.assertEqual(registration.outreach_organisation_id, firm)
        self.assertEqual(registration.outreach_target_group_id, self.group_research)

    def test_two_organisations_of_one_name_are_left_to_the_helper(self):
        self._make_contact("Spontan GmbH", is_company=True, email=False)
        self._make_contact("Spontan GmbH", is_company=True, email=False)
        self.assertFalse(self._walk_in(organisation_name="Spontan GmbH").organisation_id)

    def test_percent_sign_in_a_name_finds_nobody(self):
        self.assertFalse(self._walk_in("%", organisation_name="%").same_name_ids)

    def test_known_person_is_linked(self):
        contact = self._make_contact("Lena Spontan", email="lena@spontan.example")
        self._walk_in(email="Lena@Spontan.example").action_check_in()
        self.assertEqual(self._find().outreach_attendee_id, contact)

    def test_who_is_on_the_list_is_shown_however_the_name_is_written(self):
        other = self._register("Prof. Jürgen Müller")
        self.assertEqual(self._walk_in("erika muster").same_name_ids, self.registration)
        self.assertEqual(self._walk_in("Mueller, Jürgen").same_name_ids, other)
        self.assertFalse(self._walk_in("Erika Musterfrau").same_name_ids)

    def test_workshop_of_today_needs_no_choice(self):
        self.env["event.event"].search([("id", "!=", self.event.id)]).active = False
        self.assertFalse(self.env["outreach.walk.in"].default_get(["event_id"]).get("event_id"))
        self.event.date_begin = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.assertEqual(self.env["outreach.walk.in"].default_get(["event_id"])["event_id"], self.event.id)

    def test_who_is_on_the_list_is_not_put_there_twice(self):
        self.registration.email = "erika@firm.example"
        self._walk_in("Erika Muster", email="Erika@Firm.example").action_check_in()
        self.assertEqual(self._find("Erika Muster"), self.registration)
        self.assertEqual(self.registration.outreach_attendance, "attended")

    def test_who_had_declined_may_come_after_all(self):
        self.registration.email = "erika@firm.example"
        self.registration.action_cancel()
        self._walk_in("Erika Muster", email="erika@firm.example").action_check_in()
        self.assertEqual(self.registration.outreach_attendance, "attended")
        self.assertFalse(self.registration.outreach_is_walk_in)

    def test_full_workshop_says_what_to_do(self):
        self.event.seats_max = 1
        with self.assertRaisesRegex(UserError, r"All seats .* are taken \(1\)\. .* raise the number of seats on the workshop"):
            self._walk_in().action_check_in()

    def test_seats_kept_for_others_are_named(self):
        self.event.write(
            {"seats_max": 2, "outreach_quota_ids": [Command.create({"target_group_id": self.group_research.id, "seats": 1})]}
        )
        with self.assertRaisesRegex(UserError, r"free seats \(1\), but they are kept for certain target groups"):
            self._walk_in("Bob Builder").action_check_in()
        self._walk_in(target_group_id=self.group_research.id).action_check_in()
        self.assertEqual(self._find().outreach_attendance, "attended")

    def test_walk_in_gets_no_confirmation_by_mail(self):
        template = self.env.ref("event.event_subscription")
        scheduler = Command.create(
            {"interval_type": "after_sub", "interval_unit": "now", "template_ref": f"mail.template,{template.id}"}
        )
        self.event.event_mail_ids = [scheduler]
        self._walk_in(email="lena@spontan.example").action_check_in()
        self.assertFalse(self._find().mail_registration_ids)


class TestDesk(AttendanceCase):
    def _open_desk(self):
        action = self.event.with_user(self.desk_helper).action_outreach_desk()
        return self.env["event.registration"].with_user(self.desk_helper).with_context(**action["context"]), action

    def test_desk_opens_on_the_cards_of_this_workshop(self):
        _registrations, action = self._open_desk()
        self.assertEqual(action["domain"], [("event_id", "=", self.event.id)])
        self.assertEqual(action["views"][0][1], "kanban")
        self.assertEqual(action["views"][0][0], self.env.ref("circular_outreach.event_registration_view_kanban_desk").id)

    def test_walk_in_button_knows_the_workshop(self):
        registrations, _action = self._open_desk()
        self.assertEqual(registrations.action_outreach_walk_in()["context"], {"default_event_id": self.event.id})
        self.assertEqual(registrations.with_context(default_event_id=False).action_outreach_walk_in()["context"], {})

    def test_desk_helper_can_open_every_view(self):
        registrations, action = self._open_desk()
        views = registrations.get_views([*action["views"], (action["search_view_id"][0], "search")])
        self.assertEqual(set(views["views"]), {"kanban", "list", "form", "search"})
        self.env["event.event"].with_user(self.desk_helper).get_views([(False, "form")])

    def test_search_finds_any_part_of_name_and_organisation(self):
        organisation = self._make_contact("Hochschule Mittweida", is_company=True, email=False)
        self.registration.outreach_organisation_id = organisation
        for part in ("uste", "mittwei"):
            domain = [
                "|",
                "|",
                ("name", "ilike", part),
                ("company_name", "ilike", part),
                ("outreach_organisation_id", "ilike", part),
            ]
            self.assertIn(self.registration, self.env["event.registration"].with_user(self.desk_helper).search(domain))

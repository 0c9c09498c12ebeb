import random
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from ..tools.desk_entry import Entry
from .test_attendance import AttendanceCase


class DeskCase(AttendanceCase):
    """The workshop is on now; four devices stand at the door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.event.write({"date_begin": cls.now - timedelta(hours=1), "date_end": cls.now + timedelta(hours=3)})
        cls.numbers = iter(range(1, 1_000_000))

    def _entry(self, kind, registration=None, minutes_ago=0, **values):
        reference = registration.id if hasattr(registration, "id") else registration
        at = self.now - timedelta(minutes=minutes_ago)
        return Entry(str(UUID(int=next(self.numbers))), kind, at, reference, **values)

    def _take(self, *entries, device="Left", sent_at=None):
        self.env["outreach.desk.upload"]._take(self.event, list(entries), sent_at or fields.Datetime.now(), device)

    def _conflicts(self):
        return self.env["outreach.desk.conflict"].search([("event_id", "=", self.event.id), ("resolved_on", "=", False)])


class TestDeskUpload(DeskCase):
    def test_a_check_in_is_logged_with_device_and_both_times(self):
        entry = self._entry("check_in", self.registration, minutes_ago=-10)
        before = fields.Datetime.now()
        self._take(entry, sent_at=self.now + timedelta(minutes=15))
        line = self.registration.outreach_entry_ids
        self.assertEqual((self.registration.outreach_attendance, self.registration.state), ("attended", "done"))
        self.assertEqual((line.device, line.user_id.id, line.key), ("Left", False, entry.key))
        self.assertEqual(line.device_time, self.now + timedelta(minutes=10))
        ago = timedelta(minutes=5)
        self.assertTrue(before - ago <= line.recorded_on <= fields.Datetime.now() - ago)

    def test_an_entry_counts_once_however_often_it_comes(self):
        entry = self._entry("check_in", self.registration)
        self._take(entry, entry)
        self._take(entry)
        self.assertEqual(self._log_of(self.registration), ["check_in"])

    def test_an_undo_that_comes_first_counts(self):
        check_in = self._entry("check_in", self.registration)
        self._take(self._entry("undo", self.registration, undoes=check_in.key))
        self._take(check_in, device="Right")
        self.assertEqual((self.registration.outreach_attendance, self.registration.state), ("expected", "open"))

    def test_a_walk_in_is_on_the_list_and_in(self):
        entry = self._entry("walk_in", name="Lena Spontan", organisation="Spontan GmbH", group=self.group_research.id)
        self._take(entry)
        guest = self.event.registration_ids.filtered("outreach_desk_key")
        self.assertEqual((guest.name, guest.company_name, guest.state), ("Lena Spontan", "Spontan GmbH", "done"))
        self.assertEqual((guest.outreach_target_group_id, guest.outreach_attendance), (self.group_research, "attended"))

    def test_a_walk_in_entered_by_mistake_leaves_the_seat(self):
        entry = self._entry("walk_in", name="Lena Spontan")
        self._take(entry, self._entry("undo", entry.key, undoes=entry.key))
        guest = self.event.registration_ids.filtered("outreach_desk_key")
        self.assertEqual((guest.state, guest.outreach_attendance), ("cancel", "expected"))

    def test_an_entry_that_comes_before_its_walk_in_waits_for_it(self):
        walk_in = self._entry("walk_in", name="Lena Spontan")
        self._take(self._entry("undo", walk_in.key, undoes=walk_in.key), device="Right")
        self.assertEqual(self._conflicts().kind, "unknown")
        self._take(walk_in)
        self.assertFalse(self._conflicts())
        self.assertEqual(self.event.registration_ids.filtered("outreach_desk_key").outreach_attendance, "expected")

    def test_who_comes_instead_takes_the_seat_although_others_wait(self):
        self.event.seats_max = 1
        waiting = self._register("Wanda Wartend", state="draft")
        waiting._outreach_take_seat()
        self.registration.outreach_target_group_id = self.group_building
        entry = self._entry("substitute", self.registration, name="Lena Spontan")
        self._take(entry)
        guest = self.event.registration_ids.filtered("outreach_desk_key")
        self.assertEqual((guest.state, guest.outreach_target_group_id), ("done", self.group_building))
        self.assertEqual((self.registration.state, self.registration.outreach_attendance), ("cancel", "excused"))
        self.assertTrue(waiting.outreach_is_waiting)
        self._take(self._entry("undo", entry.key, undoes=entry.key))
        self.assertEqual((self.registration.state, self.registration.outreach_attendance), ("open", "expected"))
        self.assertEqual(guest.state, "cancel")

    def test_five_hundred_entries_cost_as_many_statements_as_one(self):
        people = self.env["event.registration"].create(
            [{"event_id": self.event.id, "name": f"Guest {number}"} for number in range(19)]
        )
        self._take(self._entry("check_in", self.registration))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._take(*[self._entry("check_in", person) for person in people])
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 20)
        self.assertEqual(set(people.mapped("outreach_attendance")), {"attended"})


class TestDeskMerge(DeskCase):
    """Any order, any repetition, any number of uploads: the list is the union of what people tapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["event.registration"].create(
            [{"event_id": cls.event.id, "name": name} for name in ("Ada", "Bea", "Cem", "Dora")]
        )

    def _draw_taps(self, draw):
        """Return entries of four devices: check-ins, walk-ins, people who come instead, and undos of any of them."""
        entries = []
        for _tap in range(draw(st.integers(1, 12))):
            person = draw(st.sampled_from(self.people))
            guests = [entry for entry in entries if entry.kind != "undo"]
            kind = draw(st.sampled_from(["check_in", "check_in", "undo", "walk_in", "substitute"]))
            minutes = draw(st.integers(-10, 10))
            if kind == "undo" and guests:
                target = draw(st.sampled_from(guests))
                reference = target.registration if target.kind == "check_in" else target.key
                entries.append(self._entry("undo", reference, minutes, undoes=target.key))
            elif kind == "walk_in":
                entries.append(self._entry("walk_in", None, minutes, name=f"Guest {len(entries)}"))
            elif kind != "undo":
                name = f"Guest {len(entries)}" if kind == "substitute" else ""
                entries.append(self._entry(kind, person, minutes, name=name))
        return entries

    def _expected(self, entries):
        """Return who is in, by the definition: a tap that no other tap took back."""
        undone = {entry.undoes for entry in entries}
        standing = [entry for entry in entries if entry.kind != "undo" and entry.key not in undone]
        return {entry.registration if entry.kind == "check_in" else entry.key for entry in standing}

    def _attended(self):
        came = self.event.registration_ids.filtered(lambda one: one.outreach_attendance == "attended")
        return {person.outreach_desk_key or person.id for person in came}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_the_list_is_the_union_of_all_taps(self, data):
        savepoint = self.env.cr.savepoint()
        entries = self._draw_taps(data.draw)
        order = random.Random(data.draw(st.integers(0, 1 << 30)))  # noqa: S311 (nobody has to guess it)
        arriving = order.sample(entries, len(entries)) + (order.choices(entries, k=3) if entries else [])
        while arriving:
            size = order.randint(1, len(arriving))
            self._take(*arriving[:size], device=order.choice(["Left", "Right", "Yard", "Stairs"]))
            arriving = arriving[size:]
        self.assertEqual(self._attended(), self._expected(entries))
        self.assertFalse(self._conflicts().filtered(lambda conflict: conflict.kind == "unknown"))
        in_room = self.event.registration_ids.filtered(lambda one: one.outreach_attendance == "attended")
        self.assertEqual(set(in_room.mapped("state")) - {"done"}, set(), "Odoo's own desk says the same")
        savepoint.close(rollback=True)
        self.env.invalidate_all()


class TestDeskConflict(DeskCase):
    def _decide(self, how):
        conflict = self._conflicts().with_user(self.clerk)
        conflict.ensure_one()
        getattr(conflict, f"action_{how}")()
        self.assertFalse(self._conflicts())
        self.assertEqual(conflict.resolved_by_id, self.clerk)
        return conflict

    def _cross(self):
        left = self._entry("check_in", self.registration, minutes_ago=4)
        right = self._entry("check_in", self.registration, minutes_ago=3)
        self._take(left)
        self._take(right, self._entry("undo", self.registration, undoes=right.key), device="Right")

    def test_check_in_here_and_undo_there_is_listed_and_stands(self):
        self._cross()
        self.assertEqual(self._conflicts().kind, "crossed")
        self.assertIn("Erika Muster was checked in at “Left”", self._conflicts().description)
        self.assertEqual(self.registration.outreach_attendance, "attended")
        self._decide("accept")
        self.assertEqual(self.registration.outreach_attendance, "attended")

    def test_somebody_says_that_the_person_was_not_there(self):
        self._cross()
        self._decide("reject")
        self.assertEqual((self.registration.outreach_attendance, self.registration.state), ("expected", "open"))

    def test_check_in_of_somebody_who_had_cancelled_is_listed(self):
        self.registration.action_cancel()
        self._take(self._entry("check_in", self.registration))
        self.assertEqual(self._conflicts().kind, "cancelled")
        self.assertEqual((self.registration.outreach_attendance, self.registration.state), ("attended", "done"))
        self._decide("accept")

    def test_nobody_in_the_room_is_lost_when_there_is_no_seat(self):
        self.event.seats_max = 1
        self._take(self._entry("walk_in", name="Lena Spontan"))
        guest = self.event.registration_ids.filtered("outreach_desk_key")
        self.assertEqual((guest.outreach_attendance, guest.state), ("attended", "draft"))
        self.assertEqual(self._conflicts().kind, "no_seat")
        with self.assertRaisesRegex(UserError, "raise the number of seats"):
            self._conflicts().with_user(self.clerk).action_accept()
        self.event.seats_max = 2
        self._decide("accept")
        self.assertEqual((guest.outreach_attendance, guest.state), ("attended", "done"))

    def test_two_walk_ins_of_one_name_are_listed_and_made_one(self):
        self._take(self._entry("walk_in", name="Dr. Jürgen Müller"))
        self._take(self._entry("walk_in", name="Mueller, Jürgen"), device="Right")
        first, second = self.event.registration_ids.filtered("outreach_desk_key").sorted("id")
        self.assertEqual(self._conflicts().kind, "same_person")
        self._decide("accept")
        self.assertEqual((first.outreach_attendance, second.outreach_attendance), ("attended", "expected"))
        self.assertEqual(second.state, "cancel")

    def test_two_people_may_have_one_name(self):
        self._take(self._entry("walk_in", name="Erika Muster"))
        self._decide("reject")
        self.assertEqual(len(self.event.registration_ids.filtered(lambda one: one.outreach_attendance == "attended")), 1)

    def test_an_unknown_registration_is_kept_with_its_name_and_can_be_entered(self):
        self._take(self._entry("check_in", 999_999_999, name="Gone Guest"))
        self._take(self._entry("check_in", 999_999_998, name=""), device="Right")
        named, nameless = self._conflicts()
        with self.assertRaisesRegex(UserError, "no name to enter"):
            nameless.with_user(self.clerk).action_accept()
        nameless.with_user(self.clerk).action_reject()
        named.with_user(self.clerk).action_accept()
        guest = self.event.registration_ids.filtered(lambda one: one.name == "Gone Guest")
        self.assertEqual(guest.outreach_attendance, "attended")

    def test_a_registration_of_another_workshop_is_unknown(self):
        other = self.event.copy({"event_mail_ids": [Command.clear()]})
        stranger = self.env["event.registration"].create({"event_id": other.id, "name": "Sam Stranger"})
        self._take(self._entry("check_in", stranger))
        self.assertEqual(stranger.outreach_attendance, "expected")
        self.assertEqual(self._conflicts().kind, "unknown")

    def test_what_was_decided_is_forgotten_after_a_month(self):
        self._cross()
        conflict = self._decide("accept").sudo()
        conflict._gc_resolved()
        self.assertTrue(conflict.exists())
        conflict.resolved_on -= timedelta(days=31)
        conflict._gc_resolved()
        self.assertFalse(conflict.exists())

    def test_a_desk_helper_does_not_decide(self):
        self._cross()
        with self.assertRaises(AccessError):
            self._conflicts().with_user(self.desk_helper).action_accept()
        self.assertEqual(self.event.with_user(self.desk_helper).outreach_conflict_count, 1)

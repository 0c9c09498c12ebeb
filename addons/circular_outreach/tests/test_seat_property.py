from collections import Counter
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.outreach_invitation_substitute import LONGEST_CHAIN
from ..tools.named_person import NamedPerson
from .common import OutreachCase
from .seat_reference import HOLDING, Person, SeatReference

PEOPLE = 8
SEATS = 3
PERSON = st.integers(0, PEOPLE - 1)
# What has to have happened often enough in all runs together; else the test would say little.
FEWEST = {"seat": 300, "waiting": 300, "offer": 50, "moved up": 4, "offered": 20, "ran out": 2, "substituted": 15}


class TestSeatProperty(OutreachCase):
    """Whatever happens in whatever order: no seat too many (I3), and the waiting list is served in order (I4), as plain Python finds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.event = cls.event.with_env(cls.env)
        cls.event.seats_max = SEATS
        cls.groups = cls.group_building, cls.group_research
        cls.firms = cls.env["res.partner"].create(
            [{"name": f"Firm {number}", "is_company": True, "street": f"Street {number}"} for number in range(3)]
        )
        contacts = cls.env["res.partner"].concat(
            *(
                cls._make_contact(
                    f"Guest Number{number}",
                    outreach_target_group_id=cls.groups[number % 2].id,
                    parent_id=cls.firms[number % 3].id,
                )
                for number in range(PEOPLE)
            )
        )
        cls.invitations = cls._invite(contacts)
        cls.manager = cls.env.ref("base.user_admin")
        cls.env.flush_all()

    def test_seats_are_as_plain_python_finds_them(self):
        # A test is one transaction: what would be committed is made visible to SQL instead.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.seen = Counter()
        run_state_machine_as_test(
            lambda: Seats(self),
            settings=settings(
                max_examples=60,
                stateful_step_count=16,
                deadline=None,
                derandomize=True,
                # A run is short enough to be read; making it shorter takes minutes.
                phases=[Phase.generate],
                database=None,
                print_blob=True,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
            ),
        )
        self.assertFalse({what: self.seen[what] for what, count in FEWEST.items() if self.seen[what] < count})


class Seats(RuleBasedStateMachine):
    """Lets the same happen to the workshop and to the reference. Each run is undone in the end."""

    def __init__(self, case):
        super().__init__()
        self.case, self.env, self.event, self.invitations = case, case.env, case.event, list(case.invitations)
        self.savepoint = self.env.cr.savepoint()
        self.people = [Person(case.groups[number % 2], case.firms[number % 3]) for number in range(PEOPLE)]
        self.reference = SeatReference(self.people, SEATS)
        self.before = {}
        self.taken_before = 0
        self.is_exceeding = False

    def teardown(self):
        self.savepoint.rollback()
        self.savepoint.close(rollback=False)
        self.env.invalidate_all(flush=False)

    @initialize(numbers=st.permutations(range(PEOPLE)), offer=st.sampled_from(("move_up", "offer", "offer")))
    def begin_with_a_crowd(self, numbers, offer):
        self.change_policy(offer, "move_up", is_late=False)
        for number in numbers[: PEOPLE - 2]:
            self.accept(number)

    @rule(number=PERSON)
    def accept(self, number):
        self.invitations[number]._answer("accepted", "phone")
        self.reference.accept(self.people[number])

    @rule(data=st.data(), answer=st.sampled_from(("declined", "tentative")))
    def decline(self, data, answer):
        number = self._draw(data, "seat", "offer", "waiting", None)
        self.invitations[number]._answer(answer, "phone")
        self.reference.leave(self.people[number])

    @precondition(lambda self: self._has("seat"))
    @rule(data=st.data())
    def decline_with_a_seat(self, data):
        number = self._draw(data, "seat")
        self.invitations[number]._answer("declined", "phone")
        self.reference.leave(self.people[number])

    @rule(data=st.data(), is_deleted=st.booleans())
    def cancel_by_staff(self, data, is_deleted):
        number = self._draw(data, "seat", "offer", "waiting", None)
        registration = self.invitations[number].registration_id
        registration.unlink() if is_deleted else registration.action_cancel()
        self.reference.leave(self.people[number])

    @precondition(lambda self: self._has("seat", "offer", "waiting"))
    @rule(data=st.data(), group=st.integers(0, 1), firm=st.integers(0, 2))
    def hand_over(self, data, group, firm):
        number = self._draw(data, "seat", "offer", "waiting")
        group, firm = self.case.groups[group], self.case.firms[firm]
        self.invitations[number].registration_id.write(
            {"name": "Colleague", "outreach_target_group_id": group.id, "outreach_organisation_id": firm.id}
        )
        self.reference.hand_over(self.people[number], group, firm)

    @rule(number=PERSON, group=st.integers(0, 1))
    def send_a_colleague(self, number, group):
        invitation, group = self.invitations[number], self.case.groups[group]
        if len(invitation._get_chain()) > LONGEST_CHAIN:
            return
        serial = self.case.seen["substituted"] = self.case.seen["substituted"] + 1
        firm = self.case.firms[number % 3]
        colleague = self.case._make_contact(f"Colleague {serial}", outreach_target_group_id=group.id, parent_id=firm.id)
        person = NamedPerson("Colleague", str(serial), colleague.email, "", "")
        self.invitations[number] = invitation._name_substitute(person, "phone", colleague)
        self.reference.hand_over(self.people[number], group, firm)
        self.reference.accept(self.people[number])

    @rule(seats=st.integers(1, 6))
    def raise_or_lower(self, seats):
        self.event.seats_max = seats
        self.reference.capacity = seats
        self.reference.serve()

    @rule(quotas=st.tuples(st.integers(0, 2), st.integers(0, 2)))
    def change_quotas(self, quotas):
        kept = {group: seats for group, seats in zip(self.case.groups, quotas, strict=True) if seats}
        lines = [Command.create({"target_group_id": group.id, "seats": seats}) for group, seats in kept.items()]
        # One after the other, as on the form: whoever finds a line gone may move up before the next is there.
        for quota in self.event.outreach_quota_ids:
            del self.reference.quotas[quota.target_group_id]
            quota.unlink()
            self.reference.serve()
        for line in lines:
            self.event.outreach_quota_ids = [line]
            self.reference.quotas[self.case.env["outreach.target.group"].browse(line[2]["target_group_id"])] = line[2]["seats"]
            self.reference.serve()

    @rule(is_released=st.booleans())
    def release_quotas(self, is_released):
        self.event.outreach_quota_release_on = f"{2020 if is_released else 2090}-01-01"
        self.reference.is_released = is_released
        self.reference.serve()

    @rule(limit=st.integers(0, 2))
    def limit_organisations(self, limit):
        self.event.outreach_organisation_limit = limit
        self.reference.organisation_limit = limit
        self.reference.serve()

    @rule(
        offer=st.sampled_from(("move_up", "offer", "offer")),
        late=st.sampled_from(("move_up", "staff")),
        is_late=st.sampled_from((False, False, True)),
    )
    def change_policy(self, offer, late, is_late):
        in_time = {"move_up": "seat", "offer": "offer"}[offer]
        self.reference.manner = in_time if not is_late else "seat" if late == "move_up" else None
        self.event.write(
            {"outreach_offer_policy": offer, "outreach_late_policy": late, "outreach_late_hours": 1000 if is_late else 24}
        )
        self.reference.serve()

    @rule(number=PERSON, is_declined=st.booleans())
    def cancel_and_reinstate_the_workshop(self, number, is_declined):
        self.event.kanban_state = "cancel"
        manner, self.reference.manner = self.reference.manner, None
        self.reference.cancel_event()
        self.everybody_is_where_plain_python_finds_them()
        if is_declined:
            self.invitations[number]._answer("declined", "phone")
            self.reference.leave(self.people[number])
        self.event.kanban_state = "normal"
        self.reference.manner = manner
        self.reference.serve()

    @precondition(lambda self: self._has("offer"))
    @rule(data=st.data(), is_noticed=st.booleans())
    def let_an_offer_run_out(self, data, is_noticed):
        number = self._draw(data, "offer")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE event_registration SET outreach_offer_until = '2020-01-01' WHERE id = %s",
                self.invitations[number].registration_id.id,
            )
        )
        self.env.invalidate_all()
        self.people[number].is_overdue = True
        self.case.seen["ran out"] += 1
        if is_noticed:
            self._run_cron()

    @rule()
    def let_time_pass(self):
        self._run_cron()

    @precondition(lambda self: self._has("waiting", "offer"))
    @rule(data=st.data(), kind=st.sampled_from(("seat", "offer")))
    def grant(self, data, kind):
        number = self._draw(data, "waiting", "offer")
        self.env["outreach.seat.grant"].with_user(self.case.manager).create(
            {"registration_id": self.invitations[number].registration_id.id, "kind": kind, "reason": "Speaks"}
        ).action_grant()
        self.reference.grant(self.people[number], kind)
        self.is_exceeding = True

    @precondition(lambda self: self._has("offer"))
    @rule(data=st.data())
    def withdraw(self, data):
        number = self._draw(data, "offer")
        try:
            with self.env.cr.savepoint():
                self.invitations[number].registration_id.action_outreach_withdraw_offer()
            is_withdrawn = True
        except UserError:
            is_withdrawn = False
        self.case.seen["withdrawn" if is_withdrawn else "not withdrawn"] += 1
        assert self.reference.withdraw(self.people[number]) == is_withdrawn

    @invariant()
    def everybody_is_where_plain_python_finds_them(self):
        places = self.reference.places()
        for person, invitation in zip(self.people, self.invitations, strict=True):
            status = self._get_status(invitation.registration_id)
            assert status == person.status
            assert invitation.waiting_place == places.get(person, 0)
            self.case.seen[status] += 1
            moved = {("waiting", "seat"): "moved up", ("waiting", "offer"): "offered"}.get((self.before.get(person), status))
            self.case.seen[moved] += 1
            self.before[person] = status

    @invariant()
    def no_seat_is_given_that_is_not_there(self):
        taken = sum(self._get_status(invitation.registration_id) in HOLDING for invitation in self.invitations)
        if not self.is_exceeding:
            assert taken <= max(self.event.seats_max, self.taken_before)
        self.taken_before, self.is_exceeding = taken, False

    @invariant()
    def nobody_waits_for_a_seat_they_could_have(self):
        if self.reference.manner:
            assert not any(person.status == "waiting" and self.reference.may_sit(person) for person in self.people)

    def _run_cron(self):
        self.env["event.event"]._cron_outreach_serve_waiting()
        self.reference.serve()

    def _has(self, *statuses):
        return any(person.status in statuses for person in self.people)

    def _draw(self, data, *statuses):
        return data.draw(st.sampled_from([number for number, person in enumerate(self.people) if person.status in statuses]))

    def _get_status(self, registration):
        if registration.state in ("open", "done"):
            return "seat"
        if registration.state == "draft" and registration.outreach_waiting_since:
            return "offer" if registration.outreach_offer_until else "waiting"
        return None

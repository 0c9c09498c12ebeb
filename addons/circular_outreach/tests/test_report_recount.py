from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from ..tools.named_person import NamedPerson
from .common import OutreachCase
from .figure_reference import Contact, FigureReference

PEOPLE = 6
DIMENSIONS = {"group": "target_group_id", "city": "municipality_id", "firm": "organisation_id", None: "event_id"}
DEEDS = (
    *(["accept"] * 4),
    *(["check_in"] * 4),
    *(
        "decline",
        "hesitate",
        "undo",
        "excuse",
        "no_show",
        "substitute",
        "substitute",
        "walk_in",
        "walk_in",
        "edit",
        "edit",
        "erase",
        "erase",
        *(["merge"] * 4),
    ),
)
STEP = st.tuples(st.sampled_from(DEEDS), st.integers(0, 99), st.integers(0, 99))
# What has to have happened often enough in all histories together; else the test would say little.
FEWEST = {
    "accept": 40,
    "check_in": 20,
    "substitute": 8,
    "walk_in": 4,
    "merge": 8,
    "erase": 8,
    "edit": 8,
    "no_show": 5,
    "waiting": 5,
}


class TestReportRecount(OutreachCase):
    """Whatever happens in whatever order: every measure is what plain Python counts over the same events."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.event = cls.event.with_env(cls.env)
        cls.event.seats_max = 4
        cls.groups = (cls.group_building, cls.group_research)
        cls.cities = cls.env["res.city"].search([("outreach_kind", "=", "town")], limit=2)
        facts = [
            {"outreach_target_group_id": cls.groups[number].id, "outreach_municipality_id": cls.cities[number].id}
            for number in (0, 1)
        ]
        cls.firms = [
            cls._make_contact(f"Firm Number{number}", is_company=True, email=False, **facts[number]) for number in (0, 1)
        ]
        people = [
            cls._make_contact(f"Guest Number{number}", parent_id=cls.firms[number % 2].id, **facts[number // 3])
            for number in range(PEOPLE)
        ]
        cls.invitations = cls._invite(cls.env["res.partner"].concat(*people))
        cls.campaign = cls.invitations.campaign_id
        cls.invitations[: PEOPLE - 1].sent_on = cls.begin - timedelta(days=20)
        cls.env.flush_all()

    def test_every_measure_is_what_plain_python_counts(self):
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.seen = Counter()
        self._live_through()
        self.assertFalse({deed: self.seen[deed] for deed, count in FEWEST.items() if self.seen[deed] < count})

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(crowd=st.sampled_from((0, 2, PEOPLE)), steps=st.lists(STEP, min_size=8, max_size=16))
    def _live_through(self, crowd, steps):
        """Let so many accept first, each of whom is asked in turn, then whatever is drawn."""
        steps = [("accept", number, 0) for number in range(crowd)] + steps
        with self.env.cr.savepoint() as savepoint:
            self._begin()
            for moment, (deed, number, other) in enumerate(steps, start=1):
                self.moment = moment
                if getattr(self, f"_{deed}")(number, other) is not False:
                    self.seen[deed] += 1
            self._compare(steps)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _begin(self):
        self.reference = FigureReference()
        self.records = {}
        self.strangers = 0
        for invitation in self.invitations:
            partner = invitation.partner_id
            contact = Contact(
                partner.id, partner.outreach_target_group_id, partner.outreach_municipality_id, partner.commercial_partner_id
            )
            self.records[self.reference.invite(contact, is_sent=bool(invitation.sent_on))] = invitation

    def _compare(self, steps):
        for dimension, name in DIMENSIONS.items():
            expected = self.reference.count(dimension)
            measures = list(next(iter(expected.values())))
            aggregates = [f"{one}:{self.env['outreach.report']._fields[one].aggregator}" for one in measures]
            rows = self.env["outreach.report"]._read_group([("event_id", "=", self.event.id)], [name], aggregates)
            counted = {value: dict(zip(measures, map(self._tidy, numbers), strict=True)) for value, *numbers in rows}
            if dimension is None:
                counted = {None: counted[self.event]}
            self.assertEqual(counted, expected, (dimension, steps))
        self._compare_waiting()

    def _tidy(self, number):
        """Round rates, and take Odoo's False for what it is: the average of nothing."""
        if number is False:
            return None
        return round(number, 6) if isinstance(number, float) else number

    def _compare_waiting(self):
        """The waiting list has a test of its own; here the report is held against the table itself."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM event_registration WHERE event_id = %s AND state = 'draft' AND outreach_waiting_since IS NOT NULL",
            [self.event.id],
        )
        waiting = self.env.cr.fetchone()[0]
        rows = self.env["outreach.report"]._read_group([("event_id", "=", self.event.id)], [], ["waiting_count:sum"])
        self.assertEqual(rows[0][0], waiting)
        self.seen["waiting"] += waiting

    def _pick(self, number, condition):
        """Return one of the invited of whom something is true, as a row of the reference and as a record, or nothing."""
        rows = [row for row in self.reference.rows if row.is_invited and condition(row, self.records[row])]
        return rows[number % len(rows)] if rows else None

    def _answer(self, number, answer):
        row = self._pick(number, lambda row, _record: row.attendance in (None, "expected") and row.answer != "substituted")
        if not row:
            return False
        self.records[row]._answer(answer, "phone", answered_on=self._now())
        self.reference.answer(row, answer, self.moment)
        return True

    def _now(self):
        return self.begin - timedelta(days=60) + timedelta(minutes=self.moment)

    def _accept(self, number, _other):
        return self._answer(number, "accepted")

    def _decline(self, number, _other):
        return self._answer(number, "declined")

    def _hesitate(self, number, _other):
        return self._answer(number, "tentative")

    def _log(self, number, kind, attendance):
        row = self._pick(number, lambda _row, record: record.registration_id.state in ("open", "done"))
        if not row:
            return False
        self.records[row].registration_id._outreach_log(kind)
        row.attendance = attendance
        return True

    def _check_in(self, number, _other):
        return self._log(number, "check_in", "attended")

    def _undo(self, number, _other):
        return self._log(number, "undo", "expected")

    def _excuse(self, number, _other):
        return self._log(number, "excuse", "excused")

    def _no_show(self, number, _other):
        return self._log(number, "no_show", "no_show")

    def _substitute(self, number, other):
        row = self._pick(number, lambda row, _record: row.attendance in (None, "expected") and row.answer != "substituted")
        if not row or not row.contact.firm:
            return False
        self.strangers += 1
        person = NamedPerson("Kim", f"Colleague{self.strangers}", f"kim{self.strangers}@firm.example")
        try:
            with self.env.cr.savepoint():
                record = self.records[row]._name_substitute(person, "phone")
        except UserError:
            return False
        partner = record.partner_id
        contact = Contact(
            partner.id, row.contact.firm.outreach_target_group_id, row.contact.firm.outreach_municipality_id, row.contact.firm
        )
        before = len(self.reference.rows)
        self.reference.name_colleague(row, contact, self.moment)
        self.records[self.reference.rows[before]] = record
        return True

    def _walk_in(self, number, other):
        firm = self.firms[number % 2]
        try:
            with self.env.cr.savepoint():
                self.env["outreach.walk.in"].create(
                    {"event_id": self.event.id, "name": f"Walter Walk{self.moment}", "organisation_name": firm.name}
                ).action_check_in()
        except UserError:
            return False
        self.reference.walk_in(firm.outreach_target_group_id, firm.outreach_municipality_id, firm)
        return True

    def _edit(self, number, other):
        row = self._pick(number, lambda row, record: record.partner_id.active)
        if not row:
            return False
        contact = row.contact
        contact.group, contact.city = self.groups[other % 2], self.cities[other // 2 % 2]
        self.records[row].partner_id.write(
            {"outreach_target_group_id": contact.group.id, "outreach_municipality_id": contact.city.id, "name": "Renamed"}
        )
        return True

    def _erase(self, number, _other):
        """Make of a contact what is left of it after its time: nothing but a number."""
        row = self._pick(number, lambda row, record: record.partner_id.active)
        if not row:
            return False
        partner = self.records[row].partner_id
        empty = dict.fromkeys(("email", "phone", "street", "outreach_surname", "outreach_first_name"), False)
        partner.write(
            {**empty, "name": "–", "outreach_target_group_id": False, "outreach_municipality_id": False, "active": False}
        )
        row.contact.group = row.contact.city = self.env["res.city"]
        row.contact.group = self.env["outreach.target.group"]
        return True

    def _merge(self, number, other):
        """Merge two contacts of one firm who do not both have a noted attendance, by Odoo's own assistant."""
        condition = lambda row, record: record.partner_id.active and row.answer != "substituted" and not record.substitute_for_id  # noqa: E731
        kept = self._pick(number, condition)
        gone = kept and self._pick(
            other,
            lambda row, record: (
                row is not kept
                and row.contact.firm == kept.contact.firm
                and condition(row, record)
                and (None in (row.attendance, kept.attendance) or row.attendance == kept.attendance == "expected")
            ),
        )
        if not gone:
            return False
        partners = self.records[kept].partner_id | self.records[gone].partner_id
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, self.records[kept].partner_id)
        survivor = self.env["outreach.invitation"].search(
            [("partner_id", "=", kept.contact.key), ("campaign_id", "=", self.campaign.id)]
        )
        self.reference.merge(kept, gone)
        self.records = {row: survivor if row in (kept, gone) else record for row, record in self.records.items()}
        return True

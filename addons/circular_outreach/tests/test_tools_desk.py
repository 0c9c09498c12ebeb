from datetime import datetime, timedelta
from uuid import UUID

from odoo.tests import BaseCase

from ..tools import desk_clock, desk_entry
from ..tools.desk_entry import Refused, read_upload
from ..tools.request_budget import RequestBudget

NINE = datetime.fromisoformat("2026-03-26T09:00:00")
NOW = 1_774_515_600_000  # NINE in milliseconds
KEY = str(UUID(int=1))


def entry(**values):
    return {"key": KEY, "kind": "check_in", "at": NOW, "registration": 7, **values}


class TestDeskClock(BaseCase):
    def _correct(self, minutes_ahead, minutes_ago, **values):
        clock = timedelta(minutes=minutes_ahead)
        return desk_clock.correct(
            NINE + clock - timedelta(minutes=minutes_ago), NINE + clock, NINE, NINE - timedelta(hours=11), **values
        )

    def test_a_wrong_clock_is_compensated_either_way(self):
        for ahead in (-10, 0, 10, 60 * 24 * 365 * 9):
            self.assertEqual(self._correct(ahead, minutes_ago=25), NINE - timedelta(minutes=25))

    def test_nothing_happens_after_it_arrives(self):
        self.assertEqual(self._correct(0, minutes_ago=-30), NINE)

    def test_nothing_happens_before_the_desk_opens(self):
        self.assertEqual(self._correct(0, minutes_ago=60 * 24 * 30), NINE - timedelta(hours=11))


class TestDeskEntry(BaseCase):
    def _refused(self, upload, reason):
        with self.assertRaisesRegex(Refused, reason):
            read_upload(upload)

    def test_what_a_device_sends_is_read(self):
        walk_in = {
            "key": KEY,
            "kind": "walk_in",
            "at": NOW,
            "name": " Lena\tSpontan ",
            "organisation": "Spontan GmbH",
            "group": 3,
        }
        sent_at, entries = read_upload({"now": NOW, "entries": [entry(name="Erika"), walk_in]})
        self.assertEqual(sent_at, NINE)
        self.assertEqual((entries[0].registration, entries[0].at), (7, NINE))
        self.assertEqual((entries[1].name, entries[1].group), ("Lena Spontan", 3))

    def test_anything_else_is_refused(self):
        for upload in (None, [], {}, {"now": NOW}, {"now": NOW, "entries": [], "more": 1}):
            self._refused(upload, "an upload has now and entries")
        for entries in ({}, "x", [entry()] * (desk_entry.MOST_ENTRIES + 1)):
            self._refused({"now": NOW, "entries": entries}, "list of at most 1000")
        for now in ("9", 9.5, True, None, -1, 10**15):
            self._refused({"now": now, "entries": []}, "now is no time")

    def test_an_entry_has_the_fields_of_its_kind_and_no_others(self):
        for wrong in (None, 1, {}, {"kind": ["undo"]}, entry(kind="excuse"), entry(kind=None)):
            self._refused({"now": NOW, "entries": [wrong]}, r"entries\[0\] has no known kind")
        for wrong in (entry(user_id=1), entry(kind="undo"), {**entry(), "undoes": KEY}, entry(kind="walk_in", name="A")):
            self._refused({"now": NOW, "entries": [wrong]}, r"entries\[0\] has other fields")

    def test_values_have_the_right_form(self):
        walk_in = {"key": KEY, "kind": "walk_in", "at": NOW}
        for wrong, where in (
            (entry(key="1"), "key"),
            (entry(key=KEY.replace("0001", "000G")), "key"),
            (entry(registration=-1), "registration"),
            (entry(registration=True), "registration"),
            (entry(registration="x"), "registration"),
            (entry(at="now"), "at"),
            (entry(name="x" * 201), "name"),
            (entry(name=5), "name"),
            ({**walk_in, "name": "  "}, "name is empty"),
            ({**walk_in, "name": "A", "group": "1"}, "group"),
            (entry(kind="undo", undoes="x"), "undoes"),
        ):
            self._refused({"now": NOW, "entries": [wrong]}, rf"entries\[0\]\.{where}")


class TestRequestBudget(BaseCase):
    def test_a_burst_is_followed_by_a_pace(self):
        budget = RequestBudget(per_second=2, burst=3)
        self.assertEqual([budget.spend("a", now=0) for _request in range(4)], [True, True, True, False])
        self.assertTrue(budget.spend("b", now=0))
        self.assertTrue(budget.spend("a", now=0.5))
        self.assertFalse(budget.spend("a", now=0.5))

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.attendance import Line, standing, state

NINE = datetime.fromisoformat("2026-03-26T09:00:00")
KEYS = [f"k{number}" for number in range(8)]
KINDS = st.sampled_from(["check_in", "check_in", "undo", "undo", "excuse", "no_show"])


@st.composite
def logs(draw):
    """Return lines with unique keys; undos name any key, also one that never arrives, or that of another undo."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=8))
    lines = []
    for second, key in enumerate(keys):
        kind = draw(KINDS)
        undoes = draw(st.sampled_from(KEYS)) if kind == "undo" else None
        lines.append(Line(key, kind, NINE + timedelta(minutes=draw(st.integers(-10, 10)), seconds=second), undoes))
    return lines


class TestAttendanceLines(BaseCase):
    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(logs(), st.randoms(use_true_random=False))
    def test_order_and_repetition_change_nothing(self, lines, random):
        shuffled = random.sample(lines, len(lines)) + random.choices(lines, k=3) if lines else []
        arrived = list({line.key: line for line in shuffled}.values())
        self.assertEqual(state(arrived), state(lines))
        self.assertEqual(standing(arrived), standing(lines))

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(logs())
    def test_attended_is_who_has_a_check_in_that_nobody_undid(self, lines):
        undone = {line.undoes_key for line in lines}
        came = any(line.kind == "check_in" and line.key not in undone for line in lines)
        self.assertEqual(state(lines) == "attended", came)

    def test_an_undo_may_come_before_what_it_undoes(self):
        lines = [Line("b", "undo", NINE, "a"), Line("a", "check_in", NINE)]
        self.assertEqual(state(lines), "expected")

    def test_an_undo_takes_back_what_it_saw_and_nothing_else(self):
        lines = [Line("a", "check_in", NINE), Line("b", "undo", NINE, "a"), Line("c", "check_in", NINE - timedelta(minutes=9))]
        self.assertEqual(state(lines), "attended")

    def test_a_clock_years_ahead_pulls_nothing_with_it(self):
        lines = [Line("a", "check_in", NINE.replace(year=2036)), Line("b", "undo", NINE, "a"), Line("c", "excuse", NINE)]
        self.assertEqual(state(lines), "excused")

    def test_an_undone_check_in_gives_the_excuse_back(self):
        lines = [Line("a", "excuse", NINE), Line("b", "check_in", NINE), Line("c", "undo", NINE, "b")]
        self.assertEqual(state(lines), "excused")

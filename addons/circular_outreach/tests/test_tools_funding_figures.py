from odoo.tests import BaseCase

from ..tools.funding_figures import COUNTS, RATES, TABLES, compare, hand_out
from ..tools.small_cell import Mark


def make_counts(number, **others):
    return {**dict.fromkeys(COUNTS, number), **dict.fromkeys(RATES, 0.5 if number else None), **others}


def make_figures(*rows, persons=9, visits=(3, 6)):
    """Return figures of which the table of target groups has these rows, and the others none."""
    tables = {table: [] for table in TABLES}
    tables["target_group"] = [{"key": key, "label": key.upper(), "counts": make_counts(number)} for key, number in rows]
    total = make_counts(sum(number for _key, number in rows), persons=persons)
    return {"head": {}, "total": total, "visits": dict(zip(("first", "returning"), visits, strict=True)), "tables": tables}


class TestFundingFigures(BaseCase):
    def test_rates_are_hidden_with_their_numbers(self):
        rows = hand_out(make_figures(("a", 1), ("b", 8)))["tables"]["target_group"]
        self.assertEqual([row["counts"]["show_rate"] for row in rows], [Mark.HIDDEN, Mark.HIDDEN])

    def test_large_numbers_are_handed_out_as_they_are(self):
        figures = make_figures(("a", 4), ("b", 5))
        self.assertEqual(hand_out(figures), figures)

    def test_single_first_visit_cannot_be_computed_from_all_attendances(self):
        self.assertEqual(
            hand_out(make_figures(("a", 4), ("b", 5), visits=(1, 8)))["visits"], {"first": Mark.SMALL, "returning": Mark.HIDDEN}
        )

    def test_small_total_is_hidden(self):
        total = hand_out(make_figures(("a", 2), ("b", 0), persons=2, visits=(2, 0)))["total"]
        self.assertEqual((total["attended"], total["persons"], total["response_rate"]), (Mark.SMALL, Mark.SMALL, Mark.HIDDEN))

    def test_calls_add_up_by_themselves(self):
        figures = make_figures(("a", 40))
        figures["tables"]["calls"] = [
            {"key": key, "label": key, "counts": make_counts(number)} for key, number in (("c", 1), ("d", 6))
        ]
        rows = hand_out(figures)["tables"]["calls"]
        self.assertEqual([row["counts"]["accepted"] for row in rows], [Mark.SMALL, Mark.HIDDEN])

    def test_nothing_differs_from_itself(self):
        figures = make_figures(("a", 4))
        self.assertEqual(compare(figures, figures), [])

    def test_differences_name_place_and_both_values(self):
        changes = compare(make_figures(("a", 4), ("b", 1)), make_figures(("a", 5), ("c", 3)))
        self.assertIn(("target_group", "A", "attended", 4, 5), changes)
        self.assertIn(("target_group", "B", "attended", 1, None), changes)
        self.assertIn(("target_group", "C", "attended", None, 3), changes)
        self.assertIn(("total", "", "attended", 5, 8), changes)

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.small_cell import FEWEST, Mark, hide, hide_alone, hide_rate, is_small

COLUMN = st.lists(st.integers(0, 9), min_size=2, max_size=5)


def find_solutions(cells, total):
    """Return all columns that fit what was handed out, found by trying: the reader who knows the marks and can add up."""
    largest = 2 if isinstance(total, Mark) else total
    small = range(FEWEST) if isinstance(total, Mark) else range(1, FEWEST)
    others = set(range(largest + 1)) - (set(range(1, FEWEST)) if Mark.SMALL in cells else set())
    choices = {Mark.SMALL: small, Mark.HIDDEN: sorted(others)}
    columns = product(*(choices.get(cell, (cell,)) for cell in cells))
    totals = range(1, FEWEST) if isinstance(total, Mark) else (total,)
    return [column for column in columns if sum(column) in totals]


class TestSmallCell(BaseCase):
    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(COLUMN)
    def test_no_small_cell_can_be_computed(self, counts):
        cells, total = hide(counts, sum(counts))
        solutions = find_solutions(cells, total)
        self.assertIn(tuple(counts), solutions)
        for place, count in enumerate(counts):
            if is_small(count):
                self.assertGreater(len({solution[place] for solution in solutions}), 1, (counts, cells))

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(COLUMN)
    def test_what_is_shown_is_true(self, counts):
        cells, total = hide(counts, sum(counts))
        for cell, count in zip([*cells, total], [*counts, sum(counts)], strict=True):
            self.assertTrue(cell == Mark.HIDDEN or (cell == Mark.SMALL and count < FEWEST) or cell == count)

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.integers(3, 99) | st.just(0), min_size=1))
    def test_a_column_without_small_cells_is_shown_as_it_is(self, counts):
        self.assertEqual(hide(counts, sum(counts)), (counts, sum(counts)))

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(COLUMN, st.integers(0, 12))
    def test_no_small_cell_is_shown_whatever_the_total(self, counts, total):
        self.assertFalse([cell for cell in hide(counts, total)[0] if not isinstance(cell, Mark) and is_small(cell)])

    def test_the_smallest_large_number_is_hidden_beside_a_single_small_one(self):
        self.assertEqual(hide([20, 1, 0, 7], 28), ([20, Mark.SMALL, 0, Mark.HIDDEN], 28))

    def test_two_small_cells_that_differ_protect_each_other(self):
        self.assertEqual(hide([1, 2, 30], 33), ([Mark.SMALL, Mark.SMALL, 30], 33))

    def test_two_ones_give_each_other_away(self):
        self.assertEqual(hide([1, 1, 30], 32), ([Mark.SMALL, Mark.SMALL, Mark.HIDDEN], 32))

    def test_where_nothing_larger_can_be_hidden_the_whole_column_is(self):
        self.assertEqual(hide([1, 1, 1, 0], 3), ([Mark.HIDDEN] * 4, 3))

    def test_a_small_total_hides_the_zeros_too(self):
        self.assertEqual(hide([0, 1, 1], 2), ([Mark.SMALL] * 3, Mark.SMALL))

    def test_a_rate_is_hidden_with_the_numbers_it_rests_on(self):
        self.assertEqual(hide_rate(0.5, 4, 8), 0.5)
        self.assertEqual(hide_rate(0.5, Mark.SMALL, 4), Mark.HIDDEN)

    def test_a_number_by_itself(self):
        self.assertEqual([hide_alone(count) for count in (0, 1, 2, 3)], [0, Mark.SMALL, Mark.SMALL, 3])

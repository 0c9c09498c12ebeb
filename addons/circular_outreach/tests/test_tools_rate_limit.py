from odoo.tests import BaseCase

from ..tools.rate_limit import RateLimit


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class TestRateLimit(BaseCase):
    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.limit = RateLimit(limit=3, window=60, most_keys=5, clock=self.clock)

    def _record(self, key, times):
        for _time in range(times):
            self.limit.record(key)

    def test_limit_is_reached_with_the_last_one_allowed(self):
        self._record("a", 2)
        self.assertFalse(self.limit.is_exhausted("a"))
        self._record("a", 1)
        self.assertTrue(self.limit.is_exhausted("a"))

    def test_one_key_does_not_use_up_another(self):
        self._record("a", 3)
        self.assertFalse(self.limit.is_exhausted("b"))

    def test_window_ends(self):
        self._record("a", 3)
        self.clock.now = 59.9
        self.assertTrue(self.limit.is_exhausted("a"))
        self.clock.now = 60
        self.assertFalse(self.limit.is_exhausted("a"))
        self._record("a", 1)
        self.assertFalse(self.limit.is_exhausted("a"))

    def test_memory_is_bounded_and_the_oldest_are_forgotten(self):
        self._record("first", 3)
        for key in range(5):
            self.limit.record(key)
        self.assertFalse(self.limit.is_exhausted("first"))
        self.assertEqual(len(self.limit._counts), 5)

    def test_who_comes_often_is_not_the_first_to_be_forgotten(self):
        for key in ("often", 1, 2, 3, 4):
            self.limit.record(key)
        self._record("often", 2)
        self.limit.record("new")
        self.assertTrue(self.limit.is_exhausted("often"))

    def test_reset_forgets_everything(self):
        self._record("a", 3)
        self.limit.reset()
        self.assertFalse(self.limit.is_exhausted("a"))

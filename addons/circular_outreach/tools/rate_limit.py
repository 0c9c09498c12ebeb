"""How often something may happen to one key within a while, counted in the memory of this process."""

import threading
import time
from collections.abc import Callable, Hashable


class RateLimit:
    """At most `limit` events for a key in each window of `window` seconds. It never remembers more than `most_keys` keys, the oldest go first.

    Memory, because pages that only show must write nothing, and because a counter in the database would cost more than the page it protects.
    Every process counts for itself: with four workers four times as much may pass.
    """

    def __init__(self, limit: int, window: float, most_keys: int = 20_000, clock: Callable[[], float] = time.monotonic):
        self.limit, self.window, self.most_keys, self.clock = limit, window, most_keys, clock
        self._counts: dict[Hashable, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def record(self, key: Hashable) -> None:
        """Count one event."""
        with self._lock:
            begin, count = self._get(key)
            self._counts.pop(key, None)
            self._counts[key] = (begin, count + 1)
            while len(self._counts) > self.most_keys:
                self._counts.pop(next(iter(self._counts)))

    def is_exhausted(self, key: Hashable) -> bool:
        """Whether one more event would be too many."""
        with self._lock:
            return self._get(key)[1] >= self.limit

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._counts.clear()

    def _get(self, key: Hashable) -> tuple[float, int]:
        now = self.clock()
        begin, count = self._counts.get(key, (now, 0))
        return (begin, count) if now - begin < self.window else (now, 0)

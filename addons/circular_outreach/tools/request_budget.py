"""How many requests one sender may make: a bucket of tokens that fills again with time, kept in this process."""

import time
from collections import OrderedDict
from collections.abc import Hashable

MOST_SENDERS = 10_000


class RequestBudget:
    """Lets a sender make ``burst`` requests at once and ``per_second`` in the long run."""

    def __init__(self, per_second: float, burst: int):
        self.per_second = per_second
        self.burst = burst
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def spend(self, sender: Hashable, now: float | None = None) -> bool:
        """Whether the sender may make one more request now."""
        now = time.monotonic() if now is None else now
        left, since = self._buckets.pop(sender, (float(self.burst), now))
        left = min(float(self.burst), left + (now - since) * self.per_second)
        self._buckets[sender] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > MOST_SENDERS:
            self._buckets.popitem(last=False)
        return left >= 1

"""How many wrong tries one machine has, whatever names it tries. Kept in memory, bounded."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from assistant.access.errors import TooManyTries
from assistant.access.network import network_of
from assistant.plant.base import utc_now

MOST = 50
"""Wrong tries in a window: a shift's tablets may all come from one address."""
WINDOW = timedelta(minutes=15)
_ADDRESSES = 10_000
"""Remembered at a time; the one that was heard of longest ago is forgotten first."""


class Addresses:
    """Counts a try before its secret is looked at, and takes it back when it was right.

    Counted afterwards, a hundred tries at once would all be looked at.
    """

    def __init__(
        self,
        most: int = MOST,
        window: timedelta = WINDOW,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """So many wrong tries from an address in a window."""
        self._most, self._window, self._now = most, window, now
        self._tries: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        """Address -> beginning of its window, tries in it."""
        self._lock = threading.Lock()

    def count(self, address: str) -> None:
        """One more try; raises TooManyTries where it is one too many."""
        key, now = network_of(address), self._now()
        with self._lock:
            since, tries = self._tries.get(key, (now, 0))
            if not since <= now < since + self._window:  # over, or the clock was set back
                since, tries = now, 0
            if tries >= self._most:
                raise TooManyTries(ceil((since + self._window - now).total_seconds()))
            self._tries[key] = (since, tries + 1)
            self._tries.move_to_end(key)
            if len(self._tries) > _ADDRESSES:
                self._tries.popitem(last=False)

    def take_back(self, address: str) -> None:
        """That try was right; those before it, maybe at other people's names, stay counted."""
        key = network_of(address)
        with self._lock:
            if key in self._tries:
                since, tries = self._tries[key]
                self._tries[key] = (since, max(0, tries - 1))

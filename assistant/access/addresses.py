"""How many wrong tries one machine has, whatever names it tries. Kept in memory, bounded."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from assistant.access.errors import TooManyTries
from assistant.plant.base import utc_now

MOST = 50
"""Wrong tries in a window: a shift's tablets may all come from one address."""
WINDOW = timedelta(minutes=15)
_ADDRESSES = 10_000
"""Remembered at a time; the one that was heard of longest ago is forgotten first."""
_NETWORK_BITS = 64
"""Of an IPv6 address; the rest is the machine's own to choose."""


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
        key, now = _network(address), self._now()
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
        key = _network(address)
        with self._lock:
            if key in self._tries:
                since, tries = self._tries[key]
                self._tries[key] = (since, max(0, tries - 1))


def _network(address: str) -> str:
    """What is counted together; a text that is no address is one too."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(int(parsed) >> (128 - _NETWORK_BITS))
    return str(parsed)

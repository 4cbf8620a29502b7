"""Who was let in a moment ago, so that a page of fifty requests asks the database once."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from assistant.access.model import Principal

LIFE = timedelta(seconds=5)
"""After so long, what another process revoked is seen."""
_MOST = 4096
"""Principals at a time."""


class Remembered:
    """Principals by the digest of what they showed. Safe to use from many threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[datetime, datetime, Principal]] = OrderedDict()
        """Digest -> from when to when, and who."""
        self._lock = threading.Lock()
        self.age = 0
        """How often all was forgotten; whoever reads the database remembers it from before."""

    def get(self, digest: str, now: datetime) -> Principal | None:
        """Who it was, if that is still good; a clock that was set back makes it bad."""
        with self._lock:
            since, until, principal = self._known.get(digest, (now, now, None))
            return principal if since <= now < until else None

    def keep(
        self, digest: str, principal: Principal, now: datetime, until: datetime | None, age: int
    ) -> None:
        """For a while, at most until then; not at all if something was revoked since that age."""
        with self._lock:
            if age != self.age:
                return
            last = now + LIFE if until is None else min(now + LIFE, until)
            self._known[digest] = (now, last, principal)
            self._known.move_to_end(digest)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)

    def clear(self) -> None:
        """After anything was revoked or changed, which is rare; asking again is cheap."""
        with self._lock:
            self._known.clear()
            self.age += 1

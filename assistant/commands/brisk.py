"""Connections that ask for nothing are let go of: anybody opens them, and there is an end to them.

Uvicorn waits for ever for a first request, and for one that comes letter by letter.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

KEEP_ALIVE: Final = 75
"""Seconds that an idle connection stays open: longer than the 60 after which nginx and most clients
let go of theirs, so that no request is sent into one that is just being closed. A tablet that asks
again after a look at the page needs no new handshake either."""


class Brisk(H11Protocol):
    """One connection, looked at each so many seconds for whether a request has begun since."""

    patience: float = KEEP_ALIVE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        super().connection_made(transport)
        self._last: RequestResponseCycle | None = None
        self._looking = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        transport: Any = self.transport
        cycle: RequestResponseCycle | None = self.cycle
        if transport.get_protocol() is not self:  # it speaks another protocol by now
            return
        if cycle is self._last and (cycle is None or cycle.response_complete):
            transport.abort()
            return
        self._last = cycle
        self._looking = self.loop.call_later(self.patience, self._look)

"""What can go wrong with other systems' tickets.

TicketError
├── BadTickets   tickets.toml, or a secret it names, cannot be used
├── Forged       whoever sent an event does not know the secret
└── PeerTrouble  the other system did not do what it was asked to
"""

from collections.abc import Collection

from assistant.errors import ShiftmateError

_FINAL: Collection[int] = frozenset({400, 404, 405, 406, 410, 413, 415, 422})
"""Of the reply: the same request would be refused again. A wrong key may be mended meanwhile."""


class TicketError(ShiftmateError):
    """Nothing was done with a ticket. The message says why and what to do next."""


class BadTickets(TicketError):
    """The file that names the connections cannot be used. The message names the entry."""


class Forged(TicketError):
    """No signature, a wrong one, or one that is too old."""


class PeerTrouble(TicketError):
    """The other system refused, or did not reply."""

    def __init__(
        self, told: str, status: int | None = None, wait: float = 0.0, *, final: bool = False
    ) -> None:
        super().__init__(told)
        self.is_final = final or status in _FINAL
        """Trying again is of no use."""
        self.status = status
        """HTTP; None where no reply came, so that it may have done it nevertheless."""
        self.wait = wait
        """Seconds that it asked for (Retry-After)."""

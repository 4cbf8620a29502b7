"""What can go wrong between a program and a server.

ShiftmateError
└── ClientError
    ├── BadAddress      no address that a key may be sent to
    ├── Unreachable     nobody answers there, or stops in the middle
    ├── StrangeReply    what answers there is no Shiftmate of this release
    └── Refused         the server says no, and why: a problem of RFC 9457
"""

from dataclasses import dataclass, field

from assistant.errors import ShiftmateError


class ClientError(ShiftmateError):
    """The server could not be asked, or did not do it."""


class BadAddress(ClientError):
    """Nothing is sent there."""


class Unreachable(ClientError):
    """The request may or may not have arrived; the message says what the network said."""


class StrangeReply(ClientError):
    """The reply cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The server's words; see RFC 9457."""

    status: int
    title: str
    detail: str
    errors: tuple[tuple[str, str], ...] = field(default=())
    """Where in the request, as a JSON pointer, and what is wrong there."""
    retry_after: float | None = None
    """Seconds."""
    request_id: str | None = None
    """What the server's log calls the request."""


class Refused(ClientError):
    """The server's answer is a problem."""

    def __init__(self, problem: Problem) -> None:
        places = "; ".join(f"{place}: {told}" for place, told in problem.errors)
        told = problem.detail or problem.title
        if places and places not in told:
            told = f"{told} ({places})"
        super().__init__(told)
        self.problem = problem

    @property
    def status(self) -> int:
        """Of HTTP."""
        return self.problem.status

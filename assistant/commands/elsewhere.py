"""Whether a command asks a server elsewhere instead of this machine's data folder."""

from contextvars import ContextVar

_address: ContextVar[str | None] = ContextVar("address", default=None)


def ask_at(address: str) -> None:
    """From now on."""
    _address.set(address)


def server() -> str | None:
    """The server's address; None: this machine's data."""
    return _address.get()

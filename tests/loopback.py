"""No test talks to another machine: what tries to is failed at once, and loudly."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_CONNECT, _CONNECT_EX, _LOOK_UP = (
    socket.socket.connect,
    socket.socket.connect_ex,
    socket.getaddrinfo,
)


def require_here(host: Any) -> None:
    """Fails the test, past every ``except Exception``, unless the host is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost") or _is_loopback(name):
        return
    pytest.fail(f"a test tried to reach {name}; only this machine may be reached")


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _connect(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        require_here(address[0])
    _CONNECT(self, address)


def _connect_ex(self: socket.socket, address: Any) -> int:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        require_here(address[0])
    return _CONNECT_EX(self, address)


def _look_up(host: Any, *more: Any, **named: Any) -> Any:
    require_here(host)
    return _LOOK_UP(host, *more, **named)


@contextmanager
def loopback_only() -> Iterator[None]:
    """While the block lasts, in this process; what tests start is on its own."""
    socket.socket.connect, socket.socket.connect_ex = _connect, _connect_ex
    socket.getaddrinfo = _look_up
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = _CONNECT, _CONNECT_EX
        socket.getaddrinfo = _LOOK_UP

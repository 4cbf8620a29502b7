"""One HTTP exchange with a server that may be anything: every wait and every length has an end.

http.client rather than a larger client, because of what those do with a server that misbehaves:
they carry the prompt along a redirect to another machine, hold a line of any length in memory, and
start their timeouts anew at every byte.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from assistant.errors import ModelUnavailable

LINE = 256 * 1024
"""Bytes; a frame of a few words has some hundred."""
_READ = 16 * 1024


class TooLong(Exception):
    """The server sent more in one piece than any server has reason to."""


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self.allow(seconds)

    def allow(self, seconds: float) -> None:
        """Moves it to so many seconds from now."""
        self._due = time.monotonic() + seconds

    def cut(self, seconds: float) -> None:
        """Moves it nearer where it lies farther than so many seconds from now."""
        self._due = min(self._due, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds; negative when it has passed."""
        return self._due - time.monotonic()

    def check(self) -> float:
        """Seconds left; raises TimeoutError when there are none."""
        left = self.left
        if left <= 0:
            raise TimeoutError("timed out")
        return left


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is."""

    secure: bool
    host: str
    port: int
    path: str
    query: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """An address such as ``http://host:8000/v1``.

        Raises:
            ModelUnavailable: It is none, or carries a name and password.
        """
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError as exc:
            raise _no_address() from exc
        plain = url.isascii() and url.strip().isprintable() and " " not in url.strip()
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise _no_address()
        if parts.username is not None:
            raise ModelUnavailable(
                "SHIFTMATE_GENERATION_URL carries a name and password, which logs would show. "
                "Put the key into SHIFTMATE_GENERATION_API_KEY."
            )
        secure = parts.scheme == "https"
        path = parts.path.rstrip("/")
        query = f"?{parts.query}" if parts.query else ""
        return cls(secure, parts.hostname, port or (443 if secure else 80), path, query)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _no_address() -> ModelUnavailable:
    return ModelUnavailable(
        "SHIFTMATE_GENERATION_URL is no address of a server. It looks like http://host:8000/v1"
    )


@contextmanager
def exchange(
    address: Address,
    route: str,
    headers: Mapping[str, str],
    body: bytes | None,
    connect: float,
    deadline: Deadline,
) -> Iterator[http.client.HTTPResponse]:
    """Asks, and yields the reply once its head is there; leaving the block hangs up.

    Args:
        address: Whom to ask.
        route: Goes behind the address's own path.
        headers: Sent along.
        body: JSON to be posted; None asks with GET.
        connect: Seconds to reach the server.
        deadline: For everything else; may be moved while the reply is read.

    Raises:
        OSError: The server cannot be reached, went away, or the time is up (TimeoutError).
        http.client.HTTPException: It does not speak HTTP.
    """
    timeout = min(connect, deadline.check())
    connection = _connection(address, timeout)
    try:
        connection.connect()
        connection.sock.settimeout(deadline.check())
        method = "GET" if body is None else "POST"
        connection.request(method, f"{address.path}{route}{address.query}", body, dict(headers))
        # HTTPResponse wants no more of a socket than a file to read from.
        timed = _Timed(connection.sock, deadline)
        response = http.client.HTTPResponse(timed, method=method)  # type: ignore[arg-type]
        try:
            response.begin()
            yield response
        finally:
            response.close()
    finally:
        connection.close()


def _connection(address: Address, timeout: float) -> http.client.HTTPConnection:
    if address.secure:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            address.host, address.port, timeout=timeout, context=context
        )
    return http.client.HTTPConnection(address.host, address.port, timeout=timeout)


class _Timed(io.RawIOBase):
    """A socket's incoming bytes until a deadline, however slowly they drip."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.check())
        return self._sock.recv_into(buffer)


def lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The reply's lines as they come, without their ends; raises TooLong."""
    held = b""
    while data := response.read1(_READ):
        *whole, held = (held + data).split(b"\n")
        if len(held) > LINE:
            raise TooLong(f"a line of more than {LINE} bytes")
        yield from whole
    if held:
        yield held


def retry_after(response: http.client.HTTPResponse) -> float:
    """Seconds for which the server asks to be left alone (RFC 9110, 10.2.3); 0 if it does not."""
    told = response.getheader("Retry-After", "")
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        when = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def whole(response: http.client.HTTPResponse, most: int) -> bytes:
    """The reply's body, as far as ``most`` bytes of it."""
    held = b""
    while len(held) < most and (data := response.read1(min(_READ, most - len(held)))):
        held += data
    return held

"""One HTTP exchange with another host: to a checked address, bounded in time and size."""

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple, Protocol

import httpcore
from httpcore import SOCKET_OPTION

from assistant.webhooks import addresses
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.in_time import in_time

SECONDS = 15.0
"""For one exchange, from the look-up to the reply's end, however slowly it trickles in."""
_LONGEST_WAIT = 86_400.0
"""Seconds that a Retry-After may ask for."""
MISSED = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)
"""No reply came, or none that is one."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes = b""
    """As much as was to be read."""


class Exchange(Protocol):
    """How another host is asked; `Wire` is the real one."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, most: int
    ) -> Reply:
        """Asks once, and reads so many bytes of the reply at most.

        Raises:
            UnfitEndpoint: Nothing may be told there.
            httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError: No reply.
        """


class Wire:
    """Asks hosts that are listed. Safe to use from many threads."""

    def __init__(
        self,
        allowed: AllowedHosts,
        *,
        seconds: float = SECONDS,
        resolve: addresses.Resolve = addresses.look_up,
        is_blocked: Callable[[str], bool] = addresses.is_blocked,
    ) -> None:
        """Of one site.

        Args:
            allowed: Whom it may ask.
            seconds: For one exchange.
            resolve: The addresses of a host.
            is_blocked: Whether an address is never told anything.
        """
        self._allowed, self._seconds = allowed, seconds
        self._resolve, self._is_blocked = resolve, is_blocked

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", most: int = 0
    ) -> Reply:
        """See `Exchange`."""
        deadline = time.monotonic() + self._seconds
        to = self._allowed.require(url)
        told: dict[str | bytes, str | bytes] = {
            "host": to.netloc.decode("ascii"),
            "content-length": str(len(body)),
            "connection": "close",
        }
        told.update(headers.items())
        target = httpcore.URL(
            scheme=to.raw_scheme, host=to.raw_host, port=to.port, target=to.raw_path
        )
        backend = _Checked(deadline, self._resolve, self._is_blocked)
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend) as pool,
            pool.stream(method, target, headers=told, content=body) as response,
        ):
            named = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Reply(response.status, named, _beginning(response.iter_stream(), most))


def _beginning(parts: Iterable[bytes], most: int) -> bytes:
    """So many bytes of a body; none of it is waited for where none is wanted."""
    read = b""
    if most:
        for part in parts:
            read += part
            if len(read) >= most:
                break
    return read[:most]


def seconds_of(told: str, now: float) -> float:
    """Of a Retry-After, which is a number or a date; 0 where it is neither.

    Args:
        told: The header.
        now: In seconds since 1970.
    """
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), _LONGEST_WAIT)
    try:
        wanted = parsedate_to_datetime(told).timestamp() - now
    except (ValueError, OverflowError):
        return 0.0
    return min(max(wanted, 0.0), _LONGEST_WAIT)


class _Checked(httpcore.NetworkBackend):
    """Connects to addresses that were judged, until a moment that nothing outlasts."""

    def __init__(
        self, deadline: float, resolve: addresses.Resolve, is_blocked: Callable[[str], bool]
    ) -> None:
        self._deadline = deadline
        self._resolve, self._is_blocked = resolve, is_blocked
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours is shorter
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._address(host.strip("[]"), port)
        left = _left(self._deadline, httpcore.ConnectTimeout)
        stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
        return _Bounded(stream, self._deadline)

    def _address(self, host: str, port: int) -> str:
        left = _left(self._deadline, httpcore.ConnectTimeout)
        try:
            found = in_time(left, lambda: self._resolve(host, port))
        except TimeoutError as exc:
            raise httpcore.ConnectTimeout(f"{host} was not found in time") from exc
        except (OSError, UnicodeError) as exc:
            raise httpcore.ConnectError(f"{host}: {exc}") from exc
        addresses.require_open(host, found, self._is_blocked)
        if not found:
            raise httpcore.ConnectError(f"{host} has no address")
        return found[0]


class _Bounded(httpcore.NetworkStream):
    """A connection that ends at a moment, though each of its parts be in time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float, late: type[httpcore.TimeoutException]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the receiver took too long")
    return left


@cache
def _trust() -> ssl.SSLContext:
    """This machine's own store: a plant's own authority is put there."""
    return ssl.create_default_context()

"""One message on its way: a single POST to a checked address, bounded in time, unfollowed."""

import ssl
import time
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from functools import cache

import httpcore
from httpcore import SOCKET_OPTION

from assistant.webhooks import addresses, sign
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Letter, Outcome

SECONDS = 15.0
"""For one try, from the look-up to the reply's status, however slowly it trickles in."""
MAX_BODY = 20_000
"""Bytes; the specification's advice."""
_LONGEST_WAIT = 86_400.0
"""Seconds that a Retry-After may ask for."""
_MISSED = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class Postman:
    """Takes messages to their receivers. Safe to use from many threads."""

    def __init__(
        self,
        allowed: AllowedHosts,
        *,
        seconds: float = SECONDS,
        resolve: addresses.Resolve = addresses.look_up,
        is_blocked: Callable[[str], bool] = addresses.is_blocked,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Of one site.

        Args:
            allowed: Whom it may go to.
            seconds: For one try.
            resolve: The addresses of a host.
            is_blocked: Whether an address is never told anything.
            now: The clock, in seconds since 1970.
        """
        self._allowed = allowed
        self._seconds = seconds
        self._resolve, self._is_blocked = resolve, is_blocked
        self._now = now

    def post(self, letter: Letter) -> Outcome:
        """Tries once. Of the reply nothing but status and Retry-After is read."""
        begun = time.monotonic()
        status, error, wait = None, None, 0.0
        try:
            status, wait = self._send(letter, begun + self._seconds)
        except UnfitEndpoint as exc:
            error = str(exc)
        except _MISSED as exc:
            error = f"{type(exc).__name__}: {exc}"[:200]
        if status is not None and not 200 <= status < 300:
            error = f"HTTP {status}"
        return Outcome(status, error, round(1000 * (time.monotonic() - begun)), wait)

    def _send(self, letter: Letter, deadline: float) -> tuple[int, float]:
        url = self._allowed.require(letter.url)
        headers: dict[str | bytes, str | bytes] = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json",
            "content-length": str(len(letter.body)),
            "user-agent": "shiftmate-webhooks/1",
            "connection": "close",
        }
        moment = int(self._now())
        headers.update(sign.headers(letter.event_id, moment, letter.body, letter.secrets).items())
        backend = _Checked(deadline, self._resolve, self._is_blocked)
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend) as pool,
            pool.stream("POST", target, headers=headers, content=letter.body) as response,
        ):
            named = {name.lower(): value for name, value in response.headers}
            told = named.get(b"retry-after", b"").decode("latin-1")
            return response.status, _seconds(told, self._now())


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
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as exc:
            raise httpcore.ConnectError(f"{host}: {exc}") from exc
        if blocked := [one for one in found if self._is_blocked(one)]:
            raise UnfitEndpoint(
                f"{host} is {blocked[0]}: this machine, link-local and metadata addresses are "
                "never told anything."
            )
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


def _seconds(told: str, now: float) -> float:
    """Of a Retry-After, which is a number or a date; 0 where it is neither."""
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), _LONGEST_WAIT)
    try:
        wanted = parsedate_to_datetime(told).timestamp() - now
    except (ValueError, OverflowError):
        return 0.0
    return min(max(wanted, 0.0), _LONGEST_WAIT)

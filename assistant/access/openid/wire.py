"""Asks the provider, and nobody else: over TLS, within bounds, following it nowhere."""

import json
import ssl
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from assistant.access.openid.errors import ProviderDown, UnfitProvider

_STEP: Final = 5.0
"""Seconds to connect, and between two pieces of a reply."""
_WHOLE: Final = 10.0
"""Seconds for a reply, however slowly it trickles in."""
_MOST: Final = 1_000_000
"""Bytes of a reply."""


def is_secret(url: str) -> bool:
    """Whether nobody on the network reads what is told there: TLS, or this very machine."""
    try:
        to = urlsplit(url)
    except ValueError:
        return False
    host = to.hostname or ""
    return (to.scheme == "https" and bool(host)) or (to.scheme == "http" and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Wire:
    """One provider's. Safe to use from many threads."""

    def __init__(
        self, ca: Path | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        """To a provider that this authority vouches for, and no other; None for the system's.

        Raises:
            UnfitProvider: There is no certificate in that file.
        """
        self._client = httpx.Client(
            transport=transport or httpx.HTTPTransport(verify=_trusting(ca)),
            timeout=_STEP,
            trust_env=False,  # no proxy and no .netrc that nobody told of
            follow_redirects=False,
        )

    def get(self, url: str, bearer: str = "") -> dict[str, Any]:
        """What is told at an address; raises ProviderDown."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        status, told = self._ask("GET", url, headers=headers)
        if status != httpx.codes.OK:
            raise ProviderDown(f"{url} answers with {status}.")
        return told

    def post(
        self, url: str, form: Mapping[str, str], auth: tuple[str, str] | None
    ) -> tuple[int, dict[str, Any]]:
        """Status and reply to a filled form; raises ProviderDown."""
        status, told = self._ask("POST", url, data=form, auth=auth)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ProviderDown(f"{url} answers with {status}.")
        return status, told

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()

    def _ask(self, method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401
        deadline = time.monotonic() + _WHOLE
        body = bytearray()
        try:
            with self._client.stream(method, url, **more) as reply:
                for piece in reply.iter_bytes():
                    body += piece
                    if len(body) > _MOST or time.monotonic() > deadline:
                        raise ProviderDown(f"{url} does not come to an end.")
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise ProviderDown(f"{url} does not answer: {exc}.") from exc
        return reply.status_code, _object(url, reply.status_code, bytes(body))


def _object(url: str, status: int, body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ProviderDown(f"{url} answers with {status} and no JSON.") from exc
    if not isinstance(told, dict):
        raise ProviderDown(f"{url} answers with {status} and no JSON object.")
    return told


def _trusting(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError) as exc:
        raise UnfitProvider(
            f"SHIFTMATE_OIDC_CA_FILE is {ca}, which holds no certificate in PEM: {exc}."
        ) from exc

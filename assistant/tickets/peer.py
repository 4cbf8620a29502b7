"""JSON to and from another system, over the hosts that the site lists."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from assistant.tickets.errors import PeerTrouble
from assistant.tickets.plain import plain
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.wire import MISSED, Exchange, Reply, seconds_of

_MOST = 2_000_000
"""Bytes of a reply: a long ticket with all its articles."""
_TOLD = 200
"""Characters of a refusal that are kept."""


class Peer:
    """One system's API."""

    def __init__(self, exchange: Exchange, base: str, headers: Mapping[str, str]) -> None:
        """Not asked yet.

        Args:
            exchange: Asks it.
            base: What every path is put behind.
            headers: What shows who is asking.
        """
        self._exchange, self._base, self._headers = exchange, base, headers

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        as_text: bool = False,
    ) -> Any:  # noqa: ANN401 (as JSON has it)
        """What it replies, as JSON has it or as text; None where the reply is empty.

        Raises:
            PeerTrouble: It refused, did not reply, or not in JSON.
        """
        url = f"{self._base}{quote(path)}" + (f"?{urlencode(query)}" if query else "")
        told = {
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "shiftmate-tickets/1",
            **self._headers,
            **(headers or {}),
        }
        sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        reply = _approved(self._sent(method, url, told, sent), f"{method} {path}")
        if as_text:
            return reply.body.decode("utf-8", "replace")
        return _read(reply, f"{method} {path}")

    def _sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            return self._exchange(method, url, headers, body, _MOST)
        except UnfitEndpoint as exc:
            raise PeerTrouble(str(exc), 503) from exc  # nothing was sent; the list may be mended
        except MISSED as exc:
            raise PeerTrouble(f"No reply: {type(exc).__name__} {exc}"[:_TOLD]) from exc


def _approved(reply: Reply, asked: str) -> Reply:
    if not 200 <= reply.status < 300:
        told = plain(reply.body.decode("utf-8", "replace"))[:_TOLD]
        wait = seconds_of(reply.headers.get("retry-after", ""), time.time())
        raise PeerTrouble(f"{asked}: HTTP {reply.status} {told}", reply.status, wait)
    return reply


def _read(reply: Reply, asked: str) -> Any:  # noqa: ANN401 (as JSON has it)
    try:
        return json.loads(reply.body) if reply.body.strip() else None
    except ValueError as exc:
        raise PeerTrouble(f"{asked}: done, perhaps; the reply is no JSON, or too long.") from exc

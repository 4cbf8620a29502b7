"""Requests to one server: sent, sent again where that is safe, and read."""

import ipaddress
import json
import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from assistant.client.errors import BadAddress, Problem, Refused, StrangeReply, Unreachable
from assistant.client.patience import Patience, retry_after
from assistant.reports.model import Actor

R = TypeVar("R")
"""A reply's model."""
Body = BaseModel | Mapping[str, Any] | None
_DATA = "data: "
_DONE = "[DONE]"


class Line:
    """One server. May be shared by threads."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        ca: Path | None = None,
        patience: Patience | None = None,
        actor: Actor | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Opens nothing yet.

        Args:
            address: ``https://shiftmate.lan:8443``.
            key: Of a program, as ``shiftmate keys`` made it; None on the server's own machine.
            ca: Certificates in PEM that the server's is signed by, where the system has none.
            patience: How long to wait, how often to try.
            actor: Who asks, where the server is this machine and nobody signs in.
            transport: What carries requests instead of the network.
            sleep: What waits between tries.

        Raises:
            BadAddress: It is none, or the key would go over the network in clear.
        """
        self.address = _checked(address, is_secret=bool(key))
        self.patience = patience or Patience()
        self.writing = httpx.Timeout(self.patience.writing, connect=self.patience.connect)
        """For what a model writes."""
        self._sleep = sleep
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        self._http = httpx.Client(
            base_url=self.address,
            headers=_who(key, actor),
            timeout=timeout,
            verify=_trusted(ca) if self.address.startswith("https:") else False,
            trust_env=False,  # no proxy and no .netrc stands between a plant's machines
            transport=transport,
        )

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def get(self, path: str, reply: type[R], **query: object) -> R:
        """Reads something."""
        return read(self.send("GET", path, params=_plain(query)), reply)

    def post(
        self, path: str, reply: type[R], body: Body = None, *, version: int | None = None
    ) -> R:
        """Has something done, once, however often it is sent; ``version`` is the one read."""
        return read(self.send("POST", path, json=_json(body), headers=_match(version)), reply)

    def patch(
        self, path: str, reply: type[R], body: Body, *, version: int | str | None = None
    ) -> R:
        """Changes something; ``version`` is the one read."""
        return read(self.send("PATCH", path, json=_json(body), headers=_match(version)), reply)

    def put(self, path: str, reply: type[R], body: Body) -> R:
        """Puts something in the place of what was there."""
        return read(self.send("PUT", path, json=_json(body)), reply)

    def delete(self, path: str) -> None:
        """Removes something."""
        self.send("DELETE", path)

    def frames(self, path: str, body: Body) -> Iterator[dict[str, Any]]:
        """The JSON frames of a stream; closing the iterator ends the request."""
        more = {"json": _json(body), "timeout": self.writing}
        with closing(self._sent("POST", path, more, is_stream=True)) as reply:
            try:
                for line in reply.iter_lines():
                    if line == _DATA + _DONE:
                        return
                    if line.startswith(_DATA):
                        yield _frame(line.removeprefix(_DATA))
            except httpx.TransportError as exc:
                raise Unreachable(self._lost(exc)) from exc
        raise Unreachable(f"{self.address} ended its answer in the middle. Ask again.")

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        """A reply that is a success.

        Raises:
            Refused: The server says no.
            Unreachable: Nobody answers.
        """
        return self._sent(method, path, more)

    def _sent(
        self, method: str, path: str, more: dict[str, Any], *, is_stream: bool = False
    ) -> httpx.Response:
        headers = dict(more.pop("headers", None) or {})
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        repeats = method in ("GET", "POST")  # a second DELETE or PATCH would find another state
        for tried in count(1):
            request = self._http.build_request(method, path, headers=headers, **more)
            try:
                reply = self._http.send(request, stream=is_stream)
                if reply.is_success:
                    return reply
                reply.read()
            except httpx.TransportError as exc:
                pause = self.patience.after_failure(tried, exc, repeats=repeats)
                if pause is None:
                    raise Unreachable(self._lost(exc)) from exc
            else:
                pause = self.patience.after_reply(tried, reply, repeats=repeats)
                if pause is None:
                    raise Refused(_problem(reply))
            self._sleep(pause)
        raise AssertionError("count() has no end")

    def _lost(self, exc: Exception) -> str:
        return (
            f"{self.address} does not answer: {str(exc) or type(exc).__name__}. Is `shiftmate "
            "serve` running there, and is its certificate trusted here (SHIFTMATE_CA)?"
        )


def _checked(address: str, *, is_secret: bool) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BadAddress(f"{address!r} is no server's address. https://shiftmate.lan:8443 is one.")
    if is_secret and parts.scheme == "http" and not _is_here(parts.hostname):
        raise BadAddress(
            f"{address} is not encrypted, so everyone on the way could read the key. Use https://."
        )
    return address.rstrip("/")


def _who(key: str | None, actor: Actor | None) -> dict[str, str]:
    if key:
        return {"Authorization": f"Bearer {key}"}
    return {"X-Actor-Name": quote(actor.name), "X-Actor-Role": actor.role} if actor else {}


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _trusted(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as exc:
        raise BadAddress(f"{ca} holds no certificates in PEM: {exc}.") from exc


def read(reply: httpx.Response, kind: type[R]) -> R:
    """The reply's body; raises StrangeReply."""
    try:
        return TypeAdapter(kind).validate_json(reply.content)
    except ValidationError as exc:
        raise StrangeReply(
            f"{reply.request.url} answered with what is no {kind.__name__} of this release. Have "
            "command and server the same version?"
        ) from exc


def _frame(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except ValueError as exc:
        raise StrangeReply(f"A piece of the answer is no JSON: {text[:80]!r}.") from exc
    if "error" in frame:  # the status line had gone out already
        raise Unreachable(str(frame["error"].get("message", "The answer broke off.")))
    return dict(frame)


def _problem(reply: httpx.Response) -> Problem:
    try:
        told = reply.json()
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    return Problem(
        status=reply.status_code,
        title=str(told.get("title") or reply.reason_phrase or reply.status_code),
        detail=str(told.get("detail") or ""),
        errors=tuple(
            (str(one.get("pointer", "")), str(one.get("detail", "")))
            for one in told.get("errors") or ()
        ),
        retry_after=retry_after(reply),
        request_id=reply.headers.get("x-request-id"),
    )


def _json(body: Body) -> Any:  # noqa: ANN401 - as JSON has it
    """What was set, and no more: null empties a field, what is left out stays as it is."""
    if isinstance(body, BaseModel):
        return body.model_dump(mode="json", exclude_unset=True)
    return body


def _plain(query: Mapping[str, object]) -> dict[str, str]:
    """As an address has it; None is left out."""
    told = {}
    for name, value in query.items():
        if isinstance(value, datetime):
            told[name] = value.isoformat()
        elif value is not None:
            told[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return told


def _match(version: int | str | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}

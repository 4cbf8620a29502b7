"""``Idempotency-Key``: a route whose requests can be sent again without doing their work again.

The key stands for one request of one person or program for seven days. What was sent is compared
file by file, since the boundary of a form changes from try to try. Only what succeeded is kept:
what was refused made nothing, and may be tried again under the same key.
"""

import re
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from assistant.api.idempotency.digest import digest
from assistant.api.rights import Needs

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.api.idempotency.store import Entry, Kept, Replies

HEADER = "Idempotency-Key"
LONGEST = 255
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Names this request: sent again under the same key within seven days, it is "
    "not carried out again, and its reply is given again with `Idempotency-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
}
"""As the description of the API has it."""
_KEPT_HEADERS = ("content-type", "etag", "location")
_IN_A_MOMENT = "2"
"""Seconds: what is in flight mostly ends within one."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ShownOnce(BaseModel):
    """A reply that holds a secret; it is kept nowhere, and so cannot be given again."""


class Once(APIRoute):
    """A route that heeds ``Idempotency-Key`` where it is sent with a POST."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: set[str] | list[str] | None = None,
        openapi_extra: dict[str, Any] | None = None,
        **more: Any,  # noqa: ANN401 (whatever FastAPI gives a route)
    ) -> None:
        told = dict(openapi_extra or {})
        if methods and "POST" in methods:
            told["parameters"] = [*told.get("parameters", ()), PARAMETER]
        super().__init__(path, endpoint, methods=methods, openapi_extra=told, **more)

    def get_route_handler(self) -> Handler:
        """The route's own handler, asked once for each key."""
        handle = super().get_route_handler()
        has_secret = isinstance(self.response_model, type) and issubclass(
            self.response_model, ShownOnce
        )

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method != "POST":
                return await handle(request)
            await self._let_in(request)
            name = _name(request, key)
            replies: Replies = await run_in_threadpool(_replies, request)
            sent = await digest(request)
            entry = await run_in_threadpool(replies.begin, name, sent)
            if not entry.is_ours:
                await request.close()  # the files of a form, which nobody takes now
                reply = _again(entry, sent)
                await self.may_see_again(request, reply)
                return reply
            request.state.reserved_id = entry.reserved
            kept: Kept | None = None
            try:
                response = await handle(request)
                kept = _kept(response, has_secret=has_secret)
            finally:
                if kept is None:
                    await run_in_threadpool(replies.release, name, entry.held_until)
            if kept is not None:
                await run_in_threadpool(replies.keep, name, kept)
            return response

        return once

    async def may_see_again(self, request: Request, reply: Response) -> None:
        """Raises what keeps a reply from who was given it once; a route may say what does.

        Args:
            request: That was sent again.
            reply: As it was given.
        """

    async def _let_in(self, request: Request) -> None:
        """Raises HTTPException where they may not ask any more: no reply is given again then."""
        for one in self.dependencies:
            if isinstance(one.dependency, Needs):
                await one.dependency(request)


def _reserved(request: Request) -> str | None:
    reserved: str | None = getattr(request.state, "reserved_id", None)
    return reserved


ReservedId = Annotated[str | None, Depends(_reserved)]
"""Id for what the request makes, the same whenever it is sent again; None without a key."""


def _again(entry: "Entry", sent: str) -> Response:
    """The reply to a request that is known already; raises HTTPException where there is none."""
    if entry.digest != sent:
        raise HTTPException(
            422, f"This {HEADER} stands for a request with other contents. Take a new one."
        )
    if entry.reply is None:
        raise HTTPException(
            409,
            f"The request of this {HEADER} is being carried out. Ask again in a moment.",
            headers={"Retry-After": _IN_A_MOMENT},
        )
    status, headers, body = entry.reply
    replayed = {**headers, "Idempotency-Replayed": "true"}
    if body is None:
        raise HTTPException(
            409,
            "This was carried out before; its reply, which showed a secret, is kept nowhere. "
            "Where it is lost, rotate it for a new one.",
            headers={name: told for name, told in replayed.items() if name != "content-type"},
        )
    return Response(body, status, headers=replayed)


def _name(request: Request, key: str) -> str:
    """Who asks, for what, and their key, as one word."""
    told = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if not _KEY.fullmatch(told):
        raise HTTPException(400, f"{HEADER} has 1 to {LONGEST} visible ASCII characters: a UUID.")
    principal = getattr(request.state, "principal", None)
    who = principal.id if principal else "console"
    return sha256("\n".join((who, request.method, request.url.path, told)).encode()).hexdigest()


def _replies(request: Request) -> "Replies":
    from assistant.api.idempotency.store import Replies

    return Replies(request.app.state.assistant.plant)


def _kept(response: Response, *, has_secret: bool) -> "Kept | None":
    """What is kept of a reply; None where nothing was made."""
    from assistant.api.idempotency.store import Kept

    if response.status_code >= 300:
        return None
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Kept(response.status_code, headers, None if has_secret else bytes(response.body))

"""``HEAD``: the head of what ``GET`` would send, and never more work than that."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.api.head import HeadAsGet
from tests.door import ask


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    reply: Response = PlainTextResponse(f"{request.method} here")
    if request.url.path == "/stream":
        reply = StreamingResponse(_endless())
    await reply(scope, receive, send)


def test_the_head_is_that_of_the_whole_reply() -> None:
    whole = ask(HeadAsGet(app), ("GET", "/", {}))
    head = ask(HeadAsGet(app), ("HEAD", "/", {}))
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")
    assert whole.body == b"GET here"


def test_nothing_streams_on_for_who_wants_the_head_alone() -> None:
    heard: list[Any] = []
    told = {"spec_version": "2.4"}  # a server that leaves it to us to notice who has gone
    assert ask(HeadAsGet(app), ("HEAD", "/stream", {}), heard=heard, asgi=told).body == b""
    assert [one["type"] for one in heard] == ["http.response.start", "http.response.body"]

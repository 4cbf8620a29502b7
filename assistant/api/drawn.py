"""Pictures as replies: kept by the browser, and shown again only to who may see them."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Annotated, Final

from fastapi import Query, Request, Response

SHARPEST: Final = 2400
"""Pixels across: an A4 page at 290 dots an inch; wider ones show no more of a scan."""

WidthOf = Annotated[
    int | None,
    Query(ge=200, le=SHARPEST, description="pixels across, for who looks closely", examples=[2400]),
]


def drawn(request: Request, draw: Callable[[], bytes]) -> Response:
    """The PNG, or 304 where the browser has it; call it when it is known that they may see it.

    Documents are named by their contents, so an address always shows the same picture. Yet the
    browser must ask each time (``no-cache``): the next person at a tablet may not be let see it,
    and what was read from the browser's own store would never be refused.
    """
    address = f"{_program()} {request.url.path}?{request.url.query}"
    headers = {
        "Cache-Control": "private, no-cache",
        "ETag": f'"{sha256(address.encode()).hexdigest()[:32]}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(draw(), media_type="image/png", headers=headers)


@cache
def _program() -> str:
    return version("shiftmate")

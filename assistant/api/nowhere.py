"""What is said where nothing is: 404, or 405 with ``Allow`` where only the method is another."""

from collections.abc import Iterable
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
REST: Final = "/v1/{rest:path}"
"""Answers for what is not there of ``/v1``, before the page can."""


def methods_at(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Methods that the address takes; none where nothing is."""
    ours = [route for route in routes if not _takes_all(route)]
    found = [
        method
        for method in METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in ours)
    ]
    return [*found[:1], "HEAD", *found[1:]] if "GET" in found else found


def nothing_at(routes: Iterable[BaseRoute], scope: Scope) -> HTTPException:
    """Says which of both it is. RFC 9110 15.5.6 asks for ``Allow``."""
    if methods := methods_at(routes, scope):
        taken = ", ".join(methods)
        return HTTPException(405, f"This address takes {taken}.", headers={"Allow": taken})
    return HTTPException(404)


class Nowhere:
    """Stands in the page's place for what the page is not asked; within the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, _: Receive, __: Send) -> None:
        """Raises, always: the application words it as it words whatever else is not there."""
        raise nothing_at(self._app.router.routes, scope)


def _takes_all(route: BaseRoute) -> bool:
    is_page = isinstance(route, Mount) and not route.path
    return is_page or (isinstance(route, Route) and route.path == REST)

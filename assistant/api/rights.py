"""What a route asks of who calls it. One that asks nothing is not served: `require_declared`."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from fastapi import HTTPException, Request, params
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from assistant.access.model import Principal
from assistant.access.rights import FOR_PEOPLE, Right
from assistant.api.actor import principal_of

Asked = Right | Literal["sign-in", "nothing"]
"""``sign-in``: whoever is known will do; ``nothing``: strangers too."""


class Declared(NamedTuple):
    """One route and what it asks for."""

    method: str
    path: str
    needs: "Needs | None"
    """None: it says nothing."""


class Needs:
    """The dependency of a route that asks for a right."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    async def __call__(self, request: Request) -> None:
        """Raises HTTPException 401, 403. On the event loop: a thread costs more than the look."""
        if self.asked == "nothing":
            return
        principal = principal_of(request)
        if self.asked != "sign-in":
            require(principal, self.asked)


def needs(asked: Asked) -> params.Depends:
    """For a route's ``dependencies``."""
    return params.Depends(Needs(asked))


def require(principal: Principal, right: Right) -> None:
    """Raises HTTPException 403 unless they have it."""
    if principal.may(right):
        return
    if principal.kind == "program" and right in FOR_PEOPLE:
        raise HTTPException(403, f"No key has the right {right}: people decide that, signed in.")
    if principal.kind == "program":
        raise HTTPException(
            403, f"This key lacks the scope {right}. An administrator can make one that has it."
        )
    raise HTTPException(
        403, f"{principal.name} ({principal.role}) lacks the right {right}. Ask an administrator."
    )


def declared(routes: Iterable[BaseRoute]) -> list[Declared]:
    """Every route of ours, one method a line; mounted applications are none of ours."""
    return [
        Declared(verb, route.path, _asked(route))
        for route in routes
        if isinstance(route, APIRoute)
        for verb in sorted(route.methods or ())
    ]


def require_declared(routes: Iterable[BaseRoute]) -> None:
    """Raises LookupError naming the routes that ask for nothing: they would be open to all."""
    if silent := [f"{one.method} {one.path}" for one in declared(routes) if one.needs is None]:
        raise LookupError(f"Routes without needs(...), see assistant.api.rights: {silent}")


def _asked(route: APIRoute) -> Needs | None:
    wanted = (one.dependency for one in route.dependencies)
    return next((one for one in wanted if isinstance(one, Needs)), None)

"""A line in the log for each request: who, what and how long, and nothing that was said in it."""

import logging
from typing import Final

from starlette.types import Scope

from assistant.observe.logs import fields

logger = logging.getLogger(__name__)
_PROBES: Final = frozenset({"/healthz", "/metrics"})
"""Asked for every few seconds by machines."""


def write_down(scope: Scope, route: str, status: str, seconds: float) -> None:
    """Writes the line.

    Args:
        scope: Of the request, once it is over.
        route: Its pattern. An address may hold ids and, behind ``?``, words.
        status: Of the reply.
        seconds: Until the last byte.
    """
    who = scope.get("state", {}).get("principal")
    address, _ = scope.get("client") or (None, 0)
    level = logging.DEBUG if route in _PROBES else logging.INFO
    logger.log(
        level,
        "%s %s",
        scope["method"],
        route,
        extra=fields(
            principal=getattr(who, "id", None),
            address=address,
            method=scope["method"],
            route=route,
            status=int(status),
            ms=round(seconds * 1000, 1),
        ),
    )

"""``/admin``: people, keys, webhooks, models, backups and the log, for administrators.

The page is the frame and its parts' names; ui/static/admin.js fills a part when it is opened, with
what ``/v1`` tells.
"""

from collections.abc import Iterable
from typing import Final, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.access.rights import RIGHTS, SCOPES, Right
from assistant.api.actor import PrincipalOf
from assistant.api.rights import needs
from assistant.audit.model import EventName
from assistant.webhooks.model import EVENT_TYPES
from ui.frame import framed
from ui.safe import both, text

router = APIRouter()

ADMIN: Final = "/admin"
PARTS: Final = ("people", "keys", "webhooks", "models", "backups", "audit")


@router.get(ADMIN, include_in_schema=False, dependencies=[needs("people:manage")])
async def admin(principal: PrincipalOf) -> HTMLResponse:
    """All of it; what is behind each part asks for its own right."""
    return framed(
        principal, "place_admin", _main(), here=ADMIN, styles=["admin.css"], modules=["admin.js"]
    )


def _main() -> str:
    tabs = "".join(f'<a href="#{part}">{both(f"admin_{part}")}</a>' for part in PARTS)
    return (
        f'<nav class="tabs" aria-labelledby="parts-name"><span id="parts-name" class="sr-only">'
        f"{both('admin_parts')}</span>{tabs}</nav>"
        f'<div id="admin" data-roles="{_joined(RIGHTS)}" data-scopes="{_joined(_scopes())}"'
        f' data-events="{_joined(EVENT_TYPES)}" data-noted="{_joined(_noted())}">'
        f'<p class="note" role="status">{both("admin_loading")}</p></div>'
    )


def _scopes() -> list[Right]:
    return [right for right in get_args(Right) if right in SCOPES]


def _noted() -> list[str]:
    """Kinds of what the log notes: the part of a name before its dot."""
    return list(dict.fromkeys(name.partition(".")[0] for name in get_args(EventName)))


def _joined(names: Iterable[str]) -> str:
    return text(" ".join(names))

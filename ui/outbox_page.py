"""``/outbox``: what waits to be sent and what is at hand offline; ``/offline``: the same, nobody's.

The service worker keeps ``/offline`` and shows it where the network is gone and no copy of the page
asked for is at hand. So it bears no name: the next at the tablet may be somebody else.
"""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.api.actor import PrincipalOf
from assistant.api.rights import needs
from ui.frame import framed
from ui.safe import both

router = APIRouter()

OUTBOX: Final = "/outbox"
OFFLINE: Final = "/offline"


@router.get(OUTBOX, include_in_schema=False, dependencies=[needs("docs:read")])
async def outbox(principal: PrincipalOf) -> HTMLResponse:
    """Everything that this tablet has for the service, and what it keeps."""
    return framed(principal, "outbox", _main(), here=OUTBOX)


@router.get(OFFLINE, include_in_schema=False, dependencies=[needs("sign-in")])
async def offline() -> HTMLResponse:
    """For the service worker."""
    lost = f'<p class="trouble while-away">{both("offline_page")}</p>'
    again = f'<p class="note once-back" role="status">{both("network_back")}</p>'
    again += f'<p><a class="button" href="" data-again>{both("retry")}</a></p>'
    return framed(None, "outbox", lost + again + _main())


def _main() -> str:
    return (
        f'<section aria-labelledby="to-send"><h2 id="to-send">{both("to_send")}</h2>'
        "<div data-outbox></div></section>"
        f'<section aria-labelledby="at-hand"><h2 id="at-hand">{both("at_hand")}</h2>'
        "<div data-packs></div></section>"
    )

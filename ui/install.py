"""What makes the page installable: its manifest and its service worker."""

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response

from assistant.api.actor import PrincipalOf
from assistant.api.rights import needs
from assistant.api.words import language_of
from ui.outbox_page import OFFLINE, OUTBOX
from ui.phrases import PHRASES
from ui.places import PLACES
from ui.release import address, contents, release

router = APIRouter()

_STEEL: Final = "#1c2b37"
_FLOOR: Final = "#e8ecef"
_NOT_KEPT: Final = ("icons/", "sw.js")
"""Of the page's own files the worker fetches all others when it is installed."""
_ICONS: Final = [
    {"src": "/ui/icons/shiftmate.svg", "sizes": "any", "type": "image/svg+xml"},
    *(
        {"src": f"/ui/icons/shiftmate-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ),
    {
        "src": "/ui/icons/shiftmate-maskable.png",
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    },
]


@router.get("/manifest.json", include_in_schema=False, dependencies=[needs("nothing")])
async def manifest(
    accept_language: Annotated[str, Header(max_length=1000)] = "",
) -> JSONResponse:
    """Who installs it reads it in the device's language; a browser asks without its cookie."""
    language = language_of(accept_language)
    told: dict[str, Any] = {
        "id": "/",
        "name": getattr(PHRASES["app_name"], language),
        "short_name": "Shiftmate",
        "description": getattr(PHRASES["tagline"], language),
        "lang": "zh-CN" if language == "zh" else "en",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "theme_color": _STEEL,
        "background_color": _FLOOR,
        "categories": ["productivity", "business"],
        "icons": _ICONS,
        "shortcuts": [
            {"name": getattr(PHRASES[name], language), "url": path}
            for name, path in [*((one.name, one.path) for one in PLACES), ("outbox", OUTBOX)]
        ],
    }
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return JSONResponse(told, media_type="application/manifest+json", headers=headers)


@router.get("/sw.js", include_in_schema=False, dependencies=[needs("nothing")])
async def worker() -> Response:
    """The service worker; its first line is all that a release changes in it."""
    shell = [address("words.js"), OFFLINE, "/manifest.json"]
    shell += [address(name) for name in contents() if not name.startswith(_NOT_KEPT)]
    code = f"const RELEASE = {json.dumps(release())}, SHELL = {json.dumps(shell)};\n".encode()
    return Response(
        code + contents()["sw.js"],
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


@router.get("/here.json", include_in_schema=False, dependencies=[needs("sign-in")])
async def here(principal: PrincipalOf) -> dict[str, str]:
    """Who is signed in just now: what one person typed never leaves in another's name."""
    return {"id": principal.id, "name": principal.name}

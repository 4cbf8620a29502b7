"""The page's own files under one address, which changes with their content.

``/ui/<release>/…`` is kept by browsers for ever, and modules find each other by relative
addresses: whatever a page loads is of one release, and a new release asks for nothing old.
"""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ui.phrases import PHRASES

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


def mount_files(app: FastAPI) -> None:
    """Serves them, words included; under ``/ui`` alone they are asked for anew each time."""
    app.add_route(address("words.js"), _words, include_in_schema=False)
    app.mount(f"/ui/{release()}", _Kept(_FOR_EVER), name="ui-release")
    app.mount("/ui", _Kept(_ASK_AGAIN), name="ui")


def address(name: str) -> str:
    """Where a file of ``ui/static`` is found, as of this release."""
    return f"/ui/{release()}/{name}"


@cache
def release() -> str:
    """Names the content of all files and words: 12 hexadecimal digits."""
    told = sha256(words_module().encode())
    for name, content in contents().items():
        told.update(f"{name} {len(content)} ".encode() + content)
    return told.hexdigest()[:12]


@cache
def contents() -> dict[str, bytes]:
    """Every file of ``ui/static`` by its path there."""
    return dict(sorted(_below(files("ui").joinpath("static"), "")))


@cache
def words_module() -> str:
    """All phrases as an ES module, which say.js reads."""
    words = {key: phrase._asdict() for key, phrase in PHRASES.items()}
    return f"export const WORDS = {json.dumps(words, ensure_ascii=False)};\n"


def _below(folder: "Traversable", prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _below(entry, f"{prefix}{entry.name}/")
        else:
            found.append((f"{prefix}{entry.name}", entry.read_bytes()))
    return found


async def _words(_: object) -> Response:
    headers = {"Cache-Control": _FOR_EVER}
    return Response(words_module(), media_type="text/javascript", headers=headers)


class _Kept(StaticFiles):
    """Says how long its files may be kept."""

    def __init__(self, keeping: str) -> None:
        super().__init__(packages=[("ui", "static")])
        self._keeping = keeping

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        reply = await super().get_response(path, scope)
        reply.headers["Cache-Control"] = self._keeping
        return reply

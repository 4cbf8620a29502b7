"""``/conversation/{name}.json``: a conversation for the report that is made of it.

Who asks gets their own alone; names are random and known to nobody else's browser.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request

from assistant.api.actor import PrincipalOf
from assistant.api.rights import needs
from ui.conversation import Turn, Turns
from ui.doorway import owner_of
from ui.kept import Kept
from ui.links import picture_of

router = APIRouter()
_LONGEST: Final = 10_000
"""Characters of the messages together, as ``POST /v1/reports/draft`` takes them."""
_REPLY: Final = 600
"""Characters of an answer: drafts are made of what people said."""


@router.get(
    "/conversation/{name}.json", include_in_schema=False, dependencies=[needs("reports:draft")]
)
async def conversation(
    name: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
    request: Request,
    principal: PrincipalOf,
) -> dict[str, Any]:
    """Its messages, the pages behind them, and the machine that was asked about last."""
    kept: Kept = request.app.state.kept
    theirs = request.app.state.assistant.as_asked_by(principal)
    turns = kept.find(owner_of(principal), name, theirs)
    if not turns:
        raise HTTPException(404, "The conversation is over. Write the report from a note.")
    return {"id": name, "machine": _machine(turns), "messages": handed(turns)}


def handed(turns: Turns) -> list[dict[str, Any]]:
    """Messages with their pages, the oldest left out where they are too long together."""
    messages = [message for turn in turns for message in _messages(turn)]
    while sum(len(message["content"]) for message in messages) > _LONGEST:
        messages = messages[1:]
    return messages


def _machine(turns: Turns) -> str | None:
    return next((turn.within.machine for turn in reversed(turns) if turn.within), None)


def _messages(turn: Turn) -> Iterator[dict[str, Any]]:
    yield {"role": "user", "content": turn.question, "pages": []}
    said = turn.answer.text if turn.answer else turn.words
    if said:
        short = said if len(said) <= _REPLY else f"{said[: _REPLY - 1]}…"
        yield {"role": "assistant", "content": short, "pages": _pages(turn)}


def _pages(turn: Turn) -> Sequence[dict[str, Any]]:
    cited = [one.chunk for one in turn.answer.citations] if turn.answer else []
    return [
        {
            "title": chunk.title or chunk.file_name,
            "file_name": chunk.file_name,
            "page": chunk.page,
            "document_id": chunk.document_id,
            "chunk_id": chunk.chunk_id,
            "picture": chunk.page and picture_of(chunk, chunk.page),
        }
        for chunk in cited
    ]

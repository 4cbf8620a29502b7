"""``POST /v1/chat/completions``: OpenAI's request and reply, plain and streaming."""

import json
from collections.abc import AsyncIterator, Sequence
from collections.abc import Generator as Stream
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from assistant.answering.reply import Answer, Event, Finished, Found, Words
from assistant.api.chat_schemas import ChatReply
from assistant.api.completion import Completion
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import ChatRequest, conversation, scope_of
from assistant.errors import ShiftmateError
from ingest.document import Chunk

router = APIRouter(tags=["ask"])
EVENTS = "text/event-stream"


@router.post(
    "/v1/chat/completions",
    response_model=None,
    responses={200: {"model": ChatReply, "content": {EVENTS: {}}}},
    dependencies=[needs("docs:read")],
)
async def chat_completions(body: ChatRequest, request: Request, assistant: AssistantOf) -> Response:
    """Answers the last message from the documents, with a citation for what it says."""
    filters = await run_in_threadpool(assistant.filters, scope_of(body.filters))
    events = assistant.answer(
        conversation(body.messages), body.new_tokens(), filters=filters, shows_found=False
    )
    reply = Completion(assistant.name)
    told = iterate_in_threadpool(events)
    # Headers wait for the first words, so that a full queue is a 429 and not a broken stream.
    safety, first = await _first_words(told)
    if body.stream:
        usage = bool((body.stream_options or {}).get("include_usage"))
        return StreamingResponse(
            _frames(reply, safety, first, told, events, usage=usage),
            media_type=EVENTS,
        )
    try:
        answer = await _finished(first, told, request)
    finally:
        events.close()
    return JSONResponse(reply.whole(answer) if answer else None)


async def _first_words(told: AsyncIterator[Event]) -> tuple[Sequence[Chunk], Event]:
    """And the warnings that stand before them."""
    safety: Sequence[Chunk] = ()
    async for event in told:
        if isinstance(event, Found):
            safety = event.safety
        if isinstance(event, (Words, Finished)):
            return safety, event
    raise RuntimeError("an answer ended before it was finished")  # the pipeline always finishes


async def _finished(first: Event, told: AsyncIterator[Event], request: Request) -> Answer | None:
    """Waits for the end; None when the client has gone, which stops the model."""
    if isinstance(first, Finished):
        return first.answer
    async for event in told:
        if isinstance(event, Finished):
            return event.answer
        if await request.is_disconnected():
            return None
    return None


async def _frames(
    reply: Completion,
    safety: Sequence[Chunk],
    first: Event,
    told: AsyncIterator[Event],
    events: Stream[Event, None, None],
    *,
    usage: bool,
) -> AsyncIterator[str]:
    """Server-sent events as OpenAI's clients read them.

    Holds one letter back, because the last content frame carries the citations; no more, because
    the manuals' own words are not to wait for the model's.
    """
    held, answer = "", None
    try:
        yield _frame(reply.first(safety))
        async for event in _following(first, told):
            if isinstance(event, Words):
                words = held + event.text
                held = words[-1:]
                yield _frame(reply.chunk({"content": words[:-1]}))
            elif isinstance(event, Finished):
                answer = event.answer
    except ShiftmateError as exc:
        # The status line has gone out already; OpenAI's clients raise on this frame.
        yield _frame({"error": {"message": str(exc), "type": type(exc).__name__}})
    else:
        if answer is not None:
            yield _frame(reply.last(held, answer))
            yield _frame(reply.chunk({}, finish=answer.finish))
            if usage:
                yield _frame(reply.usage(answer))
        yield "data: [DONE]\n\n"
    finally:
        events.close()


async def _following(first: Event, rest: AsyncIterator[Event]) -> AsyncIterator[Event]:
    yield first
    async for event in rest:
        yield event


def _frame(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"

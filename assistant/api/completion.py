"""One answer in OpenAI's forms: whole, and as the frames of a stream."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

from assistant.answering.reply import Answer
from assistant.api.schemas import SafetyReply, extras, page_url
from ingest.document import Chunk
from prompts.phrases import MARK


class Completion:
    """One reply: its id and time are the same in every frame."""

    def __init__(self, model: str) -> None:
        self._frame = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": model,
        }

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        """A frame of the stream."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**self._frame, "object": "chat.completion.chunk", "choices": [choice]}

    def first(self, safety: Sequence[Chunk]) -> dict[str, Any]:
        """The frame before any word; the manuals' warnings come with it."""
        frame = self.chunk({"role": "assistant", "content": ""})
        told = [SafetyReply.of(block).model_dump() for block in safety]
        return {**frame, "safety": told} if told else frame

    def last(self, words: str, answer: Answer) -> dict[str, Any]:
        """The last content frame, which carries citations, refusal, safety and timings."""
        delta = {"content": words, "annotations": _annotations(answer)}
        return {**self.chunk(delta), **extras(answer)}

    def usage(self, answer: Answer) -> dict[str, Any]:
        """The frame that counts tokens, sent when the client asked for it."""
        return {**self.chunk({}), "choices": [], "usage": _usage(answer)}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The reply to a request that did not ask for a stream."""
        message = {
            "role": "assistant",
            "content": answer.text,
            "refusal": None,
            "annotations": _annotations(answer),
        }
        choice = {
            "index": 0,
            "message": message,
            "finish_reason": answer.finish,
            "logprobs": None,
        }
        return {
            **self._frame,
            "object": "chat.completion",
            "choices": [choice],
            "usage": _usage(answer),
            **extras(answer),
        }


def _usage(answer: Answer) -> dict[str, int]:
    prompt, new = answer.timings.prompt_tokens, answer.timings.new_tokens
    return {"prompt_tokens": prompt, "completion_tokens": new, "total_tokens": prompt + new}


def _annotations(answer: Answer) -> list[dict[str, Any]]:
    """Every mark's place in the text, in OpenAI's form."""
    chunks = {citation.marker: citation.chunk for citation in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start(),
                "end_index": mark.end(),
                "title": chunk.title,
                "url": page_url(chunk),
            },
        }
        for mark in MARK.finditer(answer.text)
        if (chunk := chunks.get(int(mark[1])))
    ]

"""The frames of a streamed chat completion, as OpenAI-compatible servers send them."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, NonNegativeInt, ValidationError

_DONE = b"[DONE]"
_LETTERS = 32
"""Characters that one token may stand for; longer ones are runs of blanks."""


class Malformed(Exception):
    """No chat completion looks like that."""


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: NonNegativeInt = 0
    completion_tokens: NonNegativeInt = 0


class _Frame(BaseModel):
    choices: Sequence[_Choice] = ()
    usage: _Usage | None = None
    error: Any = None


class Frames:
    """Takes a reply's lines one by one, and no more words than were asked for."""

    def __init__(self, most: int) -> None:
        self.finish: Literal["stop", "length"] | None = None
        """Why it ended, once it has."""
        self.over = False
        """Nothing worth waiting for follows."""
        self.said = False
        self.prompt_tokens = 0
        self.new_tokens = 0
        """As the server counts; until it tells, a frame with words is taken for one token."""
        self._frames_left, self._room = most, most * _LETTERS

    def take(self, line: bytes) -> str:
        """The words of a line; empty where it holds none. Raises Malformed."""
        field, _, data = line.partition(b":")
        data = data.strip()
        if field != b"data" or not data:
            return ""
        if data == _DONE:
            self._end("stop")
            self.over = True
            return ""
        return self._frame(_parsed(data))

    def _frame(self, frame: _Frame) -> str:
        text = ""
        for choice in frame.choices[:1]:
            text = self._within((choice.delta and choice.delta.content) or "")
            if choice.finish_reason:
                self._end("length" if choice.finish_reason == "length" else "stop")
        if frame.usage:
            self.prompt_tokens = frame.usage.prompt_tokens
            self.new_tokens = frame.usage.completion_tokens
            self.over = self.over or self.finish is not None
        return text

    def _within(self, text: str) -> str:
        """As much of it as still fits: a server that does not stop by itself is left."""
        if not text:
            return ""
        self.said = True
        self.new_tokens += 1
        self._frames_left -= 1
        kept, self._room = text[: self._room], self._room - len(text)
        if self._frames_left < 0 or self._room < 0:
            self._end("length")
            self.over = True
        return kept if self._frames_left >= 0 else ""

    def _end(self, why: Literal["stop", "length"]) -> None:
        self.finish = self.finish or why


def _parsed(data: bytes) -> _Frame:
    try:
        frame = _Frame.model_validate_json(data)
    except ValidationError as exc:
        raise Malformed("a frame that is none of a chat completion") from exc
    if frame.error is not None:
        raise Malformed(f"an error: {frame.error}")
    return frame

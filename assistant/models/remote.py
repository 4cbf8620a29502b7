"""An OpenAI-compatible server as the engine: vLLM, Ollama, llama.cpp's own, or another of ours."""

import json
import logging
import time
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from assistant.errors import ModelUnavailable
from assistant.models.frames import Frames, Malformed
from assistant.models.generator import Message, Piece
from assistant.models.turns import turns
from assistant.models.wire import (
    Address,
    Deadline,
    TooLong,
    exchange,
    lines,
    retry_after,
    whole,
)

logger = logging.getLogger(__name__)

_STREAM = "text/event-stream"
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Statuses that the same request may not meet again."""
_OURS = frozenset({400, 413, 422})
"""Statuses about this one request; the next may fare better."""
_SECRET = frozenset({401, 403})
"""Statuses whose text may repeat the key."""
_NO_LIST = frozenset({404, 405, 500, 501})
"""Statuses of servers that write but do not list what they serve; transformers' own among them."""
_LINGER = 1.0
"""Seconds for the count of tokens, which comes after the last word if it comes."""
_LONGEST_REST = 300.0
"""Seconds; a server may ask to be spared for longer, but then nobody would notice it is back."""
_LISTING = 1024 * 1024
"""Bytes."""
_EXCERPT = 200
"""Characters of a server's own words that are told."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for, in seconds, and how often it is tried."""

    connect: float = 3.0
    first: float = 60.0
    """Until the first word, all tries and pauses together."""
    between: float = 20.0
    """From word to word."""
    tries: int = 3
    pause: float = 0.5
    """Before the second try; twice as long before the third."""
    rest: float = 15.0
    """A server that failed before its first word is not asked again for so long."""


class _Trouble(Exception):
    """What went wrong, and whether it is worth another try."""

    def __init__(
        self, told: str, *, again: bool = False, after: float = 0.0, rests: bool = True
    ) -> None:
        super().__init__(told)
        self.again, self.after, self.rests = again, after, rests


class _Served(BaseModel):
    id: str


class _Listing(BaseModel):
    data: list[_Served]


class RemoteGenerator:
    """A Generator over an address; tried again before the first word, never after it.

    No proxy is used and no redirect followed: what the manuals say goes to that address alone.
    """

    def __init__(
        self, url: str, model: str, api_key: str | None = None, patience: Patience | None = None
    ) -> None:
        self.name = model
        self._address = Address.parse(url)
        self._key = (api_key or "").strip()
        if not (self._key.isascii() and self._key.isprintable()):
            raise ModelUnavailable(
                "SHIFTMATE_GENERATION_API_KEY holds characters that no header can carry. "
                "Copy it again."
            )
        self._patience = patience or Patience()
        self._rests_until = 0.0
        self._reason = ""

    @property
    def state(self) -> Literal["ready", "unavailable"]:
        """Whether the server did what was asked of it the last time."""
        return "unavailable" if self._reason else "ready"

    def load(self) -> None:
        """Sees whether the server answers, so that its state is known before the first question."""
        try:
            self.models()
        except ModelUnavailable as exc:
            logger.warning("not there yet: %s", exc)

    def models(self) -> tuple[str, ...]:
        """The names that the server gives its models; empty where it does not tell.

        Raises:
            ModelUnavailable: It does not answer.
        """
        deadline = Deadline(self._patience.connect * 2)
        try:
            with self._asked("/models", None, deadline) as response:
                if response.status not in (200, *_NO_LIST):
                    self._check(response)
                body = whole(response, _LISTING)
        except _Trouble as trouble:
            raise self._gone(trouble) from trouble
        self._reason = ""
        try:
            served = _Listing.model_validate_json(body).data
        except ValidationError:
            return ()
        return tuple(self._shown(model.id) for model in served)

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the reply as the server sends it; closing the iterator hangs up.

        Raises:
            ModelUnavailable: The server cannot be reached, is slower than it may be, or sends what
                no such server sends.
        """
        if (rest := self._rests_until - time.monotonic()) > 0:
            raise ModelUnavailable(f"{self._reason} It is not asked again for {rest:.0f} s.")
        body = self._body(messages, max_new_tokens)
        deadline = Deadline(self._patience.first)
        for attempt in range(self._patience.tries):
            said = False
            try:
                with closing(self._pieces(body, max_new_tokens, deadline)) as pieces:
                    for piece in pieces:
                        said, self._reason = True, ""
                        yield piece
                return
            except _Trouble as trouble:
                if said:
                    raise self._unavailable(trouble) from trouble
                self._wait(trouble, attempt, deadline)

    def _wait(self, trouble: _Trouble, attempt: int, deadline: Deadline) -> None:
        """Pauses before the next try; raises ModelUnavailable where there is none."""
        pause = max(trouble.after, self._patience.pause * 2**attempt)
        if not trouble.again or attempt + 1 >= self._patience.tries or pause >= deadline.left:
            raise self._gone(trouble) from trouble
        logger.info("%s fails and is asked again in %.1f s: %s", self._address, pause, trouble)
        time.sleep(pause)

    def _gone(self, trouble: _Trouble) -> ModelUnavailable:
        """Spares the server for a while, unless it was this one request that it did not like."""
        told = self._unavailable(trouble)
        if trouble.rests:
            rest = max(self._patience.rest, min(trouble.after, _LONGEST_REST))
            self._rests_until, self._reason = time.monotonic() + rest, str(told)
        return told

    def _unavailable(self, trouble: _Trouble) -> ModelUnavailable:
        return ModelUnavailable(
            f"The generation server {self._address} for {self.name} failed: {trouble}. "
            "Check SHIFTMATE_GENERATION_URL and the server's own log."
        )

    def _body(self, messages: Sequence[Message], max_new_tokens: int) -> bytes:
        asked: dict[str, Any] = {
            "model": self.name,
            "messages": turns(messages),
            "max_tokens": max_new_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        return json.dumps(asked).encode()

    def _pieces(self, body: bytes, most: int, deadline: Deadline) -> Stream[Piece, None, None]:
        """One try. Time runs only while the server is waited for, never while it is read."""
        frames = Frames(most)
        with self._asked("/chat/completions", body, deadline) as response:
            self._check(response)
            for line in _heard(response, frames, deadline):
                if text := frames.take(line):
                    yield Piece(text, frames.prompt_tokens, frames.new_tokens)
                    deadline.allow(self._patience.between)
        if frames.finish is None:
            raise _Trouble("it broke off before the end", again=True)
        if not frames.said:
            raise _Trouble("it ended without a word", again=True)
        yield Piece("", frames.prompt_tokens, frames.new_tokens, frames.finish)

    @contextmanager
    def _asked(self, route: str, body: bytes | None, deadline: Deadline) -> Iterator[HTTPResponse]:
        """The reply; whatever goes wrong until the block ends is told as a trouble."""
        headers = {"Accept": f"{_STREAM}, application/json", "Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        connect = self._patience.connect
        try:
            with exchange(self._address, route, headers, body, connect, deadline) as response:
                yield response
        except TimeoutError as exc:
            raise _Trouble("it took too long", again=True) from exc
        except (OSError, HTTPException) as exc:
            raise _Trouble(self._shown(f"{type(exc).__name__}: {exc}"), again=True) from exc
        except (Malformed, TooLong) as exc:
            raise _Trouble(self._shown(f"it sent {exc}")) from exc

    def _check(self, response: HTTPResponse) -> None:
        """Raises _Trouble unless a stream of words follows."""
        status, kind = response.status, response.getheader("Content-Type", "")
        if 300 <= status < 400:
            raise _Trouble(
                f"status {status} sends us elsewhere, and the manuals' words are not carried there "
                "unasked; set the final address"
            )
        if status != 200:
            raise _Trouble(
                f"status {status} {self._said(response)}".rstrip(),
                again=status in _PASSING,
                after=retry_after(response),
                rests=status not in _OURS,
            )
        if not kind.lower().startswith(_STREAM):
            kind = self._shown(kind)
            raise _Trouble(f"it sent {kind or 'no type'}, no stream: {self._said(response)}")

    def _said(self, response: HTTPResponse) -> str:
        """The beginning of an error's body."""
        if response.status in _SECRET:
            return ""
        return self._shown(whole(response, _EXCERPT * 8).decode("utf-8", "replace"))

    def _shown(self, text: str) -> str:
        """The server's words as a log may hold them: one line, not long, and without our key."""
        if self._key:
            text = text.replace(self._key, "***")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return line[:_EXCERPT]


def _heard(response: HTTPResponse, frames: Frames, deadline: Deadline) -> Iterator[bytes]:
    """Lines until the reply is over; after its end only the count of tokens is waited for."""
    try:
        for line in lines(response):
            yield line
            if frames.over:
                return
            if frames.finish:
                deadline.cut(_LINGER)
    except (OSError, HTTPException):
        if frames.finish is None:
            raise

"""The thread that takes the steps: who joins, who leaves, what when a step fails."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Generator as Stream
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnavailable
from assistant.models.engine.cache import Cache, Shape
from assistant.models.engine.kept import Kept, Read
from assistant.models.engine.odds import Odds
from assistant.models.engine.reply import Reply
from assistant.models.engine.step import Part, take
from assistant.models.engine.text import Text

if TYPE_CHECKING:
    from transformers import PreTrainedModel

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Texts under way; those that came later wait in their order."""
CHUNK = 256
"""Tokens of a prompt read in one step: a second, after which who left is noticed."""
CHUNK_BESIDE = 96
"""The same while others are being written, each of whom gets a token a step."""
KEPT_BYTES = 96 * 1024 * 1024
"""Of finished texts' keys and values; three prompts with their answers for the default model."""


class Engine:
    """Writes several texts at once with one model, which nobody else may use.

    Args:
        model: Opened with ``attn_implementation=attention.NAME``, after ``attention.register``.
        at_once: Texts under way.
        kept_bytes: Bound on what is remembered of finished texts.
        guesses: Whether what stands in the text may be guessed to follow, and be verified.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        *,
        at_once: int = AT_ONCE,
        kept_bytes: int = KEPT_BYTES,
        chunk: int = CHUNK,
        guesses: bool = True,
    ) -> None:
        self._model, self._shape = model, Shape.of(model)
        self._at_once, self._chunk, self._guesses = at_once, chunk, guesses
        self._kept = Kept(kept_bytes)
        self._waiting: deque[Text] = deque()
        self._running: list[Text] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def reply(self, prompt: Sequence[int], most: int, stops: Set[int]) -> Stream[int, None, None]:
        """Yields the likeliest tokens, one of ``stops`` as the last unless ``most`` came before.

        Closing the iterator takes the text out of the next step.

        Raises:
            ModelUnavailable: The prompt is longer than the model reads, or the engine failed.
        """
        most = min(most, self._room_behind(prompt))
        return self._under_way(Reply(prompt, most, stops, guesses=self._guesses))

    def odds(self, prompt: Sequence[int], options: Sequence[Sequence[int]]) -> list[float]:
        """Log-probability of each option, one token at least, as what follows the prompt.

        Raises:
            ModelUnavailable: The prompt is longer than the model reads, or the engine failed.
        """
        self._room_behind(prompt)
        return list(self._under_way(Odds(prompt, options))) if options else []

    def close(self) -> None:
        """Stops after the step in hand; whoever still waits is told."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _room_behind(self, prompt: Sequence[int]) -> int:
        most: int = self._model.config.max_position_embeddings
        if len(prompt) >= most:
            raise ModelUnavailable(
                f"The prompt takes {len(prompt)} tokens, and the model reads fewer than {most}. "
                "Ask a shorter question, or set SHIFTMATE_PROMPT_CHARACTERS lower."
            )
        return most - len(prompt)

    def _under_way(self, text: Text) -> Stream[Any, None, None]:
        self._join(text)
        try:
            yield from text.outlet
        finally:
            text.outlet.leave()

    def _join(self, text: Text) -> None:
        with self._changed:
            if self._closed:
                raise ModelUnavailable("The model in this process has been shut down.")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
                self._thread.start()
            self._waiting.append(text)
            self._changed.notify()

    def _run(self) -> None:
        import torch

        while self._has_work():
            try:
                with torch.inference_mode():
                    take(self._model, self._plan())
                    self._dismiss()
            except Exception as exc:  # whatever it is, those who wait must be told
                logger.exception("a step of the generation model failed")
                self._give_up(self._running, exc)
        self._give_up([*self._running, *self._waiting], RuntimeError("it was shut down"))

    def _has_work(self) -> bool:
        """Waits for some; False when the engine is to stop."""
        with self._changed:
            while not self._closed:
                self._admit()
                if self._running:
                    return True
                self._changed.wait()
            return False

    def _admit(self) -> None:
        """First come, first served; who left is let go."""
        self._dismiss()
        while self._waiting and len(self._running) < self._at_once:
            if not (text := self._waiting.popleft()).outlet.left:
                self._running.append(text)

    def _plan(self) -> list[Part]:
        """A token of every text that is being written, and a part of the first that is not."""
        writing = [text for text in self._running if text.cache and text.unread == 1]
        parts = [
            Part(text, text.cache, text.tokens[-1:], (), True) for text in writing if text.cache
        ]
        reading = next((text for text in self._running if text not in writing), None)
        if reading:
            parts.append(self._read(reading, CHUNK_BESIDE if writing else self._chunk))
        return self._with_guesses(parts)

    def _read(self, text: Text, most: int) -> Part:
        cache = text.cache = text.cache or self._opened(text)
        tokens = text.tokens[cache.length : cache.length + min(most, self._chunk)]
        return Part(text, cache, tokens, (), len(tokens) == text.unread)

    def _opened(self, text: Text) -> Cache:
        """A cache that knows already how the text begins, if any other began so."""
        cache = Cache(self._shape, text.room)
        under_way = [Read(other.tokens, other.cache) for other in self._running if other.cache]
        self._kept.begin(cache, text.tokens, under_way)
        return cache

    def _with_guesses(self, parts: Sequence[Part]) -> list[Part]:
        rows, ending = sum(part.rows for part in parts), sum(part.ends for part in parts)
        planned = []
        for part in parts:
            if part.ends:
                guess = part.text.guess(ending - 1, rows - 1)
                rows += len(guess)
                part = part._replace(guess=guess)
            planned.append(part)
        return planned

    def _dismiss(self) -> None:
        """Those that are done or left; what was read of them is kept for who begins the same."""
        for text in [text for text in self._running if text.done or text.outlet.left]:
            self._running.remove(text)
            if text.cache:
                self._kept.put(text.tokens, text.cache)
            text.outlet.end()

    def _give_up(self, texts: Sequence[Text], failure: Exception) -> None:
        for text in texts:
            text.outlet.end(failure)
        self._running = []

"""Where the time of one answer goes."""

import time

from assistant.answering.reply import Timings
from assistant.models.generator import Piece


class Clock:
    """Runs from the question on, in milliseconds."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._first: float | None = None
        self.retrieve_ms = 0.0

    def _elapsed(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def retrieved(self) -> None:
        """Evidence is there, or better evidence."""
        self.retrieve_ms = self._elapsed()

    def first_token(self) -> None:
        """The model has said something; only the first time counts."""
        if self._first is None:
            self._first = self._elapsed()

    def stop(self, last: Piece | None) -> Timings:
        """What it all took; ``last`` is the model's last piece, if a model was asked."""
        return Timings(
            self.retrieve_ms,
            self._first,
            self._elapsed(),
            prompt_tokens=last.prompt_tokens if last else 0,
            new_tokens=last.new_tokens if last else 0,
            stand_in=last.stand_in if last else None,
        )

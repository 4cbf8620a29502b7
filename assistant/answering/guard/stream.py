"""The guard on an answer that is being written; a list that loses an item is numbered anew."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answering.guard.guard import Guard, Verdict
from assistant.answering.guard.sentences import ENDED, MARKER, Sentences


@dataclass
class _Line:
    """The line being written: its list marker waits for the first sentence that is kept."""

    marker: str = ""
    number: int = 0
    is_open: bool = True
    """Nothing of it has been shown."""
    lost: bool = False
    """A sentence of it was taken out."""


class Guarded:
    """Holds the words back until a sentence ends, and shows it once it was checked.

    How the text was cut into pieces never changes what comes out. An answer in which nothing is
    found wrong comes out as it went in, but for the marks.

    Args:
        guard: Knows the passages.
        checks: Say of each sentence whether it may be heard at all.
    """

    def __init__(self, guard: Guard, *checks: Callable[[str], bool]) -> None:
        self.guard = guard
        self._checks = checks
        self._sentences = Sentences()
        self._line = _Line()
        self._breaks = ""
        self._removed = 0

    def feed(self, piece: str) -> str:
        """Takes the next piece; returns what can be shown now, perhaps nothing."""
        return "".join(map(self._take, self._sentences.feed(piece)))

    def flush(self, *, is_whole: bool = True) -> str:
        """What was still held when the text ended; no sentence that was broken off in its midst."""
        held = self._sentences.flush()
        if held and not is_whole and not ENDED.search(held[-1]):
            held.pop()
            self._line.lost = True
        shown = "".join(map(self._take, held))
        rest = "" if self._is_lost() else self._breaks + self._opened()
        self._breaks, self._line = "", _Line(is_open=False)
        return shown + rest

    def _take(self, sentence: str) -> str:
        if sentence == "\n":
            return self._break()
        if self._line.is_open and not self._line.marker and (found := MARKER.match(sentence)):
            self._line.marker = found[0]
            self._line.number = int(found["number"] or 0)
            sentence = sentence[found.end() :]
            if self._line.number == 1:
                self._removed = 0
        if not sentence:
            return ""
        verdict = self.guard.check(sentence) if self._is_allowed(sentence) else Verdict("", "cut")
        if verdict.fate == "cut":
            self._line.lost = True
            return ""
        shown = self._breaks + self._opened() + verdict.text
        self._breaks = ""
        return shown

    def _is_allowed(self, sentence: str) -> bool:
        return all(check(sentence) for check in self._checks)

    def _break(self) -> str:
        """Of a line that was lost whole, its break goes with it."""
        if self._is_lost():
            self._removed += self._line.number > 0
            self._line = _Line()
            return ""
        self._breaks += self._opened() + "\n"
        self._line = _Line()
        return ""

    def _is_lost(self) -> bool:
        return self._line.lost and self._line.is_open

    def _opened(self) -> str:
        """The list marker of a line that now begins, its number less those taken out above."""
        if not self._line.is_open:
            return ""
        self._line.is_open = False
        if not (self._line.number and self._removed):
            return self._line.marker
        number = str(self._line.number - self._removed)
        return re.sub(r"\d{1,2}", number, self._line.marker, count=1)

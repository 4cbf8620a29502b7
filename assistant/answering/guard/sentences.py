"""A text, or a stream of it, cut into sentences; joined they are the text again. Pure."""

import re

_AHEAD = 8
"""Characters that must be known behind a stop before it is one: a mark may follow it."""

MARKER = re.compile(
    r"[ \t]*(?:(?P<open>[(（]?)(?P<number>\d{1,2})(?:[.)）](?!\d)|、)[ \t]*"
    r"|[-*•·–—][ \t]+|#{1,4}[ \t]+|[①-⑳][ \t]*|[a-z][.)][ \t]+)"
)
"""What a list sets before its items."""
_MARKS = r"(?:[ \t]*\[\d{1,3}\])*"
_STOP = re.compile(
    rf"""[。！？；]+[”"’'）)」』]*{_MARKS}[ \t]*
      | (?<!\bFig)(?<!\bNo)(?<!\bvs)[.!?]+[”"’')]*{_MARKS}
        (?:[ \t]+(?:(?![ \ta-z0-9])|(?=\d{{1,2}}[.)]\s))|(?=\n)|\Z)
      | \n""",
    re.VERBOSE,
)
"""A Latin stop ends a sentence before white space, but not before a small letter or a number:
``max. 5 bar``, ``e.g. this``."""
TAIL = re.compile(r"(?:[.!?。！？；]+[”\"’')）」』]*)?\s*\Z")
"""What stands behind the words of a sentence."""
ENDED = re.compile(rf"[.!?。！？；]+[”\"’'）)」』]*{_MARKS}\s*\Z|\n\Z")
"""Of a sentence that was written to its end."""


class Sentences:
    """Takes a text piece by piece; how it was cut never changes what comes out.

    A line break is a sentence of its own. A sentence holds its marks and the blanks behind it.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now, perhaps none."""
        self._held += piece
        return self._take(_AHEAD)

    def flush(self) -> list[str]:
        """What was still held when the text ended."""
        whole = self._take(0)
        rest, self._held = self._held, ""
        return [*whole, rest] if rest else whole

    def _take(self, ahead: int) -> list[str]:
        found: list[str] = []
        while end := _end(self._held, ahead):
            found.append(self._held[:end])
            self._held = self._held[end:]
        return found


def sentences(text: str) -> list[str]:
    """All of a text."""
    cutter = Sentences()
    return [*cutter.feed(text), *cutter.flush()]


def _end(text: str, ahead: int) -> int:
    """Where the first sentence ends; 0 while that cannot be told."""
    marker = MARKER.match(text)
    stop = _STOP.search(text, marker.end() if marker else 0)
    if stop is None:
        return 0
    end = stop.start() or stop.end() if stop[0] == "\n" else stop.end()
    return end if len(text) - end >= ahead else 0

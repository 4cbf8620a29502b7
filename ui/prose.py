"""An answer's words as HTML: paragraphs, quotes, lists, steps to tick. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Final

from ingest.document import Chunk
from ui.links import link_to
from ui.safe import text

MARK: Final = re.compile(r"\[(\d{1,3})\]")
_ENDS: Final = re.compile(r"\[\d{1,3}\].?$")
QUOTE, ITEM = "> ", "- "
STRONG: Final = re.compile(r"\*\*([^*\n]+)\*\*")
_RINGS: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEP: Final = re.compile(
    rf"(?:(?:step|步骤)\s*(?P<named>\d{{1,2}})[.:：、)）]?"
    rf"|第\s*(?P<nth>\d{{1,2}})\s*步[.:：、]?"
    rf"|[(（]?(?P<number>\d{{1,2}})(?:[.．](?!\d)|[)）、])"
    rf"|(?P<ring>[{_RINGS}]))\s*(?=\S)",
    re.IGNORECASE,
)


@dataclass
class Steps:
    """Numbered lines, counted as they come: a list begins with 1 and leaves none out.

    A step is known by its own words, so that a tick stays on it while more of the answer comes.
    """

    turn: int
    """Place of the question in the conversation, from 0."""
    last: int = 0

    def tick(self, line: str, *, is_whole: bool) -> str:
        """What a finger ticks; empty before a line that is no step.

        Args:
            line: Of the answer.
            is_whole: Else more of it is coming, and it is not to be ticked yet.
        """
        number = number_of(line)
        if number is None or number not in (1, self.last + 1):
            return ""
        self.last = number
        if not is_whole:
            return '<span class="tick"></span>'
        plain = "".join(MARK.sub("", line).replace("*", "").split())
        name = sha256(plain.encode("utf-8", "replace")).hexdigest()[:8]
        return f'<a class="tick" href="#step-{self.turn}-{name}"></a>'


def number_of(line: str) -> int | None:
    """The number that a line bears as a step; None for any other line."""
    found = _STEP.match(line)
    if found is None:
        return None
    if ring := found["ring"]:
        return _RINGS.index(ring) + 1
    return int(found["named"] or found["nth"] or found["number"])


def answer_words(
    words: str,
    cited: Mapping[int, Chunk],
    card: Chunk | None = None,
    *,
    turn: int = 0,
    is_whole: bool = True,
) -> str:
    """An answer's words as paragraphs, what is quoted or listed in them as quotes and lists.

    Marks with something behind them become links, ``**strong**`` becomes bold, numbered lines can
    be ticked, and nothing else becomes anything. A quote bears the title of its section; the only
    one is left out where it has no steps and says no more than the card above it.

    Args:
        words: As the assistant says them.
        cited: What the marks point to.
        card: What stands above the answer.
        turn: See `Steps`.
        is_whole: Else the last line is still growing.
    """
    page = _Page(cited, Steps(turn))
    lines = [line.strip() for line in words.split("\n")]
    told = [(line, is_whole or place < len(lines) - 1) for place, line in enumerate(lines) if line]
    quotes = sum(line.startswith(QUOTE) and bool(_ENDS.search(line)) for line, _ in told)
    card = card if quotes == 1 else None
    return "".join(
        page.quotes(list(run), card) if begun == QUOTE else page.run(begun, run)
        for begun, run in groupby(told, key=lambda one: _beginning(one[0]))
    )


Line = tuple[str, bool]
"""Words, and whether they are whole."""


def _beginning(line: str) -> str:
    return next((sign for sign in (QUOTE, ITEM) if line.startswith(sign)), "")


@dataclass(frozen=True)
class _Page:
    """What the lines of one answer share."""

    cited: Mapping[int, Chunk]
    steps: Steps

    def run(self, begun: str, lines: Iterable[Line]) -> str:
        """Items of one list, or paragraphs."""
        if begun:
            items = (self._inline(line.removeprefix(begun)) for line, _ in lines)
            return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        return "".join(
            self._paragraph([line]) or f"<p>{self._inline(line[0])}</p>" for line in lines
        )

    def quotes(self, lines: Sequence[Line], card: Chunk | None) -> str:
        """A quote ends at its mark."""
        quotes: list[list[Line]] = [[]]
        for line, is_whole in lines:
            quotes[-1].append((line.removeprefix(QUOTE).strip(), is_whole))
            if _ENDS.search(line):
                quotes.append([])
        return "".join(
            f"<blockquote>{self._title(quote)}{''.join(self._quoted(quote))}</blockquote>"
            for quote in quotes
            if quote and not _is_card([line for line, _ in quote], self.cited, card)
        )

    def _title(self, lines: Sequence[Line]) -> str:
        """Where the quote stands, unless it says so itself: steps alone do not tell of what."""
        *_, mark = MARK.findall(lines[-1][0]) or [""]
        chunk = self.cited.get(int(mark)) if mark else None
        title = chunk.section[-1] if chunk and chunk.section else ""
        if not title or chunk is None or chunk.fault or lines[0][0].startswith(title):
            return ""
        return f'<p class="of" lang="{chunk.language}">{text(title)}</p>'

    def _quoted(self, lines: Sequence[Line]) -> Iterator[str]:
        """Lines; a step with those that follow it up to the next."""
        pieces: list[list[Line]] = []
        for line in lines:
            if not pieces or number_of(line[0]) is not None:
                pieces.append([])
            pieces[-1].append(line)
        begun = False
        for piece in pieces:
            step = self._paragraph(piece)
            begins = "<br>" if begun and not step else ""
            yield step or begins + "<br>".join(self._inline(line) for line, _ in piece)
            begun = not step

    def _paragraph(self, lines: Sequence[Line]) -> str:
        """A step; empty where the lines are none."""
        tick = self.steps.tick(lines[0][0], is_whole=lines[0][1])
        said = "<br>".join(self._inline(line) for line, _ in lines)
        return f'<p class="step">{tick}{said}</p>' if tick else ""

    def _inline(self, line: str) -> str:
        pieces = MARK.split(line)  # text, number, text, number, … text
        return "".join(
            _chip(int(piece), self.cited) if position % 2 else _strong(piece)
            for position, piece in enumerate(pieces)
        )


def _is_card(quote: Sequence[str], cited: Mapping[int, Chunk], card: Chunk | None) -> bool:
    *_, mark = MARK.findall(quote[-1]) or [""]
    if card is None or not mark or cited.get(int(mark)) != card:
        return False
    if any(number_of(line) is not None for line in quote):
        return False
    said = MARK.sub("", " ".join(quote)).split()
    return said == MARK.sub("", card.text).split()


def _strong(piece: str) -> str:
    parts = STRONG.split(piece)
    return "".join(
        f"<strong>{text(part)}</strong>" if position % 2 else text(part)
        for position, part in enumerate(parts)
    )


def _chip(mark: int, cited: Mapping[int, Chunk]) -> str:
    chunk = cited.get(mark)
    if chunk is None:
        return text(f"[{mark}]")
    return f'<a class="cite" href="{link_to(chunk.chunk_id)}">{mark}</a>'

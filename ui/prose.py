"""An answer's words as HTML: paragraphs, quotes, lists, steps to tick. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ingest.document import Chunk
from ui.links import link_to
from ui.safe import text
from ui.steps import MARK, Steps, number_of, remedy_html

_ENDS: Final = re.compile(r"\[\d{1,3}\].?$")
QUOTE, ITEM = "> ", "- "
STRONG: Final = re.compile(r"\*\*([^*\n]+)\*\*")


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
            f"<blockquote>{self._title(quote)}{''.join(self._told(quote))}</blockquote>"
            for quote in quotes
            if quote and not _is_card([line for line, _ in quote], self.cited, card)
        )

    def _title(self, lines: Sequence[Line]) -> str:
        """Where the quote stands, unless it says so itself: steps alone do not tell of what."""
        chunk = self._chunk(lines)
        title = chunk.section[-1] if chunk and chunk.section else ""
        if not title or chunk is None or chunk.fault or lines[0][0].startswith(title):
            return ""
        return f'<p class="of" lang="{chunk.language}">{text(title)}</p>'

    def _chunk(self, lines: Sequence[Line]) -> Chunk | None:
        """What a quote is of."""
        *_, mark = MARK.findall(lines[-1][0]) or [""]
        return self.cited.get(int(mark)) if mark else None

    def _told(self, lines: Sequence[Line]) -> Iterator[str]:
        """A quote's lines; of a fault record that ends with its remedy, that as steps."""
        chunk = self._chunk(lines)
        remedy = chunk.fault.remedy if chunk and chunk.fault else ""
        label, found, mark = lines[-1][0].rpartition(remedy) if remedy else ("", "", "")
        if chunk is None or not found or not _frames(label, mark):
            yield from self._quoted(lines)
            return
        yield from self._quoted([*lines[:-1], *([(label, True)] if label else [])])
        yield remedy_html(remedy, chunk.chunk_id, self.steps.turn, self._inline(mark))

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


def _frames(label: str, mark: str) -> bool:
    """Whether nothing but a field's label and a mark stand about what is quoted."""
    return label.rstrip()[-1:] in ("", ":", "：") and not MARK.sub("", mark).strip()


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

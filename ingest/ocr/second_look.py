"""Pages whose text layer is of no use are drawn and read by OCR; what comes of it, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Page, UnreadablePage
from ingest.isolation.beat import beat
from ingest.isolation.deadline import deadline
from ingest.ocr.engine import (
    Attempt,
    Picture,
    Recognition,
    Recognizer,
    is_bare,
    recognize_all,
)
from ingest.ocr.scanned import as_displayed, evened, lines_of, upright_size, why_useless
from ingest.pdf.legible import Flaw, suspected_flaw
from ingest.pdf.printed import PrintedPage

_MARGINS = (0.13, 0.1)
"""Shares of the page's height and width, as in ingest.structure.furniture."""


@dataclass(slots=True)
class Seen:
    """What a second look at some pages showed."""

    recognized: dict[int, PrintedPage] = field(default_factory=dict)
    """By page number, the pages as OCR reads them, set upright."""
    turns: dict[int, int] = field(default_factory=dict)
    """By page number, the degrees, clockwise, by which they were turned for that."""
    unreadable: list[UnreadablePage] = field(default_factory=list)

    def finished(self, page: Page) -> Page:
        """A composed page, marked as read by OCR if it was, and put back as it is displayed."""
        if page.number not in self.turns:
            return page
        return replace(as_displayed(page, self.turns[page.number]), scanned=True)


def second_look(
    flawed: Sequence[tuple[PrintedPage, Flaw]],
    draw: Callable[[int], Picture],
    recognizer: Callable[[], Recognizer],
    *,
    pages: int,
    workers: int,
) -> Seen:
    """Reads flawed pages by OCR; pages in neither dictionary nor list keep their text layer.

    Args:
        flawed: The pages, and what is wrong with their text layers.
        draw: Makes the picture of the page of that 1-based number; called in other threads.
        recognizer: Makes the engine, if there is print to read.
        pages: Of the whole document.
        workers: Pages in work at once.
    """
    seen = Seen()
    if not flawed:
        return seen
    done = pages - len(flawed)
    by_number = {page.number: (page, flaw) for page, flaw in flawed}
    attempts = recognize_all(
        list(by_number),
        lambda number: _with_print(by_number[number][0], draw(number)),
        recognizer,
        lambda: beat(done, pages),
        workers=workers,
        until=deadline(),
    )
    for attempt in attempts:
        _judge(seen, *by_number[attempt.page], attempt)
        done += 1
    numbers = list(seen.recognized)
    sizes = evened([seen.recognized[number].lines for number in numbers])
    for number, lines in zip(numbers, sizes, strict=True):
        seen.recognized[number] = replace(seen.recognized[number], lines=lines)
    return seen


def _with_print(page: PrintedPage, picture: Picture) -> Picture | None:
    """None for a blank page, also for one with nothing but its running header and footer."""
    height, width = picture.shape[:2]
    high, wide = (
        round(share * length) for share, length in zip(_MARGINS, (height, width), strict=True)
    )
    body = picture[high : height - high, wide : width - wide] if page.lines else picture
    return None if is_bare(body) else picture


def _judge(seen: Seen, page: PrintedPage, flaw: Flaw, attempt: Attempt) -> None:
    if attempt.blank and not flaw.usable:
        seen.recognized[page.number] = replace(page, lines=())
    elif attempt.recognition is None:
        _give_up(seen, page, flaw, attempt.trouble)
    elif why := why_useless(attempt.recognition):
        _give_up(seen, page, flaw, why)
    else:
        _take_over(seen, page, flaw, attempt.recognition)


def _give_up(seen: Seen, page: PrintedPage, flaw: Flaw, why: str) -> None:
    if not flaw.usable:
        seen.unreadable.append(UnreadablePage(page.number, f"{flaw.reason}; {why}"))


def _take_over(seen: Seen, page: PrintedPage, flaw: Flaw, recognition: Recognition) -> None:
    turn = recognition.turn
    width, height = upright_size(page.width, page.height, turn)
    lines = lines_of(recognition, width)
    if flaw.suspected and suspected_flaw("\n".join(line.text for line in lines)):
        return  # the picture shows the same: the text layer was right, and is exact
    rulings = () if turn else page.rulings
    seen.turns[page.number] = turn
    seen.recognized[page.number] = replace(
        page, lines=lines, width=width, height=height, rulings=rulings
    )

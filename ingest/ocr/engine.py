"""Pages that are pictures: what an OCR engine has to give, and several pages read at once.

The engine stands behind Recognizer; `ingest.ocr.rapid` is the real one. What it finds becomes
printed lines in `ingest.ocr.scanned`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box
from ingest.isolation.deadline import NOT_REACHED, Deadline

PIXELS_PER_POINT = 3.0
"""216 dots an inch, at which pages are drawn to be read. At 2.4 a lone 1 was read as a 7; more
costs memory and found no more."""
MAX_PIXELS = 12_000_000
"""Of one picture: an A3 page takes 9 million, an A1 drawing is drawn at 1.7 pixels a point, and a
page of absurd size smaller still."""
MOST_WORKERS = 2
"""An A4 page takes 0.5 GB while it is read and an A3 page 0.8; a reading process may take 2.5."""
_POLL = 0.5
"""Seconds between two looks at whether the workers are still at work."""
_FADED = 24
"""Of 255 levels. With less between its lightest and darkest spot a page bears no print."""
_SPOT = 4
"""Pixels that a spot is wide: grain and dust vanish in it, a lone page number does not."""

Picture = NDArray[np.uint8]
"""(height, width, 3), red, green, blue."""
Step = Callable[[], object]
"""Called as work goes on, from whatever thread does it."""


class Reading(NamedTuple):
    """A run of text that the engine made out."""

    text: str
    box: Box
    """In pixels of the picture set upright."""
    confidence: float
    """0..1, mean over the characters."""
    centres: tuple[float, ...] = ()
    """How far from the left each character stands, in pixels; none where that is not known."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is written on a picture."""

    readings: tuple[Reading, ...]
    width: int
    """In pixels, of the picture set upright."""
    height: int
    turn: int = 0
    """Degrees, clockwise, by which the picture had to be turned to stand upright."""


class Recognizer(Protocol):
    """An OCR engine. Safe to use from several threads at once."""

    def recognize(self, picture: Picture, step: Step) -> Recognition:
        """All text on it, in no particular order; ``step`` is called every second or so of work.

        Raises:
            OcrFailed: the engine cannot cope with this picture.
        """
        ...


class OcrUnavailable(RuntimeError):
    """The OCR engine is not installed, or cannot be loaded here. The message completes a reason."""


class OcrFailed(RuntimeError):
    """One page could not be drawn, or the engine failed over it."""


class Attempt(NamedTuple):
    """One page, tried."""

    page: int
    """As the caller knows it."""
    recognition: Recognition | None = None
    blank: bool = False
    """The page bears no print."""
    trouble: str = ""
    """Why there is no recognition though the page bears print."""


def usable_processors() -> int:
    """How many pages to have in work at once by default: a processor each, MOST_WORKERS at most."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(MOST_WORKERS, allowed or 1)


def recognize_all(
    pages: Sequence[int],
    draw: Callable[[int], Picture | None],
    recognizer: Callable[[], Recognizer],
    step: Step,
    *,
    workers: int,
    until: Deadline,
) -> Iterator[Attempt]:
    """Each page's attempt as soon as it is ready.

    Args:
        pages: As ``draw`` knows them.
        draw: Makes a page's picture, None for a blank page; called in the workers. It may raise
            OcrFailed.
        recognizer: Makes the engine; called in the workers too, once there is a picture. It may
            raise OcrUnavailable.
        step: Called here, in the caller's thread, whenever the workers have come further.
        workers: Pages in work at once. The engine lets go of the interpreter, so threads do.
        until: After this, no further page is begun.
    """
    steps: list[None] = []  # appended to by the workers: in CPython that needs no lock

    def attempt(page: int) -> Attempt:
        if until.is_past():
            return Attempt(page, trouble=NOT_REACHED)
        try:
            picture = draw(page)
            steps.append(None)
            if picture is None:
                return Attempt(page, blank=True)
            return Attempt(page, recognizer().recognize(picture, lambda: steps.append(None)))
        except (OcrFailed, OcrUnavailable) as exc:
            return Attempt(page, trouble=str(exc))

    pool = ThreadPoolExecutor(workers, thread_name_prefix="ocr")
    try:
        waiting: set[Future[Attempt]] = {pool.submit(attempt, page) for page in pages}
        seen = 0
        while waiting:
            done, waiting = wait(waiting, _POLL, FIRST_COMPLETED)
            if done or len(steps) > seen:
                seen = len(steps)
                step()
            for future in done:
                yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def is_bare(picture: Picture) -> bool:
    """Whether the paper is empty: nothing on it that could be print."""
    from PIL import Image

    spots = np.asarray(Image.fromarray(picture).reduce(_SPOT))
    return int(np.ptp(spots, axis=(0, 1)).max()) < _FADED

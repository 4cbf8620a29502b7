"""What stands on a nameplate or a display, and the question that it suggests. Nothing is kept."""

import io
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from assistant.reports.errors import UnfitPhoto
from ingest.document import Language
from ingest.ocr.engine import OcrFailed, Reading, Recognizer

_SURE: Final = 0.6
"""Confidence below which a line of a photo is mostly scratches."""
_MOST_LINES: Final = 60
_SECONDS: Final = 25.0
"""By the clock; a nameplate takes one or two, a page full of print ten."""
_ROW: Final = 0.6
"""Of a line's height: readings whose middles are nearer stand in one row."""
_QUOTED: Final = 60
"""Characters of a display that are taken into a question."""

_QUESTIONS: Final = {
    ("zh", "code", True): "{machine} 报警 {code} 怎么处理？",
    ("zh", "code", False): "报警 {code} 怎么处理？",
    ("zh", "text", True): "{machine} 显示“{text}”，怎么处理？",
    ("zh", "text", False): "显示“{text}”，怎么处理？",
    ("zh", "machine", True): "{machine} 出现故障，先检查什么？",
    ("en", "code", True): "{machine} shows alarm {code}. What is to be done?",
    ("en", "code", False): "What is to be done about alarm {code}?",
    ("en", "text", True): "{machine} shows “{text}”. What is to be done?",
    ("en", "text", False): "The display shows “{text}”. What is to be done?",
    ("en", "machine", True): "{machine} has a fault. What is to be checked first?",
}


class PhotoText(NamedTuple):
    """What a photo says, for who took it to look at."""

    lines: tuple[str, ...]
    codes: tuple[str, ...] = ()
    """Alarm codes among it that the library knows, as printed."""
    machines: tuple[str, ...] = ()
    """Tags."""
    question: str = ""
    """Empty where nothing was read."""


class _TooLong(Exception):
    """The engine is still at work."""


def lines_on(jpeg: bytes, recognizer: Callable[[], Recognizer]) -> tuple[str, ...]:
    """The rows of print on a photo of ours, from the top.

    Raises:
        UnfitPhoto: The engine cannot cope with it, or not in time.
        OcrUnavailable: There is no engine.
    """
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        picture = np.asarray(image.convert("RGB"))
    until = time.monotonic() + _SECONDS

    def step() -> None:
        if time.monotonic() > until:
            raise _TooLong

    try:
        found = recognizer().recognize(picture, step)
    except (OcrFailed, _TooLong) as exc:
        raise UnfitPhoto("Too much stands on the photo to be read. Go nearer.") from exc
    return rows([one for one in found.readings if one.confidence >= _SURE])[:_MOST_LINES]


def rows(readings: Sequence[Reading]) -> tuple[str, ...]:
    """What stands side by side is one row, read from the left."""
    made: list[list[Reading]] = []
    for one in sorted(readings, key=_middle):
        last = made[-1][-1] if made else None
        near = last is not None and _middle(one) - _middle(last) < _ROW * _height(last)
        if near:
            made[-1].append(one)
        else:
            made.append([one])
    told = (" ".join(one.text.strip() for one in sorted(row, key=_left)) for row in made)
    return tuple(text for text in told if text.strip())


def question(
    lines: Sequence[str], codes: Sequence[str], machines: Sequence[str], language: Language
) -> str:
    """What somebody who took that photo would ask; empty where it says nothing."""
    machine, text = next(iter(machines), ""), " ".join(lines)
    kind = "code" if codes else "text" if text and len(text) <= _QUOTED else "machine"
    phrase = _QUESTIONS.get((language, kind, bool(machine)), "")
    return phrase.format(machine=machine, code=", ".join(codes[:2]), text=text)


def _middle(reading: Reading) -> float:
    return (reading.box.top + reading.box.bottom) / 2


def _left(reading: Reading) -> float:
    return reading.box.left


def _height(reading: Reading) -> float:
    return reading.box.bottom - reading.box.top

"""A picture with words on it, read as a scanned manual would be: does OCR work here?"""

import re
import tempfile
from pathlib import Path

from ingest.errors import IngestError
from ingest.isolation.isolate import ReadingRoom

WORDS = "Replace the fuse"
"""No figures: in one type a nought is an o, and that is not what is asked."""
_SIZE, _PLACE, _LETTERS = (700, 160), (40, 50), 48
"""In pixels: width and height, left and top of the words, and how high they are set."""


def trouble(room: ReadingRoom) -> str:
    """What is wrong with OCR, and what to do; empty when it reads a picture drawn here and now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.png"
        _draw(path)
        try:
            document = room.understand(path, "trial").document
        except (IngestError, OSError) as exc:
            return str(exc)
    read = " ".join(page.text for page in document.pages)
    if _letters(read) == _letters(WORDS):
        return ""
    reasons = "; ".join(page.reason for page in document.unreadable)
    return reasons or f"it reads {read[:80]!r} where {WORDS!r} stands. Install its package anew."


def _draw(path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    paper = Image.new("RGB", _SIZE, "white")
    font = ImageFont.load_default(_LETTERS)
    ImageDraw.Draw(paper).text(_PLACE, WORDS, fill="black", font=font)
    paper.save(path)


def _letters(text: str) -> str:
    """Without spaces, which OCR may set otherwise."""
    return re.sub(r"\s", "", text).casefold()

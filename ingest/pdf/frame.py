"""What stands around a PDF's pages: its lock, its title in the metadata, its outline.

Read by pypdf, which knows these parts best; text and pictures are PDFium's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import EncryptedFile
from ingest.structure.headings import OutlineEntry

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import Destination

_LONGEST_OUTLINE = 5000
_DEEPEST_OUTLINE = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """Extras that may be missing or damaged; the pages can be read without them."""

    title: str = ""
    outline: tuple[OutlineEntry, ...] = ()


def frame_of(path: Path, heights: dict[int, float]) -> Frame:
    """Title and outline; ``heights`` are those of the pages by 1-based number, in points."""
    title: list[str] = []
    outline: list[OutlineEntry] = []
    with path.open("rb") as stream, suppress(*_damage()):
        reader = _reader(stream)
        if reader.is_encrypted:
            reader.decrypt("")
        # What was read before the damage stays.
        title.append(str((reader.metadata and reader.metadata.title) or ""))
        outline.extend(_entries(reader, heights))
    return Frame("".join(title), tuple(outline))


def require_unlocked(path: Path) -> None:
    """Raises EncryptedFile when the file does not open without a password.

    A damaged file passes: PDFium will say what is wrong with it.
    """
    locked = False
    with path.open("rb") as stream, suppress(*_damage()):
        reader = _reader(stream)
        locked = reader.is_encrypted and not reader.decrypt("")
    if locked:
        raise EncryptedFile(path, "locked with a password. Save a copy without one.")


def _reader(stream: Any) -> PdfReader:  # noqa: ANN401 - any open binary file
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its every repair is a log line
    return PdfReader(stream)


def _damage() -> tuple[type[Exception], ...]:
    """What pypdf raises where a file lies about itself: it follows references unchecked."""
    from pypdf.errors import PyPdfError

    lies = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
    return (PyPdfError, OSError, RecursionError, NotImplementedError, *lies)


def _entries(reader: PdfReader, heights: dict[int, float]) -> Iterator[OutlineEntry]:
    for count, (level, target) in enumerate(_flat(reader.outline)):
        if count == _LONGEST_OUTLINE:
            return
        index = reader.get_destination_page_number(target)
        title = str(target.title or "").strip()
        if index is None or index < 0 or not title:
            continue
        height, top = heights.get(index + 1), target.top
        place = height - float(top) if height and isinstance(top, int | float) else None
        yield OutlineEntry(level, title, index + 1, place)


def _flat(outline: list[Any], level: int = 1) -> Iterator[tuple[int, Destination]]:
    """Flattens pypdf's nested lists: the list after an entry holds what is below it."""
    for item in outline:
        if not isinstance(item, list):
            yield level, item
        elif level < _DEEPEST_OUTLINE:
            yield from _flat(item, level + 1)

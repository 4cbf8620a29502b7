"""Where reading ends: every bound on a hostile or broken file, and why it stands where it does.

A file beyond a bound is refused by name, with its value, the bound and what to do. What a bound
cannot foresee (an endless loop, a crash of a native library) is stopped by
`ingest.isolation.isolate`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableFile

PAGES_SHARE = 0.8
"""Of the time that a whole file may take; pages not begun in it are left out and told, and the rest
of the time goes into finding tables and sections of the others."""
MAX_FILE_BYTES = 1 << 30
"""Twice what one upload may hold by default; the fattest scanned manuals are a few hundred MB."""
MAX_PAGES = 20_000
"""Fifteen 1,300-page manuals in one file. A tree of 100,000 pages is an attack or a catalogue."""
MAX_CHARACTERS = 32_000_000
"""Text of one document: 10,000 densely printed pages. More would take hours to embed."""
MAX_CHUNKS = 100_000
"""Of one document: what MAX_CHARACTERS makes in ordinary passages, twice over. It stops text that
is all headings or all codes."""

MAX_UNPACKED = 512 << 20
"""Bytes that all members of an Office file may declare together. zipfile never unpacks more than
is declared, and a picture-heavy manual of 1,000 pages stays below."""
MAX_PART = 96 << 20
"""Bytes of one XML part that is held as a tree, which takes about ten times its size."""
MAX_MEMBERS = 20_000
"""Files in one Office container: a deck of 1,000 slides has about 5,000."""
MAX_RATIO = 250
"""Times that a member may grow when it is unpacked. XML of office programs grows 5 to 60 times;
deflate cannot pass 1,032, and bombs go there."""
RATIO_FROM = 8 << 20
"""Bytes; a smaller member may grow as it likes."""

MAX_CELLS = 2_000_000
"""Filled cells of a workbook or table. More are measurements, not a manual."""
MAX_COLUMNS = 1_024
"""Filled columns in one row. Excel allows 16,384; nobody labels so many."""
MAX_ROWS = 1_048_576
"""Of one sheet, empty ones included: Excel's own limit."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one file may cost its reader."""

    processor_seconds: float = 25.0
    """Of processor time, all threads together, from one sign of progress (a page, a slide, a
    thousand rows) to the next, so that nothing hangs for 30. Time of the processor and not of the
    clock: a reader that waits its turn behind the language model is not hanging. OCR of an A4 page
    takes 3 or 4, and two pages are in work at once."""
    still_seconds: float = 120.0
    """By the clock, between two signs of progress: for a reader that waits without working. Four
    times the above, since it runs at a quarter of a processor while the model writes."""
    least_seconds: float = 60.0
    """Of processor time, for the whole of the smallest file."""
    seconds_per_mebibyte: float = 640.0
    """Of processor time, for each more: 10 s for each 16 KiB, the room of a scanned page that has
    to go through OCR. A text PDF needs a hundredth."""
    clock_factor: float = 10.0
    """By the clock a whole file may take so many times its processor time, for it has the lowest
    priority, and no more than the following."""
    most_seconds: float = 7200.0
    """By the clock, for a whole file of any size. A manual of 1,300 scanned pages takes an hour of
    processor time, which is half an hour on two idle processors and twice this beside a language
    model that never rests; then its last pages are left out, and told."""
    memory_bytes: int = 5 << 29
    """2.5 GiB of private memory (RLIMIT_DATA). A 1,300-page manual was read in 0.25 GiB."""
    reply_bytes: int = 512 << 20
    """Of the finished reading on its way back: MAX_CHARACTERS with a box around every line."""
    written_bytes: int = 64 << 20
    """That the reader may write to any one file; it has none to write, but a library may."""
    plump_bytes: int = 512 << 20
    """Peak memory from which a reader is not kept for the next file but ended and replaced."""
    idle_seconds: float = 60.0
    """Without work after which a reader ends, to give its memory back."""
    niceness: int = 10
    """Priority is lowered by so much: reading waits for answering, not the other way round."""

    def whole_file_seconds(self, size: int) -> float:
        """Of processor time, for a file of so many bytes."""
        return self.least_seconds + self.seconds_per_mebibyte * size / (1 << 20)

    def clock_seconds(self, size: int) -> float:
        """By the clock, for a file of so many bytes."""
        return min(self.clock_factor * self.whole_file_seconds(size), self.most_seconds)


def require_at_most(path: Path, what: str, value: int, limit: int, advice: str) -> None:
    """Raises UnreadableFile when the value passes the limit."""
    if value > limit:
        raise UnreadableFile(path, f"{value:,} {what}, more than the {limit:,} allowed. {advice}")


def require_bounded(path: Path, texts: Sequence[str], chunks: int) -> None:
    """Raises UnreadableFile when a reading is more than a library can reasonably hold."""
    advice = "Split the file, and leave out logs and dumps."
    require_at_most(path, "characters of text", sum(map(len, texts)), MAX_CHARACTERS, advice)
    require_at_most(path, "passages", chunks, MAX_CHUNKS, advice)

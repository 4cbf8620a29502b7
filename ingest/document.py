"""What a file becomes: a Document of Pages, then Chunks that remember where they stood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["passage", "fault_record", "table_row", "safety", "report"]
Language = Literal["zh", "en"]


class Box(NamedTuple):
    """A rectangle on a page, in PDF points (1/72 inch).

    Measured from the page's top left corner as a reader sees it, rotation and crop box applied.
    """

    left: float
    top: float
    right: float
    bottom: float


def enclosing(boxes: Sequence[Box]) -> Box:
    """The smallest box around others; there is at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: ``Page.text[start:end]`` and where it stands on the paper."""

    start: int
    end: int
    box: Box
    font_size: float
    """In points; 0 where unknown."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title and the place where the section begins."""

    level: int
    """1 is the outermost."""
    title: str
    start: int
    """Offset in ``Page.text`` of the page that holds the heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged one stands, the same object, in all it covers."""

    text: str
    """Its printed lines, a line break between them; empty where nothing is printed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, whatever the number of printed lines."""

    cells: tuple[Cell, ...]
    """One a column."""
    start: int
    end: int
    """``Page.text[start:end]`` holds the row; one with several cells of one height is one line."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands on one page."""

    header: tuple[str, ...]
    """One title a column, taken over from the page before where it is not repeated; empty where
    the table has none."""
    rows: tuple[Row, ...]
    """Without the header."""
    start: int
    """Of the header where it is printed, else of the first row."""
    edges: tuple[float, ...] = ()
    """Left edges of the columns in points, then the right edge; empty for formats without pages."""
    continued: bool = False
    """Goes on from the page before."""


@dataclass(frozen=True, slots=True)
class Page:
    """Text of one page. Formats without pages become a single Page whose number is None."""

    number: int | None
    """1-based, as the PDF counts, whatever is printed on the paper."""
    text: str
    lines: tuple[Line, ...] = ()
    headings: tuple[Heading, ...] = ()
    width: float = 0.0
    """In points, as displayed; 0 for formats without pages."""
    height: float = 0.0
    scanned: bool = False
    """Its text was read off a picture by OCR: right in the main, not to the letter."""
    tables: tuple[Table, ...] = ()
    """Top down, as far as they were recognised; their text is in ``text`` too, row by row."""


@dataclass(frozen=True, slots=True)
class UnreadablePage:
    """A page without usable text: a result to be reported, never a silence."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture or drawing with a caption: what an answer can show."""

    page: int
    """1-based."""
    label: str
    """As the text refers to it: ``图 3-2``, ``Fig. 5-10``."""
    caption: str
    """The whole caption, label included."""
    box: Box
    """Picture and caption together."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read."""

    document_id: str
    """SHA-256 of the file's bytes, 64 hexadecimal digits: the same bytes are the same document."""
    file_name: str
    title: str
    media_type: str
    pages: tuple[Page, ...]
    unreadable: tuple[UnreadablePage, ...] = ()
    figures: tuple[Figure, ...] = ()
    revision: str = ""
    """Its mark as printed (``Rev. B``, ``第3版``); empty where it bears none."""

    @property
    def page_count(self) -> int:
        """Pages of the file, readable or not; 0 for a format that has none."""
        return sum(page.number is not None for page in self.pages) + len(self.unreadable)


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """What a manual says of one alarm, fault or error code, word for word."""

    codes: tuple[str, ...]
    """As printed, the one to show first: ``Er49``, or ``("E00D", "0Dh")`` where both stand."""
    name: str = ""
    cause: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place that a chunk's text sends its reader to: ``see Table 5-10``, ``参见 4.4.2``."""

    label: str
    """The words that refer, as printed."""
    chunk_id: str
    """The chunk of the same document that stands there."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that can be found, shown to the model and cited.

    Passages cover the text once. Fault records, table rows and safety blocks are the same text
    again, cut along its meaning.
    """

    chunk_id: str
    document_id: str
    file_name: str
    title: str
    page: int | None
    section: tuple[str, ...]
    """Headings above the text, outermost first."""
    kind: Kind
    text: str
    start: int
    end: int
    """``Page.text[start:end]`` is where the text stands. A record may repeat its table's header
    before it, and go on upon the next page."""
    language: Language
    boxes: tuple[Box, ...] = field(default=())
    """One a printed line; empty for formats without pages."""
    fault: FaultRecord | None = None
    """Of a ``fault_record``, in fields."""
    signal_word: str = ""
    """Of a ``safety`` block, as printed: ``WARNING``, ``危险``."""
    links: tuple[Link, ...] = ()

    @property
    def section_path(self) -> str:
        """``13 Faults > Table 13.2``; empty where there are no headings."""
        return " > ".join(self.section)

    @property
    def searchable(self) -> str:
        """What is embedded and indexed: the text under its title and section."""
        heading = " > ".join(part for part in (self.title, *self.section) if part)
        return f"{heading}\n{self.text}" if heading else self.text

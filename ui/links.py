"""Addresses inside the page: what a tap on a mark or a page button asks the viewer to show."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from ingest.document import Chunk
from ui.safe import path_part

LINK = re.compile(
    r"#(?:cite|page-(?P<page>[1-9][0-9]{0,5})|figure-(?P<figure>[1-9][0-9]{0,5}))"
    r"-(?P<chunk>.{1,600})",
    re.DOTALL,
)


class Place(NamedTuple):
    """A passage, and what of its document to open: nothing more is the passage's own page."""

    chunk_id: str
    page: int | None = None
    figure: int | None = None
    """Its number in the document."""


def link_to(chunk_id: str, page: int | None = None, figure: int | None = None) -> str:
    """The address of a place; the chat keeps it where it strips every other attribute."""
    kind = f"figure-{figure}" if figure else f"page-{page}" if page else "cite"
    return f"#{kind}-{path_part(chunk_id)}"


def place_of(link: object) -> Place | None:
    """The place behind an address; None for anything this page did not write itself."""
    match = LINK.fullmatch(link) if isinstance(link, str) else None
    if match is None:
        return None
    page, figure = (int(number) if number else None for number in match.group("page", "figure"))
    return Place(unquote(match["chunk"]), page, figure)


def picture_of(chunk: Chunk, page: int) -> str:
    """Where the service draws the page with the evidence highlighted."""
    document, passage = path_part(chunk.document_id), path_part(chunk.chunk_id)
    return f"/v1/documents/{document}/pages/{page}.png?chunk_id={passage}"


def picture_of_figure(document_id: str, number: int) -> str:
    """Where the service cuts a figure out of its page."""
    return f"/v1/documents/{path_part(document_id)}/figures/{number}.png"


def height_on_page(chunk: Chunk) -> float:
    """How far down its page the passage stands, 0 to 1; the paper's size is a guess from A4."""
    if not chunk.boxes:
        return 0.0
    middle = (min(box.top for box in chunk.boxes) + max(box.bottom for box in chunk.boxes)) / 2
    lies_across = max(box.right for box in chunk.boxes) > 612  # wider than A4 and Letter upright
    return min(max(middle / (595 if lies_across else 842), 0.0), 1.0)

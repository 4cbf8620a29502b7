"""Lines of a page become a Chunk: its identity, its text and its boxes. Pure."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingest.document import Chunk, Document, FaultRecord, Kind, Line, Page
from ingest.letters import language_of


def chunk_id(
    document_id: str, page: int | None, start: int, end: int, kind: Kind, part: str = ""
) -> str:
    """20 hexadecimal digits that are the same whenever the same file is read again.

    ``part`` tells chunks of one kind apart that stand on the same lines.
    """
    key = "\0".join((document_id, str(page), str(start), str(end), kind, *filter(None, [part])))
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def chunk_of(
    document: Document,
    page: Page,
    section: tuple[str, ...],
    lines: Sequence[Line],
    kind: Kind,
    *,
    text: str = "",
    fault: FaultRecord | None = None,
    part: str = "",
) -> Chunk:
    """The chunk of those lines; ``text`` where it is to read other than they do."""
    start, end = lines[0].start, lines[-1].end
    text = text or joined(page, lines)
    return Chunk(
        chunk_id=chunk_id(document.document_id, page.number, start, end, kind, part),
        document_id=document.document_id,
        file_name=document.file_name,
        title=document.title,
        page=page.number,
        section=section,
        kind=kind,
        text=text,
        start=start,
        end=end,
        language=language_of(text),
        boxes=tuple(line.box for line in lines) if page.number is not None else (),
        fault=fault,
    )


def lines_between(page: Page, start: int, end: int) -> list[Line]:
    """The lines that lie whole within that part of the page's text."""
    first = bisect_left(page.lines, start, key=lambda line: line.start)
    behind = bisect_right(page.lines, end, key=lambda line: line.end)
    return list(page.lines[first:behind])


def joined(page: Page, lines: Sequence[Line]) -> str:
    """The lines with what stands between them on the page; a line break where one was left out."""
    parts = [page.text[lines[0].start : lines[0].end]]
    for above, below in pairwise(lines):
        between = page.text[above.end : below.start]
        words = page.text[below.start : below.end]
        parts.extend(("\n" if between.strip() else between, words))
    return "".join(parts)

"""Which rows of a table are its header, told by what they say. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.document import Cell
from ingest.faults.words import LONGEST_TITLE, role_of
from ingest.letters import squeeze, weight
from ingest.tables.draft import flat

Cells = Sequence[Cell]
_NO_TITLE = re.compile(r"[?!;,。？！；，：:]$|^\(?[A-Za-z0-9]{1,2}[.)、]$|^[•●■◆]|\w{3,}\.$")
_LONGEST_KNOWN = 30.0
"""Weight up to which a title that is known makes its row a header."""


def header_of(rows: Sequence[Cells], known: Sequence[str] = ()) -> tuple[tuple[str, ...], int]:
    """Titles, one a column, and how many rows they take; ``known`` is the header before the page.

    Rows that go on without a header take the known one over: the count is 0 then.
    """
    lead = 1 if len(rows) > 1 and _is_title(rows[0]) and _is_header(rows[1]) else 0
    first = rows[lead]
    if known and len(known) == len(first) and not _repeats(first, known) and not _is_named(first):
        return tuple(known), 0
    if not _is_header(first):
        return (), 0
    depth = 2 if len(rows) > lead + 2 and _is_split(first, rows[lead + 1]) else 1
    return _titles(rows[lead : lead + depth]), lead + depth


def reads_as_header(titles: Sequence[str]) -> bool:
    """Two or more titles that are known, or one that names a code beside short words."""
    if len(titles) < 2 or not all(map(_may_title, titles)):
        return False
    roles = [role_of(title) for title in titles]
    known = [
        role
        for role, title in zip(roles, titles, strict=True)
        if role and weight(title) <= _LONGEST_KNOWN
    ]
    return len(known) > 1 or "code" in known


def _may_title(text: str) -> bool:
    """Short, and neither a sentence nor the mark of a list."""
    return weight(text) <= LONGEST_TITLE and _NO_TITLE.search(text) is None


def _is_title(cells: Cells) -> bool:
    """One cell over the whole width, as a caption within the grid."""
    return len({id(cell) for cell in cells}) == 1


def _is_header(cells: Cells) -> bool:
    titles = [flat(cell.text) for cell in _distinct(cells) if cell.text]
    return _is_named(cells) or (len(titles) > 1 and _are_words(titles, len(_distinct(cells))))


def _is_named(cells: Cells) -> bool:
    titles = [flat(cell.text) for cell in _distinct(cells) if cell.text]
    digits = sum(any(map(str.isdigit, title)) for title in titles)
    return reads_as_header(titles) and 3 * digits <= len(titles)


def _are_words(titles: Sequence[str], count: int) -> bool:
    """Where nothing is known: distinct short words, no figure among them, no cell left out."""
    return (
        len(titles) == count
        and len(set(titles)) == len(titles)
        and not any(map(str.isdigit, "".join(titles)))
        and max(map(weight, titles)) <= LONGEST_TITLE
        and not any(title.endswith(("。", ".", "；", ";")) for title in titles)
    )


def _repeats(cells: Cells, known: Sequence[str]) -> bool:
    said = [squeeze(cell.text) for cell in cells]
    return said == [squeeze(title) for title in known]


def _is_split(first: Cells, second: Cells) -> bool:
    """A second row of titles below one that is merged: across columns above, or down to it."""
    across = any(a is b for a, b in pairwise(first))
    down = any(a is b for a, b in zip(first, second, strict=True))
    words = "".join(cell.text for cell in second)
    return across and (down or not any(map(str.isdigit, words)))


def _titles(rows: Sequence[Cells]) -> tuple[str, ...]:
    columns = zip(*rows, strict=True)
    return tuple(" ".join(flat(cell.text) for cell in _distinct(column)) for column in columns)


def _distinct(cells: Cells) -> list[Cell]:
    return list({id(cell): cell for cell in cells}.values())

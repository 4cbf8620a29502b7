"""Which page of the file a printed page number stands on. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.document import Page
from ingest.letters import squeeze
from ingest.structure.furniture import Furniture

_LABEL = r"(?:[A-Z]{1,3}\s?-\s?)?\d{1,4}(?:-\d{1,3})?"
_AT_EDGE = re.compile(rf"(?<![\w.\-/])(?P<last>{_LABEL})\s*页?$|^(?P<first>{_LABEL})(?![\w.\-/])")
_AGREEING = 0.6
"""Share of the numbered pages that count alike; what disagrees is no page number."""


def page_labels(pages: Sequence[Page], furniture: Furniture) -> Mapping[str, int]:
    """Printed label, ``131`` or ``EN-5`` or ``2-14``, to the 1-based page of the file.

    Read off running headers and footers. Plain numbers count only where the pages agree on how far
    they are from the file's own; labels that two pages bear lead nowhere.
    """
    found = {page.number: set(_labels(page, furniture)) for page in pages if page.number}
    offset = _offset(found)
    counts = Counter(label for labels in found.values() for label in labels)
    return {
        label: number
        for number, labels in found.items()
        for label in labels
        if (int(label) - number == offset if label.isdigit() else counts[label] == 1)
    }


def _labels(page: Page, furniture: Furniture) -> list[str]:
    texts = [
        page.text[line.start : line.end].strip()
        for line in page.lines
        if (page.number or 0, line.start) in furniture
    ]
    return [
        squeeze(match["last"] or match["first"])
        for text in texts
        for match in _AT_EDGE.finditer(text)
    ]


def _offset(found: Mapping[int, set[str]]) -> int | None:
    offsets = Counter(
        int(label) - number
        for number, labels in found.items()
        for label in labels
        if label.isdigit()
    )
    numbered = sum(any(map(str.isdigit, labels)) for labels in found.values())
    if not offsets:
        return None
    best, count = offsets.most_common(1)[0]
    return best if count >= max(2, _AGREEING * numbered) else None

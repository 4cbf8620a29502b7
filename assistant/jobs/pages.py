"""Pages that could not be read, as people write them down: ``37 of 212 pages unreadable: 4–9``."""

import re
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from ingest.document import UnreadablePage

_DETAIL = re.compile(r"\s*\([^()]*\)")


class UnreadableGroup(BaseModel, frozen=True):
    """Pages that cannot be read for one reason."""

    pages: str
    """``4–9, 17``."""
    count: int
    reason: str


def page_ranges(numbers: Iterable[int]) -> str:
    """Page numbers in rising order, neighbours drawn together: ``3, 7–9``."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    return ", ".join("–".join(map(str, ends)) for ends in ranges)


def grouped(pages: Sequence[UnreadablePage]) -> list[UnreadableGroup]:
    """By reason, most pages first; what a reason adds in brackets differs from page to page."""
    numbers: dict[str, list[int]] = {}
    for page in pages:
        numbers.setdefault(_DETAIL.sub("", page.reason), []).append(page.number)
    groups = [
        UnreadableGroup(pages=page_ranges(found), count=len(found), reason=reason)
        for reason, found in numbers.items()
    ]
    return sorted(groups, key=lambda group: -group.count)


def unreadable_text(groups: Sequence[UnreadableGroup], total: int) -> str:
    """``37 of 212 pages unreadable: 4–9, 17 (no text layer)``; empty when all could be read."""
    if not groups:
        return ""
    told = "; ".join(f"{group.pages} ({group.reason})" for group in groups)
    return f"{sum(group.count for group in groups)} of {total} pages unreadable: {told}"

"""Blocks that tell of one code each become fault records. Pure.

A code and a name on a line of their own, and below it labelled lines (``Cause: …``, ``处理：…``);
or a heading of code and name in a chapter that announces codes. Blocks go on across pages.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Heading, Line, Page
from ingest.faults.codes import Codes, codes_in
from ingest.faults.labels import label_of, parts_of
from ingest.faults.record import Gathered, Part
from ingest.faults.words import announces_faults
from ingest.letters import weight
from ingest.structure.sections import Sections
from ingest.structure.typography import is_caption

_AHEAD = 8
"""Lines below a code among which its first label must stand."""
_LONGEST_NAME = 70.0
_LONGEST_BLOCK = 2400.0
"""Weight. What follows is of the next section, whose heading was not seen."""
_APART = 2.2
"""Times the font size: white after the remedy that ends a block without a heading."""
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,3}){1,4}\.?\s+|[•●■◆▪➢◼★☆]\s*|\(?\d{1,2}[)）、]\s*)")
_LED = re.compile(
    r"^[\[【]?(?:(?:alarm|fault|error|trip|warning)s?\b(?:\s*(?:code|no\.?|number)\b)?"
    r"|(?:报警|故障|错误|警报|告警|警告)(?:代码|号码|编号|号|码)?)\s*[.:：#]?\s*[A-Za-z]{0,6}[-.]?\d",
    re.IGNORECASE,
)

Place = tuple[int | None, int]
"""Page number, and offset in its text."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the document, and what is known of it."""

    page: Page
    line: Line
    text: str
    heading: Heading | None


def spots_of(pages: Iterable[Page], skipped: Container[Place]) -> Iterator[Spot]:
    """Lines in reading order; furniture, and lines of tables read already, are ``skipped``."""
    for page in pages:
        headings = {heading.start: heading for heading in page.headings}
        for line in page.lines:
            if (page.number, line.start) not in skipped:
                text = page.text[line.start : line.end]
                yield Spot(page, line, text, headings.get(line.start))


def records_in(spots: Sequence[Spot], sections: Sections) -> Iterator[tuple[Page, Gathered]]:
    """Page and record of each block, in order."""
    begins = {
        index: codes for index, spot in enumerate(spots) if (codes := _codes_of(spot)) is not None
    }
    confirmed = [index for index in begins if _is_confirmed(spots, index, begins, sections)]
    for index in confirmed:
        end = _end(spots, index, begins)
        yield spots[index].page, _record(spots[index:end], begins[index])


def _codes_of(spot: Spot) -> Codes | None:
    """Codes at the beginning of a short line that could name a fault."""
    text = _NUMBERING.sub("", spot.text, count=1).strip("【】[] ")
    if weight(text) > _LONGEST_NAME or is_caption(text):
        return None
    led = _LED.match(text) is not None
    found = codes_in(text.replace("】", " ").replace("]", " "))
    if found is None or not found.is_numbered:
        return None
    if not led and not any(map(str.isalpha, found.codes[0])):
        return None
    return None if found.rest.endswith(("。", ".", "；", ";", ",", "，")) else found


def _is_confirmed(
    spots: Sequence[Spot], index: int, begins: Container[int], sections: Sections
) -> bool:
    spot = spots[index]
    for ahead in range(index + 1, min(index + 1 + _AHEAD, len(spots))):
        if ahead in begins and spots[ahead].heading is not None:
            break
        label = label_of(spots[ahead].text)
        if label is not None and label.role in {"cause", "remedy"}:
            return not any(between in begins for between in range(index + 1, ahead))
        if spots[ahead].heading is not None:
            break
    return _heads_fault(spot, spots, index, sections)


def _heads_fault(spot: Spot, spots: Sequence[Spot], index: int, sections: Sections) -> bool:
    """A heading of code and name within a chapter on codes, with text below it."""
    if spot.heading is None or index + 1 >= len(spots):
        return False
    above = sections.at(spot.page.number, spot.line.start)[:-1]
    named = _codes_of(spot)
    return (
        named is not None
        and bool(named.rest)
        and any(announces_faults(heading.title) for heading in above)
        and spots[index + 1].heading is None
    )


def _end(spots: Sequence[Spot], index: int, begins: Container[int]) -> int:
    """Index behind the block's last line."""
    heading = spots[index].heading
    level = heading.level if heading else None
    total, mended = 0.0, False
    for at in range(index + 1, len(spots)):
        spot, above = spots[at], spots[at - 1]
        total += weight(spot.text)
        label = label_of(spot.text)
        mended = mended or (label is not None and label.role == "remedy")
        if (
            at in begins
            or total > _LONGEST_BLOCK
            or (spot.heading is not None and not _belongs(spot.heading, level, label))
            or (level is None and mended and label is None and _is_apart(above, spot))
        ):
            return at
    return len(spots)


def _belongs(heading: Heading, level: int | None, label: Part | None) -> bool:
    """Labels in bold are taken for headings at times."""
    return label is not None and (level is None or heading.level >= level)


def _is_apart(above: Spot, below: Spot) -> bool:
    gap = below.line.box.top - above.line.box.bottom
    return above.page is below.page and gap > _APART * (below.line.font_size or 10.0)


def _record(spots: Sequence[Spot], codes: Codes) -> Gathered:
    first = spots[0]
    record = Gathered(
        codes.codes, codes.codes[0], first.page.number, first.line.start, first.line.end
    )
    if codes.rest:
        record.add([Part("name", "", codes.rest)])
    for spot in spots[1:]:
        record.reach(spot.page.number, spot.line.start, spot.line.end)
    for part in parts_of(spot.text for spot in spots[1:]):
        nameless = not part.title and not record.fault.name
        record.add([replace(part, role="name") if nameless else part])
    return record

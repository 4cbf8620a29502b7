"""Headings told by how they are set: their numbers, their size, their bold face. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Heading, Line, Page
from ingest.letters import CJK_WEIGHT, squeeze, weight
from ingest.structure.captions import figure_label
from ingest.structure.contents import is_contents_line
from ingest.structure.signals import is_signal, stands_alone

_BOLD_LEVEL = 7
"""Bold lines of body size head what follows, below numbered and larger ones."""
_LARGER = 1.1
"""Times the body's size. Half a point on 10.5 is noise, 12 on 10.5 is a heading."""
_LARGER_IN_MARGIN = 1.4
_MARGIN = 0.08
"""Of the page's height. Type of less than a title's size there is a running header, even if it
does not recur."""
_COMMON = 0.2
"""Share of the characters from which a font size is the body's."""
_RARE = 0.2
"""Bold type marks headings only where at most this share of the lines is bold."""
_LONGEST = 100.0

_CJK_DIGITS = "一二三四五六七八九十百零〇\\d"
_CHAPTER = re.compile(
    rf"^第\s*[{_CJK_DIGITS}]+\s*(?P<unit>[章篇部节])"
    r"|^(?:chapter|section|part|appendix|附\s*录)\s*(?:[A-Z]|\d+|[一二三四五六七八九十])(?![a-z])",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^(?P<number>[1-9]\d?(?:\.\d{1,3}){1,4})[.、]?\s*(?=[A-Z\u4e00-\u9fff“《(（])"
)
_ITEM = re.compile(rf"^(?:\d{{1,2}}[.、]?\s*|[{_CJK_DIGITS}]{{1,3}}、\s*)(?=[A-Z\u4e00-\u9fff])")
_CAPTION = re.compile(r"^(?:Table|TABLE|表)\s*[A-Z]?\d+(?:[.\-–]\d+)*(?!\w)(?!\.\d|\s+[a-z])")
_WORD = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]{3,}(?!\w)|[\u4e00-\u9fff]{2,}")
"""Capitalised, without figures: a unit, a symbol or a signal's name makes no heading."""
_RUNS_ON = re.compile(r"[。．；;，,、.!！?？:：]$|\.{3}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that may be a heading."""

    page: Page
    line: Line
    text: str


@dataclass(frozen=True, slots=True)
class _Typography:
    """What is ordinary in this document."""

    body: float
    """The larger of the font sizes that much of the text is set in; tables are set smaller."""
    bold_is_rare: bool

    def stands_out(self, line: Line) -> bool:
        return self.is_larger(line) or (
            line.bold and self.bold_is_rare and line.font_size > 0.95 * self.body
        )

    def is_larger(self, line: Line, factor: float = _LARGER) -> bool:
        return line.font_size > factor * self.body > 0

    def is_running(self, spot: Spot) -> bool:
        height, box = spot.page.height, spot.line.box
        in_margin = box.bottom < _MARGIN * height or box.top > (1 - _MARGIN) * height
        return in_margin and not self.is_larger(spot.line, _LARGER_IN_MARGIN)


def headings_by_type(spots: Sequence[Spot]) -> list[tuple[int, Heading]]:
    """Index among the spots, and the heading that begins there; in reading order."""
    type_ = _typography(spots)
    candidates = [i for i, spot in enumerate(spots) if _may_head(spot, type_)]
    numbered = _numbered(spots, candidates, type_)
    plain = [
        i
        for i in candidates
        if i not in numbered and _is_plain(spots[i], type_) and not _is_warning(spots, i)
    ]
    level_of = _levels_of_faces(spots, numbered, plain, type_)
    levels = numbered | {i: level_of.get(_face(spots[i]), _BOLD_LEVEL) for i in plain}
    return _joined_titles(spots, levels, set(plain))


def is_caption(text: str) -> bool:
    """``Table 13.2 Recoverable errors``, but no sentence about it."""
    return _CAPTION.match(text) is not None and could_head(text) and not text.endswith((".", "。"))


def could_head(text: str) -> bool:
    """Short, with letters, and neither a safety signal word nor a line of a table of contents."""
    return (
        weight(text) <= _LONGEST
        and sum(map(str.isalpha, text)) >= 2
        and not is_signal(text)
        and not is_contents_line(text)
    )


def _typography(spots: Sequence[Spot]) -> _Typography:
    sizes: Counter[float] = Counter()
    for spot in spots:
        sizes[spot.line.font_size] += len(spot.text)
    common = _COMMON * sizes.total()
    body = max((size for size, count in sizes.items() if count >= common), default=0.0)
    bold = sum(spot.line.bold for spot in spots)
    return _Typography(body, bold_is_rare=bold <= _RARE * len(spots))


def _may_head(spot: Spot, type_: _Typography) -> bool:
    text = spot.text
    return could_head(text) and not _RUNS_ON.search(text) and not type_.is_running(spot)


def _numbered(
    spots: Sequence[Spot], candidates: Sequence[int], type_: _Typography
) -> dict[int, int]:
    """Numbered headings and their depth.

    Where the document makes its numbered headings stand out, a plain numbered line is a reference.
    """
    depths = {i: depth for i in candidates if (depth := _depth(spots[i], type_))}
    outstanding = {
        i: depth
        for i, depth in depths.items()
        if spots[i].line.bold or type_.is_larger(spots[i].line)
    }
    return outstanding if 2 * len(outstanding) >= len(depths) else depths


def _depth(spot: Spot, type_: _Typography) -> int | None:
    """1 for chapters, 3 for 4.3.2; None for lines that are no numbered heading."""
    text, outstanding = spot.text, type_.stands_out(spot.line)
    if chapter := _CHAPTER.match(text):
        fits = outstanding or weight(text) <= _LONGEST / 2
        return (2 if chapter["unit"] == "节" else 1) if fits else None
    if section := _SECTION.match(text):
        fits = outstanding or _reads_as_title(text[section.end() :])
        return section["number"].count(".") + 1 if fits else None
    return 1 if type_.is_larger(spot.line) and _ITEM.match(text) and _WORD.search(text) else None


def _reads_as_title(text: str) -> bool:
    """Words, and few figures: not a row of a table that begins with 1.5."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return weight(text) <= 0.6 * _LONGEST and letters * CJK_WEIGHT > 5 and digits < 0.2 * letters


def _is_plain(spot: Spot, type_: _Typography) -> bool:
    text = spot.text
    first_letter = next(filter(str.isalpha, text))
    return (
        type_.stands_out(spot.line)
        and _WORD.search(text) is not None
        and not first_letter.islower()
        and not _CAPTION.match(text)
        and not figure_label(text)
        and sum(map(str.isalpha, text)) > 0.5 * len(squeeze(text))
    )


def _is_warning(spots: Sequence[Spot], index: int) -> bool:
    """The bold line below DANGER is what is dangerous, no title."""
    return index > 0 and stands_alone(spots[index - 1].text)


_Face = tuple[float, bool]
"""Size, and whether it is bold: the larger come first, of one size the bold."""


def _face(spot: Spot) -> _Face:
    return spot.line.font_size, spot.line.bold


def _levels_of_faces(
    spots: Sequence[Spot], numbered: dict[int, int], plain: list[int], type_: _Typography
) -> dict[_Face, int]:
    """Faces larger than the body's, ranked; one that numbered headings use has their depth."""
    depths: dict[_Face, Counter[int]] = {}
    for index, depth in numbered.items():
        depths.setdefault(_face(spots[index]), Counter())[depth] += 1
    faces = {_face(spots[i]) for i in plain if type_.is_larger(spots[i].line)}
    levels: dict[_Face, int] = {}
    rank = 0
    for face in sorted(faces | depths.keys(), reverse=True):
        rank = depths[face].most_common(1)[0][0] if face in depths else min(rank + 1, 6)
        if face in faces:
            levels[face] = rank
    return levels


def _joined_titles(
    spots: Sequence[Spot], levels: dict[int, int], plain: set[int]
) -> list[tuple[int, Heading]]:
    """Headings in order; a title set over several lines becomes one heading."""
    found: list[tuple[int, Heading]] = []
    last = -2
    for index in sorted(levels):
        spot = spots[index]
        if index == last + 1 and index in plain and _same_type(spots[last], spot):
            first, heading = found[-1]
            found[-1] = (first, replace(heading, title=f"{heading.title} {spot.text}"))
        else:
            found.append((index, Heading(levels[index], spot.text, spot.line.start)))
        last = index
    return found


def _same_type(above: Spot, below: Spot) -> bool:
    gap = below.line.box.top - above.line.box.bottom
    return (
        above.page is below.page
        and _face(above) == _face(below)
        and abs(gap) < 0.8 * below.line.font_size
    )

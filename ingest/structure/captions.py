"""Captions of figures: ``Fig. 5-10 Wiring``, ``图 3-2 接线图``, ``Figure: Wall mounting``. Pure."""

import re
from itertools import pairwise

from ingest.letters import weight
from ingest.structure.contents import is_contents_line

_LONGEST = 160.0
"""Weight of a caption's line; see letters.weight."""
_NUMBER = r"(?:[A-Z][.\-–]?)?\d{1,3}(?:(?:\.|\s?[\-–‑]\s?)\d{1,3}){0,3}[a-z]?"
_LABEL = re.compile(
    rf"^(?P<label>(?:Fig(?:ure)?\.?|FIG(?:URE)?\.?|Abb(?:ildung)?\.?|附?图)\s*{_NUMBER})"
    r"(?![\w.]*\d)(?P<rest>.*)$"
)
_ANOTHER = re.compile(rf"(?<=\S\s)(?:Fig(?:ure)?\.?|图)\s*{_NUMBER}(?=[\s.:：])")
_UNNUMBERED = re.compile(r"^(?P<label>Figure|Fig\.|图)\s?[:：]\s*(?P<rest>\S.*)$")
_TITLE = re.compile(r"^\s*(?:[:：.、．\-–—()（）]+\s*)*(?:$|[A-Z0-9\u4e00-\u9fff“\"])")
_PROSE = re.compile(
    r"^\s*(?:所示|中|为|是|和|与|至|～|、|[,，]|(?:shows?|is|are|and|illustrates|gives)\b)|[。；;,，]$"
)
_POINTS = re.compile(r"\bon page\b|\(?(?:见|第)\s*\S{1,6}\s*页[)）]?$")
"""A line that sends its reader to the figure."""


def figure_label(text: str) -> str:
    """``图 3-2`` where the line is that figure's caption; empty for prose about it."""
    found = _LABEL.match(text)
    if found is None:
        unnumbered = _UNNUMBERED.match(text)
        return unnumbered["label"] if unnumbered and weight(text) <= _LONGEST else ""
    rest = found["rest"]
    is_title = _TITLE.match(rest) and not _PROSE.search(rest) and not _POINTS.search(rest)
    is_caption = is_title and weight(text) <= _LONGEST and not is_contents_line(text)
    return " ".join(found["label"].split()) if is_caption else ""


def captions_in(text: str) -> list[str]:
    """The captions on one line; figures set side by side have theirs on one."""
    cuts = [found.start() for found in _ANOTHER.finditer(text)]
    parts = [text[a:b].strip() for a, b in pairwise([0, *cuts, len(text)])]
    return parts if all(map(figure_label, parts)) else [text]

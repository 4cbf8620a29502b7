"""Captions of figures: ``Fig. 5-10 Wiring``, ``图 3-2 接线图``, ``Figure: Wall mounting``. Pure."""

import re

from ingest.letters import squeeze, weight

_LONGEST = 160.0
"""Weight of a caption's line; see letters.weight."""
_NUMBER = r"[A-Z]?\d{1,3}(?:\s?[.\-–—‑]\s?\d{1,3}){0,3}[a-z]?"
_LABEL = re.compile(
    rf"^(?P<label>(?:Fig(?:ure)?\.?|FIG(?:URE)?\.?|Abb(?:ildung)?\.?|附?图)\s*{_NUMBER})"
    r"(?![\w.]*\d)(?P<rest>.*)$"
)
_UNNUMBERED = re.compile(r"^(?P<label>Figure|Fig\.|图)\s?[:：]\s*(?P<rest>\S.*)$")
_TITLE = re.compile(r"^\s*(?:[:：.、．\-–—()（）]+\s*)*(?:$|[A-Z0-9\u4e00-\u9fff“\"])")
_PROSE = re.compile(
    r"^\s*(?:所示|中|为|是|和|与|至|～|、|[,，]|(?:shows?|is|are|and|illustrates|gives)\b)|[。；;,，]$"
)


def figure_label(text: str) -> str:
    """``图 3-2`` where the line is that figure's caption; empty for prose about it."""
    found = _LABEL.match(text)
    if found is None:
        unnumbered = _UNNUMBERED.match(text)
        return unnumbered["label"] if unnumbered and weight(text) <= _LONGEST else ""
    rest = found["rest"]
    is_caption = _TITLE.match(rest) and not _PROSE.search(rest) and weight(text) <= _LONGEST
    return " ".join(found["label"].split()) if is_caption else ""


def label_key(label: str) -> str:
    """One form of the many that a label is written in: ``fig5-10`` for ``Figure 5–10``."""
    words = re.sub(r"[–—‑.．]", "-", squeeze(label).casefold())
    return re.sub(r"^(?:figure|fig|abbildung|abb|附?图)-?", "fig", words)

"""Tables of contents and indexes: lists of titles that would be found instead of the text. Pure."""

import re
from collections.abc import Iterable

from ingest.letters import squeeze

_PAGE_NUMBER = "0123456789ivxlcIVXLC()-– "
_LEADERS = ".．·… "
_ENDS_IN_NUMBER = re.compile(r"(?<!\d)\d{1,4}\)?$")
_BEGINS_IN_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+[^\W\d]")
_TITLE = re.compile(r"^\W*(table of contents|contents|目\s*录|目\s*次)\W*$", re.IGNORECASE)
_MIN_LINES = 4
_LEADER_SHARE = 0.4
_NUMBER_SHARE = 0.6


def is_contents_line(text: str) -> bool:
    """``4.3 Commissioning ......... 57``."""
    title_and_dots = text.rstrip(_PAGE_NUMBER)
    dots = squeeze(title_and_dots[len(title_and_dots.rstrip(_LEADERS)) :])
    return len(dots) >= 3 or dots.count("…") >= 2


def is_contents_page(lines: Iterable[str]) -> bool:
    """Many dot leaders; or most lines ending with a page number, titled so or numbered before."""
    texts = [text for text in lines if text.strip()]
    if len(texts) < _MIN_LINES:
        return False
    leaders = sum(map(is_contents_line, texts))
    if leaders >= _LEADER_SHARE * len(texts):
        return True
    titled = any(_TITLE.match(text) for text in texts[:6])
    listed = [text for text in texts if _ENDS_IN_NUMBER.search(text)]
    sections = sum(_BEGINS_IN_NUMBER.match(text) is not None for text in listed)
    return (titled and len(listed) + leaders >= _NUMBER_SHARE * len(texts)) or (
        sections >= _NUMBER_SHARE * len(texts) and any("." in text for text in listed)
    )

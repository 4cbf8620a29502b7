"""Tables of contents and indexes: lists of titles that would be found instead of the text. Pure."""

import re
from collections.abc import Iterable

_LEADERS = re.compile(r"(?:[.．·…]\s?){3,}[\s.．·…]*[\divxlc()\-–]*\s*$", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r"[^\W\d].*\D\s*\(?\d{1,4}\)?$")
_TITLE = re.compile(r"^\W*(table of contents|contents|目\s*录|目\s*次)\W*$", re.IGNORECASE)
_MIN_LINES = 4
_LEADER_SHARE = 0.4
_NUMBER_SHARE = 0.6


def is_contents_line(text: str) -> bool:
    """``4.3 Commissioning ......... 57``."""
    return _LEADERS.search(text) is not None


def is_contents_page(lines: Iterable[str]) -> bool:
    """Many dot leaders; or the word Contents, and most lines ending with a page number."""
    texts = [text for text in lines if text.strip()]
    if len(texts) < _MIN_LINES:
        return False
    leaders = sum(map(is_contents_line, texts))
    if leaders >= _LEADER_SHARE * len(texts):
        return True
    titled = any(_TITLE.match(text) for text in texts[:6])
    numbered = sum(_ENDS_IN_NUMBER.search(text) is not None for text in texts)
    return titled and numbered + leaders >= _NUMBER_SHARE * len(texts)

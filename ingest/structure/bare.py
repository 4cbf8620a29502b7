"""Lines that tell nothing by themselves: a chapter's title, a page number. Pure."""

import re
from collections.abc import Collection

from ingest.letters import squeeze

_NUMBER = r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z]|[一二三四五六七八九十百零〇]{1,4})"
_CHAPTER = re.compile(
    rf"(?:chapter|section|part|appendix|annex)(?:\s+{_NUMBER}(?:[\s:.：—–-].*)?)?"
    rf"|附\s*[录件](?:\s*{_NUMBER}(?![a-z\d]).*)?|第\s*{_NUMBER}\s*[章节篇部](?:分)?.*",
    re.IGNORECASE,
)
_SAYS = re.compile(r"[。！？；!?;]|\.$")


def is_label(text: str, section: Collection[str]) -> bool:
    """Whether a line that stands alone is a number, its section's title or a chapter's."""
    text = text.strip()
    if not any(map(str.isalpha, text)):
        return True
    if squeeze(text) in map(squeeze, section):
        return True
    return _CHAPTER.fullmatch(text) is not None and not _SAYS.search(text)

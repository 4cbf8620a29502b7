"""What a document is called. Pure."""

import re
from collections.abc import Sequence
from statistics import median

from ingest.document import Page
from ingest.furniture import Furniture
from ingest.letters import clean

_SHORTEST, _LONGEST = 3, 120
_LARGER = 1.4
"""Times the median size of page 1. A heading or a table's head is less, a title is more."""
_MEANINGLESS = re.compile(
    r"""^microsoft\ (word|powerpoint|excel)\b | ^(untitled|unknown|无标题|未命名)
      | ^(文档|document|目\s*录|附\s*录|前\s*言|contents|appendix|preface)\s*\d*$
      | [/\\] | ^[a-z]: | \.(docx?|xlsx?|pptx?|pdf|indd|qxd|dwg|cdr|fm|tex|dvi)$ | ^<[0-9a-f]+>$
      | ^[\W\d_]+$ | https?: | www\. | \bmanuals?lib\b""",
    re.IGNORECASE | re.VERBOSE,
)


def title_of(metadata_title: str, pages: Sequence[Page], furniture: Furniture, stem: str) -> str:
    """The file's own title if it means something; else page 1's largest type; else its name."""
    if is_meaningful(metadata_title):
        return clean(metadata_title)
    return _largest_type(pages, furniture) or stem


def is_meaningful(title: str) -> bool:
    """False for what programs leave behind: ``Microsoft Word - x.doc``, paths, numbers, URLs."""
    title = clean(title)
    return _SHORTEST <= len(title) <= _LONGEST and not _MEANINGLESS.search(title)


def _largest_type(pages: Sequence[Page], furniture: Furniture) -> str | None:
    """The lines of the largest type on page 1, if that type is larger than the rest."""
    first = next((page for page in pages if page.number == 1), None)
    if first is None:
        return None
    lines = [
        line
        for line in first.lines
        if (1, line.start) not in furniture
        and any(map(str.isalpha, first.text[line.start : line.end]))
    ]
    largest = max((line.font_size for line in lines), default=0.0)
    chosen = [line for line in lines if line.font_size > 0.95 * largest]
    title = " ".join(first.text[line.start : line.end] for line in chosen)
    ordinary = median(line.font_size for line in lines) if lines else 0.0
    stands_out = len(lines) == 1 or largest > _LARGER * ordinary
    return title if stands_out and is_meaningful(title) else None

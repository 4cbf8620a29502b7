"""What a document is called, and the names of what it is about. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from ingest.document import Line, Page
from ingest.identifiers import identifiers, normal
from ingest.letters import clean, squeeze
from ingest.structure.furniture import Furniture

_SHORTEST, _LONGEST = 3, 120
_LARGER = 1.4
"""Times the median size of page 1. A heading or a table's head is less, a title is more."""
_OFTEN = 0.25
"""Of the pages: a header that names the manual stands on more, be it on left ones alone."""
_NAMES = 3
"""Put behind a title that lacks them."""
_SERIES = 8
"""Models of one series that are all named; of a longer one its common name alone."""
_MODEL = re.compile(r"(.*\w)[-.]\w+")
"""A model's name: that of its series, a joint, and what tells it from the others."""
_MEANINGLESS = re.compile(
    r"""^microsoft\ (word|powerpoint|excel)\b | ^(untitled|unknown|无标题|未命名)
      | ^(文档|document|目\s*录|附\s*录|前\s*言|contents|appendix|preface)\s*\d*$
      | [/\\] | ^[a-z]: | \.(docx?|xlsx?|pptx?|pdf|indd|qxd|dwg|cdr|fm|tex|dvi)$ | ^<[0-9a-f]+>$
      | ^[\W\d_]+$ | https?: | www\. | \bmanuals?lib\b""",
    re.IGNORECASE | re.VERBOSE,
)
_KIND = re.compile(
    r"\b(?:manual|handbook|guide|instructions?)\b|手\s*册|说明书|规\s*程|指\s*南", re.IGNORECASE
)
"""What a running header calls a manual by."""
_NOISE = re.compile(
    r"(?:en|eng|english|zh|cn|chs|de|fr|es|it|final|draft|copy|new|rev\w{0,3}|v\d{1,2}(?:\.\d+)*|\d{1,2}(?:\.\d+)+"
    r"|(?:19|20)\d{2}(?:[.\-]?\d{2}){0,2}|\(\d+\))",
    re.IGNORECASE,
)
"""At the end of a file's name: its language, version or date."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_SMALL = re.compile(r"(?<![\w.@/\-])[a-z][a-z0-9]+(?![\w@/\-]|\.\w)")
"""Words in small letters, addresses aside: there every name is small."""
_COUNTED = re.compile(
    r"(?:part|chapter|section|vol|volume|issue|rev|ver|version|v|no)[.\-]?\d", re.IGNORECASE
)
"""``Part1``, ``V1.1``: counts of the document, no model."""


def title_of(metadata_title: str, pages: Sequence[Page], furniture: Furniture, stem: str) -> str:
    """The file's own title if it means something; else what the manual calls itself.

    That is the running header that names a manual, or page 1's largest type, or the file's name.
    Names of the maker and the machine that the title lacks are put behind it: every passage is
    found under its title.
    """
    title = (
        (clean(metadata_title) if is_meaningful(metadata_title) else "")
        or _running_title(pages, furniture)
        or _largest_type(pages, furniture)
        or _words(stem)
    )
    names = _names(title, pages, furniture, stem)
    return f"{title} · {', '.join(names)}" if names else title


def is_meaningful(title: str) -> bool:
    """False for what programs leave behind: ``Microsoft Word - x.doc``, paths, numbers, URLs."""
    title = clean(title)
    return _SHORTEST <= len(title) <= _LONGEST and not _MEANINGLESS.search(title)


def _running_title(pages: Sequence[Page], furniture: Furniture) -> str:
    """The header that stands on most pages, if it calls itself a manual."""
    counts = Counter(page.text[line.start : line.end] for page, line in _headers(pages, furniture))
    found = ((count, text) for text, count in counts.items() if _names_a_manual(text))
    count, title = max(found, default=(0, ""))
    return title if count > max(2, _OFTEN * len(pages)) else ""


def _names_a_manual(text: str) -> bool:
    kind = _KIND.search(text)
    return kind is not None and is_meaningful(text) and len(squeeze(text)) > len(kind[0]) + 2


def _headers(pages: Sequence[Page], furniture: Furniture) -> Iterator[tuple[Page, Line]]:
    for page in pages:
        for line in page.lines:
            if (page.number, line.start) in furniture and line.box.bottom < page.height / 2:
                yield page, line


def _largest_type(pages: Sequence[Page], furniture: Furniture) -> str:
    """The lines of the largest type on page 1, if that type is larger than the rest."""
    lines = list(_cover(pages, furniture))
    largest = max((line.font_size for _, line in lines), default=0.0)
    chosen = [text for text, line in lines if line.font_size > 0.95 * largest]
    title = " ".join(chosen)
    ordinary = median(line.font_size for _, line in lines) if lines else 0.0
    stands_out = len(lines) == 1 or largest > _LARGER * ordinary
    return title if stands_out and is_meaningful(title) else ""


def _cover(pages: Sequence[Page], furniture: Furniture) -> Iterator[tuple[str, Line]]:
    """Lines of page 1 that may be its title: a table's head and rows are none."""
    first = next((page for page in pages if page.number == 1), None)
    if first is None:
        return
    tables = [range(one.start, one.rows[-1].end) for one in first.tables if one.header]
    for line in first.lines:
        text = first.text[line.start : line.end]
        is_free = (1, line.start) not in furniture and not any(line.start in t for t in tables)
        if is_free and any(map(str.isalpha, text)):
            yield text, line


def _words(stem: str) -> str:
    """``980_alarms_v2_EN`` is called ``980 alarms``."""
    words = [word for word in re.split(r"[_\s]+", stem) if word]
    while len(words) > 1 and _NOISE.fullmatch(words[-1]):
        words.pop()
    return " ".join(words) or stem


def _names(title: str, pages: Sequence[Page], furniture: Furniture, stem: str) -> list[str]:
    known = normal(title)
    found = (*_printed_names(pages, furniture, stem), *_models(pages, furniture))
    fresh = {normal(name): name for name in reversed(found) if normal(name) not in known}
    names = list(reversed(fresh.values()))
    taken = _whole_series(names)
    return [name for name in taken if normal(name) not in known]


def _whole_series(names: Sequence[str]) -> list[str]:
    """The first names, and no model left out that is of one series with one of them."""
    series = {_series(name) for name in names[:_NAMES]} - {""}
    members = Counter(filter(None, map(_series, names)))
    taken = [
        _series(name) if members[_series(name)] > _SERIES else name
        for place, name in enumerate(names)
        if place < _NAMES or _series(name) in series
    ]
    return list(dict.fromkeys(taken))


def _series(name: str) -> str:
    found = _MODEL.fullmatch(name)
    return found[1] if found else ""


def _printed_names(pages: Sequence[Page], furniture: Furniture, stem: str) -> Iterator[str]:
    """Words of the file's name that the first pages or the headers print as names.

    A word is none if the document writes it small anywhere.
    """
    front = "\n".join(page.text for page in pages[:3])
    margins = (page.text[line.start : line.end] for page, line in _margins(pages, furniture))
    printed = Counter(_NAME.findall(f"{front}\n{' '.join(margins)}"))
    forms = {form.casefold(): form for form in printed if not form.islower()}
    small = {word for page in pages for word in _SMALL.findall(page.text)}
    for word in _NAME.findall(stem.replace("_", " ")):
        form = forms.get(word.casefold())
        if form and word.casefold() not in small and not _NOISE.fullmatch(word):
            yield form


def _margins(pages: Iterable[Page], furniture: Furniture) -> Iterator[tuple[Page, Line]]:
    for page in [*pages][:10]:
        for line in page.lines:
            if (page.number, line.start) in furniture:
                yield page, line


def _models(pages: Sequence[Page], furniture: Furniture) -> Iterator[str]:
    """What looks like a model in the cover's larger type."""
    lines = list(_cover(pages, furniture))
    ordinary = median(line.font_size for _, line in lines) if lines else 0.0
    for text, line in lines:
        if line.font_size >= 1.2 * ordinary:
            for word in text.replace("/", " ").split():
                bare = word.strip("()（）,，;；:：。.")
                if len(identifiers(bare)) == 1 and len(bare) > 2 and not _COUNTED.match(bare):
                    yield bare

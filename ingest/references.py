"""Words that send a reader elsewhere in the document: ``see Table 5-10``, ``参见 4.4.2``. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.letters import squeeze
from ingest.units import UNMISTAKABLE

_NUMBER = r"[A-Z]?\d{1,3}(?:[.\-–]\d{1,3}){0,3}(?![\d%]|\.\d)"
_DOTTED = r"\d{1,2}(?:\.\d{1,2}){1,4}(?!\d|\.\d)"
_CHINESE = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_SEE = r"(?:见|参照|参考|参阅|按照?|依照)\s*[“《(（]?\s*"
_UNITS = rf"(?!\s*{UNMISTAKABLE})"
"""``按 1.2 断电`` is a section, ``按 1.2 倍`` is a factor."""
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("table", rf"(?:\b(?:Tables?|TABLES?|Tab\.|tables?)\s+|表\s*)(?P<n>{_NUMBER})"),
        (
            "figure",
            r"(?:\b(?:Figs?\.|FIGS?\.|Figures?|FIGURES?|figures?|figs?\.)\s*|图\s*)"
            rf"(?P<n>(?:[A-Z][.\-]?)?{_NUMBER})",
        ),
        ("section", r"\b(?:[Ss]ections?|[Ss]ec\.|[Cc]hapters?|[Cc]lause)\s+(?P<n>\d{1,2}"
                    r"(?:\.\d{1,2}){0,4})(?![\d%]|\.\d)"),
        ("section", rf"\b(?i:see|refer to|described in|according to)\s+(?P<n>{_DOTTED})"),
        ("section", rf"{_SEE}第?\s*(?P<n>{_DOTTED}){_UNITS}|第\s*(?P<m>{_DOTTED})\s*节"),
        ("section", rf"第\s*(?P<n>{_CHINESE})\s*章"),
        ("appendix", rf"\b[Aa]ppendix\s+(?P<n>[A-Z])\b|附录\s*(?P<m>[A-Z]|{_CHINESE})"),
        (
            "page",
            r"\b(?:on|to|see)\s+(?:page|p\.)\s*(?P<n>(?:[A-Z]{1,3}\s?-\s?)?\d{1,4}(?:-\d{1,3})?)"
            rf"(?!\s*of\b|\d)|{_SEE}(?:本手册)?第\s*(?P<m>\d{{1,4}})\s*页",
        ),
    )
)  # fmt: skip
_HEADS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("table", rf"^(?:Table|TABLE|表)\s*(?P<n>{_NUMBER})"),
        (
            "section",
            r"^(?:(?i:section|chapter)\s*)?(?P<n>\d{1,2}(?:\.\d{1,2}){0,4})(?=[.、]?[\s\u4e00-\u9fff])",
        ),
        ("section", rf"^第\s*(?P<n>{_CHINESE})\s*章"),
        ("appendix", rf"^(?:(?i:appendix)\s*(?P<n>[A-Z])\b|附\s*录\s*(?P<m>[A-Z]|{_CHINESE}))"),
    )
)  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}


class Reference(NamedTuple):
    """Words that refer, and what they refer to."""

    start: int
    label: str
    """As printed."""
    key: str
    """``table:5-10``, ``section:4.4.2``, ``page:131``: one form of the many it is written in."""


def references_in(text: str) -> list[Reference]:
    """All of them, in order."""
    found = (
        Reference(match.start(), " ".join(match[0].split()), _key(kind, _number(match)))
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    )
    return sorted(found, key=lambda reference: reference.start)


def keys_of_heading(title: str) -> Iterator[str]:
    """What a section or a table's caption is referred to by."""
    for kind, pattern in _HEADS:
        if match := pattern.match(title):
            yield _key(kind, _number(match))


def figure_key(label: str) -> str:
    """The same of a figure, from its label."""
    found = re.search(rf"(?:[A-Z][.\-]?)?{_NUMBER}", label)
    return _key("figure", found[0]) if found else ""


def _number(match: re.Match[str]) -> str:
    return str(next(filter(None, match.groups())))


def _key(kind: str, number: str) -> str:
    number = squeeze(number).replace("–", "-").upper()
    if kind in ("section", "appendix"):
        number = _arabic(number)
    else:
        number = number if kind == "page" else number.replace(".", "-")
    return f"{kind}:{number}"


def _arabic(number: str) -> str:
    """``十二`` is 12; what is no Chinese numeral stays."""
    if not number or set(number) - set("一二三四五六七八九十"):
        return number
    tens, ten, ones = number.rpartition("十")
    value = 10 * _DIGITS.get(tens, 1) if ten else 0
    return str(value + _DIGITS.get(ones, 0))

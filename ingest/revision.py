"""Which revision of a manual a file is, and what the manual is called whatever its revision. Pure.

A mark is taken where it is called one (``Rev. B``, ``Edition 05/2021``, ``第3版``, ``V1.1.2``) in
the title, the file's name or a short line of the first pages. What ends a document's number is not:
nobody can tell it from the number itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

FIRST_PAGES = 3
"""Cover, imprint and list of revisions stand on these."""
_LONGEST = 80
"""Characters of a line that can be a mark; a longer one is prose, which tells of other things."""
_LINES = 200
_JOINT = 4
"""Characters between a mark and its date: a comma, a bracket, a space."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TENS = {character: number for number, character in enumerate("一二三四五六七八九十", 1)}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_DATE = re.compile(
    r"""(?<![\d.])(?:
      (?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>1[0-2]|0?[1-9])(?!\d)
        (?:\s?[-/.月]\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s?日?|\s?月)?
    | (?P<month2>1[0-2]|0[1-9])[-/.](?P<year2>(?:19|20)\d\d)(?!\d)
    ) | \b(?P<name>(?i:@))[a-z]*\.?,?\ (?:\d{1,2},?\ )?(?P<year3>(?:19|20)\d\d)\b
      | (?<!\d)(?P<year4>(?:19|20)\d\d)\s?年?版""".replace("@", "|".join(_MONTHS)),
    re.VERBOSE,
)
_RUN_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(\d\d))?\W*$")
"""The date that a file's name ends with: ``manual_20210531``."""
_NUMBER = r"[Vv]?(?P<number>\d{1,3}(?:\.\d{1,4}){0,3})(?![\w/-]|\.\d)"
_VALUE = rf"(?:{_NUMBER}|(?!V\d)(?P<letter>[A-Z])(?:/?(?P<sub>\d))?(?!\w|\.\d))"
_SURE = (
    rf"\b(?i:rev(?:ision)?|edition|issue)(?i:\s*(?:no|nr|number)\b)?[.:：#\s_-]*{_VALUE}",
    rf"(?:版\s?次|版\s?别|修订(?:号|版次?)|版本号?)\s?[:：]?\s?(?i:rev\.?\s?)?{_VALUE}",
    r"第\s?(?:(?P<number>\d{1,3})|(?P<chinese>[一二三四五六七八九十]{1,2}))\s?(?:次修订|版)",
    r"(?<![A-Za-z0-9.-])(?P<letter>[A-Z])\s?版(?![权面本式])",
    r"(?<![\w.])(?P<number>\d{1,3}(?:\.\d{1,4}){1,3})\s?版(?![权面本式])",
    r"\b(?P<number>\d{1,2})(?i:st|nd|rd|th)\s(?i:edition|issue|revision)\b",
    rf"\b(?P<ordinal>(?i:{'|'.join(_ORDINALS)}))\s(?i:edition|issue|revision)\b",
)
_LIKELY = (
    rf"\b(?i:ver(?:sion)?)[.:：\s]*{_NUMBER}",
    r"(?<![A-Za-z0-9-])[Vv](?P<number>\d{1,3}(?:\.\d{1,4}){1,3})(?![\w-]|\.\d)",
)
"""What may also be the version of a program that the manual speaks of."""
_RANKED = tuple(tuple(map(re.compile, patterns)) for patterns in (_SURE, _LIKELY))
_LAST_VERSION = re.compile(r"(?<![A-Za-z0-9-])[Vv](?P<number>\d{1,2})\W*$")
"""``manual_v2``; anywhere else it is as likely a model's name."""
_DATED = re.compile(
    r"\b(?:date|edition|issued?|published|printed|rev|revision)\b|出版|发布|印刷|日期|修订|版",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*\(\d+\)$")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz_", "ABCDEFGHIJKLMNOPQRSTUVWXYZ ")

Order = Literal["older", "same", "newer"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision mark, and what can be compared in it."""

    mark: str
    """As printed: ``Rev. B``, ``2022年4月第3版``."""
    letter: str = ""
    number: tuple[int, ...] = ()
    """Of ``V1.10``, 1 and 10; trailing zeros dropped."""
    date: tuple[int, ...] = ()
    """Year, month and day, as far as they are given."""

    def compare(self, other: "Revision") -> Order | None:
        """How this one stands to another; None where the marks do not say."""
        mine, yours = (self.letter, self.number), (other.letter, other.number)
        alike = any(mine) and any(yours) and bool(self.letter) == bool(other.letter)
        if alike and mine != yours:
            return "older" if mine < yours else "newer"
        known = min(len(self.date), len(other.date))
        if known and self.date[:known] != other.date[:known]:
            return "older" if self.date < other.date else "newer"
        return "same" if alike or known else None


def revision_of(title: str, file_name: str, first_pages: Sequence[str]) -> Revision | None:
    """The mark of a document; None where it bears none.

    Title and file name go before the pages, on which other documents' marks may stand too. Of
    several on a page, as in a list of revisions, the newest counts.

    Args:
        title: The document's.
        file_name: With its suffix.
        first_pages: Texts of the first pages; of more than FIRST_PAGES, the rest is left out.
    """
    named = [_newest(_named(title)), _newest(_of_stem(Path(file_name).stem))]
    printed = [_newest(_printed(text)) for text in first_pages[:FIRST_PAGES]]
    found = [revision for revision in (*named, *printed) if revision is not None]
    if not found:
        return None
    # What the name says short, a cover says in full.
    full = (one for one in found if one.date and one.compare(found[0]) == "same")
    return next(full, found[0])


def parse_mark(mark: str) -> Revision | None:
    """A mark that was taken once, understood again."""
    dated = _DATE.search(mark)
    bare = Revision(mark, date=_date(dated)) if dated else None
    return _newest(_named(mark)) or _newest(_of_stem(mark)) or bare


def family_of(title: str, file_name: str) -> str:
    """What all revisions of a document are called: letters and digits, in lower case.

    The title without its mark, or the file's name where nothing is left of the title.
    """
    stem = _COPY.sub("", Path(file_name).stem)
    return _folded(_without_marks(title)) or _folded(_without_marks(stem)) or _folded(stem)


def _named(text: str) -> list[tuple[int, Revision]]:
    return list(_marks(unicodedata.normalize("NFKC", text)[:_LONGEST]))


def _of_stem(stem: str) -> list[tuple[int, Revision]]:
    """Marks of a name in which an underscore is a space and case says nothing."""
    plain = unicodedata.normalize("NFKC", stem)
    upper = plain.translate(_UPPER)
    marks = list(_marks(upper)) or list(_marks_at_end(upper))
    spaced = plain.replace("_", " ")
    return [(rank, replace(one, mark=_as_in(spaced, upper, one.mark))) for rank, one in marks]


def _as_in(printed: str, upper: str, mark: str) -> str:
    """The mark found in capitals, as it is printed."""
    at = upper.find(mark)
    return printed[at : at + len(mark)] if at >= 0 else mark


def _printed(text: str) -> Iterator[tuple[int, Revision]]:
    for line in text.splitlines()[:_LINES]:
        if len(line) <= _LONGEST:
            yield from _marks(unicodedata.normalize("NFKC", line))


def _marks(line: str) -> Iterator[tuple[int, Revision]]:
    """The marks of a line, with their rank; 0 is the surest."""
    dated = _DATE.search(line)
    date = _date(dated) if dated else ()
    alone = True
    for rank, patterns in enumerate(_RANKED):
        for pattern in patterns:
            for found in pattern.finditer(line):
                alone = False
                yield rank, Revision(_cut(line, found, dated), *_value(found), date)
    if alone and dated and _DATED.search(line):
        yield len(_RANKED), Revision(dated[0].strip(), date=date)


def _marks_at_end(stem: str) -> Iterator[tuple[int, Revision]]:
    if found := _LAST_VERSION.search(stem):
        yield len(_RANKED), Revision(found[0].strip(), *_value(found))
    elif found := _RUN_TOGETHER.search(stem):
        date = tuple(int(part) for part in found.groups() if part)
        yield len(_RANKED), Revision(found[0].strip(), date=date)


def _cut(line: str, found: re.Match[str], dated: re.Match[str] | None) -> str:
    """The mark as printed, its date with it."""
    if dated is None or found.start() <= dated.start() < found.end():
        return found[0].strip()
    first, last = min(found.start(), dated.start()), max(found.end(), dated.end())
    between = line[min(found.end(), dated.end()) : max(found.start(), dated.start())]
    if len(between) <= _JOINT:
        return line[first : last + line.startswith((")", "）"), last)].strip()
    return f"{found[0].strip()} {dated[0].strip()}"


def _value(found: re.Match[str]) -> tuple[str, tuple[int, ...]]:
    facts = found.groupdict()
    if letter := facts.get("letter"):
        return letter, _trimmed([int(facts.get("sub") or 0)])
    if chinese := facts.get("chinese"):
        return "", (_chinese(chinese),)
    if ordinal := facts.get("ordinal"):
        return "", (_ORDINALS.index(ordinal.lower()) + 1,)
    return "", _trimmed([int(part) for part in facts["number"].split(".")]) or (0,)


def _trimmed(parts: list[int]) -> tuple[int, ...]:
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _chinese(numeral: str) -> int:
    """1 to 19: ``三``, ``十``, ``十二``."""
    return sum(_TENS[character] for character in numeral)


def _date(found: re.Match[str]) -> tuple[int, ...]:
    facts = found.groupdict()
    year = next(facts[name] for name in ("year", "year2", "year3", "year4") if facts[name])
    month = facts["month"] or facts["month2"]
    if facts["name"]:
        month = str(_MONTHS.index(facts["name"].lower()) + 1)
    return tuple(int(part) for part in (year, month, facts["day"]) if part)


def _newest(marks: Iterator[tuple[int, Revision]] | list[tuple[int, Revision]]) -> Revision | None:
    """Of the surest marks, the newest that can be compared with the first."""
    ranked = list(marks)
    if not ranked:
        return None
    surest = min(rank for rank, _ in ranked)
    first, *others = (one for rank, one in ranked if rank == surest)
    for one in others:
        if one.compare(first) == "newer":
            first = one
    return first


def _without_marks(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name)
    for _, revision in (*_named(plain), *_of_stem(plain)):
        at = plain.replace("_", " ").find(revision.mark)
        if at >= 0:
            plain = plain[:at] + " " + plain[at + len(revision.mark) :]
    return plain


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))

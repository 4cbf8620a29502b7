"""How long something took: "25 mins", "half an hour", "停机两个小时". Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.numerals import ENGLISH, NUMBER, value

_N = rf"(?:\d{{1,5}}(?:\.\d{{1,3}})?|{ENGLISH})"
_HOURS = r"(?:hours?|hrs?|h)(?![a-z])"
_MINUTES = r"(?:minutes?|mins?|min)(?![a-z])"
_DURATION = re.compile(
    rf"(?<![A-Za-z0-9_.:/-])(?!0\d)(?:"
    rf"(?P<quarter>(?:a\s+)?quarter\s+of\s+an\s+hour|一刻钟)"
    rf"|(?P<threequarter>three\s+quarters\s+of\s+an\s+hour|三刻钟)"
    rf"|(?P<half>half\s+(?:an?\s+)?hours?|half\s*hr|(?<!个)半个?(?:小时|钟头))"
    rf"|(?P<hm>\d{{1,2}}):(?P<mm>[0-5]\d)\s*{_HOURS}"
    rf"|(?P<h>{_N})(?P<halves>\s+and\s+a\s+half)?\s*(?:of\s+)?{_HOURS}"
    rf"(?P<andhalf>\s+and\s+a\s+half(?![a-z]))?"
    rf"(?:\s*(?:and\s+)?(?P<hmin>\d{{1,2}})\s*(?:{_MINUTES}|m(?![a-z])|(?<=\d\d)(?=\s*(?:[.,;]|$))|(?<=h\d\d)(?!\d))"
    rf"|\s+(?:and\s+)?(?P<hword>{ENGLISH})\s+{_MINUTES})?"
    rf"|(?P<min>{_N})\s*-?\s*{_MINUTES}"
    rf"|(?P<days>{_N})\s*days?(?![a-z])"
    rf")"
    rf"|(?P<zh>{NUMBER})(?:多)?(?P<ge>个)?(?:来)?(?P<zhhalf>半)?(?P<more>多)?(?:小时|钟头)(?P<halfbehind>半)?"
    rf"(?:零?(?P<zhm>{NUMBER})分钟?)?"
    rf"|(?P<zhmin>{NUMBER})(?:来|多)?分钟?(?!之)"
    rf"|(?P<zhdays>{NUMBER})天(?!前)",
    re.IGNORECASE,
)
_BEHIND_HOUR = re.compile(rf"{NUMBER}[点时](?P<apart>\s*)[零〇]?$")
"""Minutes of a clock follow, not a duration: "7点40分", "8点一刻钟"; but "8点 20分钟"."""
_MOST_MINUTES = 60 * 24 * 60
"""Two months; what is said to be longer was no stop of a machine."""


class Duration(NamedTuple):
    """Minutes, and where they were said."""

    minutes: int
    span: Span


@lru_cache(maxsize=8)
def durations(note: Note) -> tuple[Duration, ...]:
    """Every duration of a note, in order; kept, since clause after clause asks for them."""
    return tuple(_durations(note))


def _durations(note: Note) -> Iterator[Duration]:
    for match in _DURATION.finditer(note.plain):
        minutes = _minutes(match)
        if minutes is None or _is_of_clock(note, match):
            continue
        if 0 < minutes <= _MOST_MINUTES:
            yield Duration(round(minutes), Span(*match.span()))


def _is_of_clock(note: Note, match: re.Match[str]) -> bool:
    hour = _BEHIND_HOUR.search(note.plain, max(0, match.start() - 8), match.start())
    return hour is not None and not (hour["apart"] and match[0].endswith("钟"))


def _minutes(match: re.Match[str]) -> float | None:
    if match["quarter"]:
        return 15
    if match["threequarter"]:
        return 45
    if match["half"]:
        return 30
    if match["hm"]:
        return int(match["hm"]) * 60 + int(match["mm"])
    return _english(match) if match["zh"] is None else _chinese(match)


def _english(match: re.Match[str]) -> float | None:
    if match["h"]:
        halves = 0.5 if match["halves"] or match["andhalf"] else 0.0
        return (
            _times(match["h"], 60, halves)
            + int(match["hmin"] or 0)
            + _times(match["hword"] or "", 1)
        )
    if match["min"]:
        return _times(match["min"], 1)
    if match["days"]:
        return _times(match["days"], 24 * 60)
    if match["zhmin"]:
        return _times(match["zhmin"], 1)
    return _times(match["zhdays"], 24 * 60)


def _chinese(match: re.Match[str]) -> float:
    halves = 0.5 if match["zhhalf"] or match["halfbehind"] else 0.0
    return _times(match["zh"], 60, halves) + (value(match["zhm"] or "0") or 0)


def _times(word: str, minutes: int, more: float = 0.0) -> float:
    number = value(word)
    return 0.0 if number is None else (number + more) * minutes

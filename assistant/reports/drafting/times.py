"""The times a note tells: "abt 14:20", "昨天夜班", "12/03 night shift". Pure.

What is said stays as it was said; `moments` tells what it comes to.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from functools import lru_cache

from assistant.reports.drafting.moments import Day, Part, Said
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.numerals import NUMBER, value

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_NOT_IN = r"(?<![A-Za-z0-9.:/_-])"
_TOKEN = re.compile(
    rf"{_NOT_IN}(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})(?!\d)[日号]?"
    rf"|{_NOT_IN}(?P<a>\d{{1,2}})[/.](?P<b>\d{{1,2}})[/.](?P<ab_y>\d{{4}}|\d\d)(?!\d)"
    rf"|{_NOT_IN}(?P<slash>\d{{1,2}}/\d{{1,2}})(?![\d/])"
    rf"|(?<!\d)(?P<zh_m>\d{{1,2}})月(?P<zh_d>\d{{1,2}})[日号]"
    rf"|{_NOT_IN}(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<mon1>{_MONTH})"
    rf"|(?P<mon2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)(?![\d:])"
    rf"(?:,?\s+(?P<mon_y>(?:19|20)\d\d))?(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z])(?P<last>last\s+|this\s+|on\s+)?(?P<weekday>mon|tues?|wednes|wed|thurs?|thu|fri|satur|sun)"
    rf"(?P<day>day)(?![A-Za-z])"
    rf"|(?P<zh_last>上)?(?:个)?(?:周|星期|礼拜)(?P<zh_weekday>[一二三四五六日天])(?!次)"
    rf"|(?<![A-Za-z])(?P<rel>today|yesterday|yday|day before yesterday)(?![A-Za-z])"
    rf"|(?P<zh_rel>今天|今日|昨天|昨日|前天)"
    rf"|(?<![A-Za-z])(?P<named>(?:(?P<when>this|last|all|yesterday|first thing this|early this"
    rf"|late this|earlier this)\s+)?(?:in\s+the\s+|on\s+)?(?P<part>morning|afternoon|evening|night)"
    rf"(?P<shift>\s+shift)?|(?P<shift2>(?:nights?|days?|early|earlies|late|lates|back|mornings?)\s+shift"
    rf"|on\s+nights|on\s+earlies|on\s+lates|on\s+days)|tonight|midday|noon|lunchtime|midnight)(?![A-Za-z])"
    rf"|(?<![一整半])(?P<zh_part>[早晚](?=\d)|今早|今晨|今晚|昨晚|昨夜|前晚|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|半夜|夜里|夜间"
    rf"|夜班|早班|中班|晚班|白班|大夜班|小夜班)"
    rf"|(?<![\d:.,/-])(?P<h>[01]?\d|2[0-3])[:h](?P<min>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\s*(?:hours|hrs?)\b)"
    rf"(?:\s*(?P<ap>[ap])(?:\.m\b\.?|m\b))?"
    rf"|{_NOT_IN}(?P<h12>1[0-2]|0?[1-9])(?:[.](?P<min12>[0-5]\d))?\s*(?P<ap12>[ap])(?:\.m\b\.?|m\b)"
    rf"|{_NOT_IN}(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hrs?|h|hours|utc|gmt)(?![a-z])"
    rf"|(?<=\bat )(?P<mil2>(?:[01]\d|2[0-3])[0-5]\d)(?![\d\w])"
    rf"|(?<![\d.])(?P<zh_h>{NUMBER})(?:点|时(?=\d))(?!\d{{3}})(?:(?P<zh_half>半)|(?P<zh_q>[一三])刻"
    rf"|[零〇]?(?P<zh_min>{NUMBER})分?|(?P<zh_sharp>整|钟))?(?!小时)",
    re.IGNORECASE,
)
_HEDGE = r"(?:abt|about|around|approx\.?|approximately|roughly|circa|ca\.?|c\.|~|大约|大概|约)"
_BETWEEN = re.compile(rf"[\s,]*(?:at|on|the|@|-|in|的|,)?\s*(?:{_HEDGE})?\s*", re.IGNORECASE)
_BEFORE = re.compile(rf"{_HEDGE}\s*$", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:左右|前后|ish\b|or so\b|多(?!次))", re.IGNORECASE)
_PARTS: dict[str, Part] = {
    "早": "morning", "晚": "evening",
    "凌晨": "small_hours", "半夜": "small_hours", "清晨": "morning", "早上": "morning",
    "早晨": "morning", "上午": "morning", "今早": "morning", "今晨": "morning", "早班": "morning",
    "白班": "morning", "中午": "noon", "下午": "afternoon", "中班": "afternoon",
    "傍晚": "evening", "今晚": "evening", "晚上": "evening", "昨晚": "evening", "前晚": "evening",
    "小夜班": "evening", "昨夜": "night", "夜里": "night", "夜间": "night", "夜班": "night",
    "晚班": "night", "大夜班": "night",
    "morning": "morning", "early": "morning", "earlies": "morning", "day": "morning",
    "days": "morning", "mornings": "morning", "afternoon": "afternoon", "late": "afternoon",
    "lates": "afternoon", "back": "afternoon", "evening": "evening", "night": "night",
    "nights": "night", "tonight": "evening", "midday": "noon", "noon": "noon", "lunchtime": "noon",
    "midnight": "small_hours",
}  # fmt: skip


@lru_cache(maxsize=8)
def times(note: Note) -> tuple[Said, ...]:
    """The times of a note, in order; a date, a part of the day and a clock beside it are one."""
    found = list(_times(note))
    has_clock = any(said.clock and not _is_doubtful(said) for said in found)
    return tuple(
        said
        for said in found
        if not _is_doubtful(said) or (has_clock and _DEED.match(note.plain, said.span.end))
    )


_DEED = re.compile(r"(?:恢复|重新|复[位机产]|开机|启动|运行|运转|修好|正常|停|跳闸|报)")
"""Behind "8点" it makes a time of it, where another clock is told: "7点40停机，8点恢复"."""


def _is_doubtful(said: Said) -> bool:
    return said.is_weak and not (said.is_rough or said.part or said.on)


def _times(note: Note) -> Iterator[Said]:
    held: Said | None = None
    for match in _TOKEN.finditer(note.plain):
        said = _said(match)
        if said is None or (said.part and _GREETED.match(note.plain, said.span.end)):
            continue
        joined = held and _joined(note, held, said)
        if held and joined is None:
            yield _hedged(note, held)
        held = joined or said
    if held:
        yield _hedged(note, held)


_GREETED = re.compile(
    r"\s*(?:all|guys|team|everyone|everybody|folks|lads|chaps|gents)(?![a-z])", re.I
)
"""Behind "morning" it makes a greeting."""


def _joined(note: Note, before: Said, behind: Said) -> Said | None:
    """Both as one, where only a few small words stand between and they do not contradict."""
    gap = note.plain[before.span.end : behind.span.start]
    twice = (
        (before.on and behind.on)
        or (before.part and behind.part and before.part != behind.part)
        or (before.clock and behind.clock)
    )
    if twice or "\n" in gap or not _BETWEEN.fullmatch(gap):
        return None
    told = behind if behind.clock else before
    return Said(
        Span(before.span.start, behind.span.end),
        before.on or behind.on,
        before.part or behind.part,
        told.clock,
        told.is_clear,
        before.is_rough or behind.is_rough or bool(re.search(_HEDGE, gap, re.IGNORECASE)),
        told.is_whole_hour,
    )


def _hedged(note: Note, said: Said) -> Said:
    """With the "about" before it or behind it, which makes it rough."""
    before = _BEFORE.search(note.plain, max(0, said.span.start - 16), said.span.start)
    behind = _BEHIND.match(note.plain, said.span.end)
    if not (before or behind):
        return said
    start = before.start() if before else said.span.start
    end = behind.end() if behind else said.span.end
    return replace(said, span=Span(start, end), is_rough=True)


def _said(match: re.Match[str]) -> Said | None:
    span = Span(*match.span())
    for reader in (_date, _relative, _part, _clock):
        if said := reader(match, span):
            return said
    return None


def _date(match: re.Match[str], span: Span) -> Said | None:
    if match["y"]:
        return Said(span, Day(_calendar(match["y"], match["m"], match["d"])))
    if match["a"]:
        return Said(span, Day(_either_way(match["ab_y"], match["a"], match["b"])))
    if match["slash"]:
        return Said(span, Day()) if _may_be_date(match["slash"]) else None
    if match["zh_m"]:
        return Said(span, Day())
    if match["mon1"] or match["mon2"]:
        month = _MONTHS.index((match["mon1"] or match["mon2"])[:3].lower()) + 1
        day = match["d1"] or match["d2"]
        return Said(span, Day(_calendar(match["mon_y"], str(month), day)))
    return None


def _relative(match: re.Match[str], span: Span) -> Said | None:
    if match["weekday"]:
        last = (match["last"] or "").strip().lower() == "last"
        return Said(span, Day(weekday=_WEEKDAYS.index(match["weekday"][:3].lower()), is_last=last))
    if match["zh_weekday"]:
        number = "一二三四五六日".index(match["zh_weekday"].replace("天", "日"))
        return Said(span, Day(weekday=number, is_last_week=bool(match["zh_last"])))
    if match["rel"]:
        ago = {"today": 0, "yesterday": 1, "yday": 1}.get(match["rel"].lower(), 2)
        return Said(span, Day(ago=ago))
    if match["zh_rel"]:
        return Said(span, Day(ago={"今": 0, "昨": 1, "前": 2}[match["zh_rel"][0]]))
    return None


def _part(match: re.Match[str], span: Span) -> Said | None:
    if match["zh_part"]:
        words = match["zh_part"]
        ago = {"今": 0, "昨": 1, "前": 2}.get(words[0])
        return Said(span, None if ago is None else Day(ago=ago), _PARTS[words])
    if match["named"]:
        return _named(match, span)
    return None


def _named(match: re.Match[str], span: Span) -> Said:
    words = match["named"].lower()
    when = (match["when"] or "").lower()
    shift = (match["shift2"] or "").lower().removeprefix("on ")
    part = _PARTS[match["part"].lower() if match["part"] else shift.split()[0] if shift else words]
    ago = 1 if when in {"last", "yesterday"} else 0 if "this" in when or when == "all" else None
    if match["shift"]:
        ago = 1 if when in {"last", "yesterday"} and part != "night" else None
    if words == "tonight":
        ago = 0
    return Said(span, None if ago is None else Day(ago=ago), part)


def _clock(match: re.Match[str], span: Span) -> Said | None:
    if match["h"]:
        return _of_digits(span, match["h"], match["min"], match["ap"])
    if match["h12"]:
        said = _of_digits(span, match["h12"], match["min12"] or "0", match["ap12"])
        return replace(said, is_whole_hour=match["min12"] is None)
    if military := match["mil"] or match["mil2"]:
        return Said(span, clock=time(int(military[:2]), int(military[2:])))
    return _of_chinese(match, span)


def _of_digits(span: Span, hour: str, minute: str, half: str | None) -> Said:
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0) if hours <= 12 else hours
    is_clear = bool(half) or hours > 12 or len(hour) == 2 or hours == 0
    return Said(span, clock=time(hours, int(minute)), is_clear=is_clear)


def _of_chinese(match: re.Match[str], span: Span) -> Said | None:
    hour = value(match["zh_h"] or "")
    if hour is None or hour != int(hour) or hour > 23:
        return None
    minute = 30.0 if match["zh_half"] else {"一": 15.0, "三": 45.0}.get(match["zh_q"] or "", 0.0)
    if match["zh_min"]:
        minute = value(match["zh_min"]) or 0.0
    if minute > 59 or minute != int(minute):
        return None
    whole = not (match["zh_half"] or match["zh_q"] or match["zh_min"])
    clear = hour > 12 or hour == 0
    weak = whole and not match["zh_sharp"]
    return Said(
        span, clock=time(int(hour), int(minute)), is_clear=clear, is_whole_hour=whole, is_weak=weak
    )


def _calendar(year: str | None, month: str, day: str) -> date | None:
    """None for what no calendar has, or without a year."""
    if year is None or len(year) != 4:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _either_way(year: str, first: str, second: str) -> date | None:
    """Day and month, whichever comes first; None where both ways are dates."""
    ways = {_calendar(year, first, second), _calendar(year, second, first)} - {None}
    return ways.pop() if len(ways) == 1 else None


def _may_be_date(written: str) -> bool:
    """Day and month in either order; "3/4" is a fraction."""
    small, large = sorted(map(int, written.split("/")))
    is_fraction = re.fullmatch(r"[1-9]\d?/(?:2|4|8|16)", written) and written.startswith(
        f"{small}/"
    )
    return 1 <= small <= 12 and large <= 31 and not is_fraction

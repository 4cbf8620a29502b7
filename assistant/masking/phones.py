"""Telephone numbers, told from the part numbers, serial numbers and values of a manual.

`phonenumbers` knows which numbers a country gives out. A valid number alone is no evidence in a
text full of digits, so one of these must be true as well: it is written internationally (``+49
911 …``), it is a mobile number of eleven digits or more, or a word such as "tel" stands before it.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.masking.spans import Span

_LEAD = 30
"""Characters before a number in which a word tells what it is."""
_CALLED = re.compile(
    r"\b(?:tel|fax|phone|telephone|mobile|cell|call|dial|hotline|whatsapp|wechat|ring)\b\.?"
    r"|电话|手机|传真|热线|致电|拨打|座机|分机|微信|联系方式",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:p/?n|s/?n|part|serial|order|item|art|article|model|type|cat|catalogue|ref|mat|batch|lot"
    r"|version|firmware|fw|doc|document|drawing|standard|id)\b"
    r"|料号|物料|件号|图号|订货号|订单|序列号|型号|编号|货号|备件|批号|版本|文件号|标准|固件",
    re.IGNORECASE,
)
_FEWEST = 11
"""Digits of a mobile number that is taken for one by itself."""
_DIGIT = re.compile(r"\d")


def phones(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """The numbers that reach somebody.

    Args:
        text: Any.
        regions: ISO 3166 codes of the countries whose numbers are written without ``+``.
    """
    import phonenumbers

    for region in regions:
        valid = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.VALID)
        for match in valid:
            is_mobile = (
                phonenumbers.number_type(match.number) == phonenumbers.PhoneNumberType.MOBILE
            )
            if _stands_alone(text, match.start, match.end) and _is_meant(
                text, match.start, match.raw_string, is_mobile=is_mobile
            ):
                yield Span(match.start, match.end, "phone")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """No part of a longer number or name: ``0431-2289.15``, ``A1-138…``."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before and (before in "-_/#=.*" or _joins(before)):
        return False
    return not (after and (_joins(after[0]) or after[0] == "_" or _goes_on(after)))


def _goes_on(after: str) -> bool:
    return len(after) == 2 and after[0] in "-./*" and _joins(after[1])


def _joins(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _is_meant(text: str, start: int, number: str, *, is_mobile: bool) -> bool:
    if number.startswith(("+", "＋")):
        return True
    lead = text[max(0, start - _LEAD) : start].rpartition("\n")[2]
    called = [found.end() for found in _CALLED.finditer(lead)]
    other = [found.end() for found in _NUMBERED.finditer(lead)]
    if max(other, default=-1) > max(called, default=-1):
        return False
    return bool(called) or (is_mobile and len(_DIGIT.findall(number)) >= _FEWEST)

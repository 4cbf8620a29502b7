"""Mail addresses, identity numbers and badges: what its own form tells."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.masking.spans import Span

_LOCAL = r"A-Za-z0-9\u00c0-\u024f._%+'-"
_EMAIL = re.compile(
    rf"(?<![{_LOCAL}])[{_LOCAL}]{{1,64}}@[A-Za-z0-9\u00c0-\u024f-]{{1,63}}"
    r"(?:\.[A-Za-z0-9\u00c0-\u024f-]{1,63}){0,8}\.[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_RESIDENT = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{16}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
"""GB 11643-1999, after ISO 7064 MOD 11-2: the last character by the weighted sum modulo 11."""


def emails(text: str) -> Iterator[Span]:
    """Mail addresses."""
    for found in _EMAIL.finditer(text):
        yield Span(*found.span(), "email")


def resident_ids(text: str) -> Iterator[Span]:
    """Numbers of Chinese resident identity cards: a real date of birth and the right check."""
    for found in _RESIDENT.finditer(text):
        if _is_resident(found[0]):
            yield Span(*found.span(), "id")


def badges(text: str, pattern: re.Pattern[str] | None) -> Iterator[Span]:
    """What a site numbers its people by, where it says how those numbers look."""
    for found in pattern.finditer(text) if pattern else ():
        if found.end() > found.start():
            yield Span(*found.span(), "badge")


def _is_resident(number: str) -> bool:
    total = sum(int(one) * weight for one, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper() and _is_date(number[6:14])


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900

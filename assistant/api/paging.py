"""Long lists leave a page at a time: ``cursor`` in, ``next_cursor`` out, the same for every list.

A cursor is the key of the page's last entry, so that a page begins where the one before ended,
whatever came or went between. Clients take it as it is.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError

T = TypeVar("T")
Key = tuple[str | int, ...]
"""What a list is sorted by; of one form throughout a list, its end unlike any other entry's."""

CursorOf = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before")
]


def cursor_of(key: Key) -> str:
    """The key as a client hands it back."""
    told = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(told.encode()).decode("ascii")


def key_of(cursor: str, form: tuple[type, ...]) -> Key:
    """The key that a cursor stands for.

    Raises:
        RequestValidationError: It is none of a list with keys of this form.
    """
    try:
        key = tuple(json.loads(urlsafe_b64decode(cursor.encode("ascii"))))
    except (ValueError, TypeError, RecursionError):  # base64, UTF-8, JSON and their shapes alike
        key = ()
    if tuple(type(part) for part in key) != form or not all(map(_fits, key)):
        told = "no cursor of this list; take `next_cursor` of the page before"
        error = {"type": "cursor", "loc": ("query", "cursor"), "msg": told, "input": cursor}
        raise RequestValidationError([error])
    return key


def number_of(cursor: str) -> int:
    """The number that a cursor stands for, where a list is sorted by one; raises as `key_of`."""
    (number,) = key_of(cursor, (int,))
    return int(number)


def page_of(
    entries: Iterable[T],
    key: Callable[[T], Key],
    form: tuple[type, ...],
    cursor: str | None,
    limit: int,
) -> tuple[list[T], str | None]:
    """A page of a list that is at hand.

    Args:
        entries: All of them.
        key: What the list is sorted by, rising.
        form: Of a key: ``(str, int)``.
        cursor: Of the page before.
        limit: Entries of a page.

    Returns:
        The page, and the cursor of the next one; None on the last.

    Raises:
        RequestValidationError: The cursor is none of this list's.
    """
    left = sorted(entries, key=key)
    if cursor is not None:
        last = key_of(cursor, form)
        left = [one for one in left if key(one) > last]
    here = left[:limit]
    return here, cursor_of(key(here[-1])) if len(left) > limit else None


def _fits(part: str | int) -> bool:
    """Whether a database can compare with it."""
    return isinstance(part, str) or abs(part) < 2**63

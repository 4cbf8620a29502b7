"""A long list as one iterator: its next page is asked for when the one before is used up."""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from assistant.client.line import Line


class _Page(Protocol):
    """As every list of the API leaves."""

    next_cursor: str | None


P = TypeVar("P", bound=_Page)


def pages(line: Line, path: str, kind: type[P], **query: object) -> Iterator[P]:
    """Page after page, until the last or until nobody asks for more.

    Args:
        line: To the server.
        path: Of the list.
        kind: A page of it, a pydantic model.
        query: What narrows it; ``limit`` is of a page.
    """
    cursor: object = query.pop("cursor", None)
    while True:
        page = line.get(path, kind, cursor=cursor, **query)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return

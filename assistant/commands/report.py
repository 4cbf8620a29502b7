"""Errors that we foresaw leave a command as one sentence, not as a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def mishaps() -> Iterator[None]:
    """Exits with 1 and the message on any error of our own trees."""
    try:
        yield
    except Exception as exc:
        if not _ours(exc):
            raise
        sys.stderr.write(f"shiftmate: {exc}\n")
        raise SystemExit(1) from exc


def _ours(exc: Exception) -> bool:
    """Whether one of the rooms raised it; asked only when something went wrong."""
    from assistant.errors import ShiftmateError
    from assistant.models.errors import ModelsError
    from ingest.errors import IngestError
    from vectorstore.errors import LibraryError

    return isinstance(exc, ShiftmateError | ModelsError | IngestError | LibraryError)

"""Errors that we foresaw leave a command as one sentence, not as a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def mishaps() -> Iterator[None]:
    """Exits with 1 and the message on errors of our trees, of settings and of the file system."""
    try:
        yield
    except Exception as exc:
        if not _ours(exc):
            raise
        sys.stderr.write(f"shiftmate: {exc}\n")
        raise SystemExit(1) from exc


def _ours(exc: Exception) -> bool:
    """Whether one of the rooms raised it; asked only when something went wrong."""
    from pydantic import ValidationError

    from assistant.errors import ShiftmateError
    from assistant.models.errors import ModelsError
    from ingest.errors import IngestError
    from vectorstore.errors import LibraryError

    known = ShiftmateError | ModelsError | IngestError | LibraryError | ValidationError | OSError
    return isinstance(exc, known)

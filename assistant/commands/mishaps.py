"""Errors that we foresaw leave a command as one sentence, not as a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus


@contextmanager
def mishaps() -> Iterator[None]:
    """Exits with 1 and the message on errors of our trees, of settings and of the file system."""
    try:
        yield
    except Exception as exc:
        if not _ours(exc):
            raise
        sys.stderr.write(f"shiftmate: {_said(exc)}\n")
        raise SystemExit(1) from exc


def _said(exc: Exception) -> str:
    """Its message; of settings, by the names that they have in the environment."""
    from pydantic import ValidationError

    from assistant.wrong import what_is_wrong

    if _asks_for_a_key(exc):
        return f"{exc} Commands take the key from SHIFTMATE_API_KEY."
    if not isinstance(exc, ValidationError) or not exc.title.endswith("Settings"):
        return str(exc)
    wrong = (
        f"SHIFTMATE_{str(one['loc'][0]).upper()}: {what_is_wrong(one)}"
        for one in exc.errors(include_url=False, include_input=False)
    )
    return "\n".join([*wrong, "docs/operations.md tells what each setting may be."])


def _asks_for_a_key(exc: Exception) -> bool:
    from assistant.client.errors import Refused

    return isinstance(exc, Refused) and exc.status == HTTPStatus.UNAUTHORIZED


def _ours(exc: Exception) -> bool:
    """Whether one of the rooms raised it; asked only when something went wrong."""
    from pydantic import ValidationError

    from assistant.errors import ShiftmateError
    from assistant.models.errors import ModelsError
    from ingest.errors import IngestError
    from vectorstore.errors import LibraryError

    known = ShiftmateError | ModelsError | IngestError | LibraryError | ValidationError | OSError
    return isinstance(exc, known)

"""What is written down while the service runs: one line an event, for people or for programs.

The standard library's logging, since every library under us speaks it; the form is a few lines of
our own. No line holds a question, an answer, a body, a query string or a secret.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Final, Literal

from assistant.request_id import request_id

Form = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]
OURS: Final = (
    "assistant", "ingest", "prompts", "ui", "vectorstore", "uvicorn", "alembic.runtime.migration",
)  # fmt: skip
"""Others are heard from warnings on: httpx, for one, writes down addresses with their queries."""
_FIELDS: Final = "fields"


def fields(**told: object) -> dict[str, dict[str, object]]:
    """The ``extra`` of a call, for values that a program looks for by name."""
    return {_FIELDS: told}


def configure(form: Form, level: Level) -> None:
    """Sends all logging to the standard error stream, in place of what was there."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if form == "json" else AsText())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    # Its lines hold whole addresses; `assistant.api.request_log` writes what may be written.
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The event, its fields beside it."""
        told: dict[str, object] = {
            "at": _at(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_named(record),
        }
        if record.exc_info:
            told["exception"] = _trace(record)
        line = json.dumps(told, ensure_ascii=False, default=str)
        # U+0085 and U+2028 end lines for some readers.
        return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in line)


class AsText(logging.Formatter):
    """For a terminal or a journal; what a caller sent cannot begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The event and its fields, then the traceback indented."""
        named = "".join(f" {name}={value}" for name, value in _named(record).items())
        line = _one_line(f"{record.levelname:<7} {record.name}: {record.getMessage()}{named}")
        told = f"{_at(record):%Y-%m-%d %H:%M:%S}Z {line}"
        if record.exc_info:
            told += "".join(f"\n    {_one_line(row)}" for row in _trace(record).splitlines())
        return told


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _named(record: logging.LogRecord) -> dict[str, object]:
    """The fields of an event, the request in hand first, where there is one."""
    named = dict(getattr(record, _FIELDS, {}))
    asked = request_id.get()
    return {"request": asked, **named} if asked else named


def _trace(record: logging.LogRecord) -> str:
    kind, exc, trace = record.exc_info if record.exc_info else (None, None, None)
    return "".join(traceback.format_exception(kind, exc, trace)).rstrip()


def _one_line(text: str) -> str:
    """Without what a terminal would obey; U+0085 and U+2028 end lines for some readers."""
    return "".join(one if one.isprintable() or one == " " else ascii(one)[1:-1] for one in text)

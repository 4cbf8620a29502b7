"""Which sentence of ours an error of the workshop becomes. Pure."""

from assistant.errors import (
    BadQuestion,
    Busy,
    ModelUnavailable,
    NotHere,
    ShiftmateError,
    UnknownFilter,
)
from assistant.reports.errors import NotAllowed

_SENTENCES: dict[type[ShiftmateError], str] = {
    BadQuestion: "bad_question",
    Busy: "busy",
    ModelUnavailable: "model_unavailable",
    NotAllowed: "not_allowed",
    NotHere: "not_here",
    UnknownFilter: "unknown_filter",
    ShiftmateError: "broken",
}


def trouble_phrase(error: ShiftmateError) -> str:
    """The key of `ui.phrases.PHRASES` for the error's nearest known class."""
    return next(_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)

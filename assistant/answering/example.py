"""A code that a library is sure to know: what somebody who has just come may ask about."""

from assistant.answering.codes import asked_codes
from ingest.faults.codes import unmarked
from prompts.suggestions import ASK_CODE
from vectorstore.library import Library

_TRIED = 20
"""Codes looked up at most; each costs a millisecond."""
_ENOUGH = 2
"""Records that show that a code is more than one fault's."""


def example_code(library: Library) -> str:
    """A code that means one thing here, and whose record says what to do; empty if there is none.

    Whoever asks about it is answered by that record: it is found by the code alone. Of a manual
    that is not for everybody nothing is shown unasked.
    """
    codes = dict.fromkeys(unmarked(code) for code in library.codes_told(_TRIED))
    return next((code for code in codes if _is_clear(library, code)), "")


def _is_clear(library: Library, code: str) -> bool:
    asked = (asked_codes(question.format(code=code)) for question in ASK_CODE.values())
    if not all(code in found for found in asked):
        return False
    named = [one for one in library.exact([code], _ENOUGH) if one.is_code]
    if len(named) != 1 or named[0].is_common:
        return False
    return not library.for_few([named[0].chunk.document_id], never_for_all="")

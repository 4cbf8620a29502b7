"""``ETag`` and ``If-Match``: which version of a thing was read, so that nothing is overwritten.

Reports and answers count their versions. What counts none has a mark, see `assistant.marks`; its
tag goes on with a digest of all that the reply says, so that ``If-None-Match`` sees what changed
by itself too. ``If-Match`` heeds the mark alone.
"""

import re
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header, HTTPException
from pydantic import BaseModel

_TAG = re.compile(r'"(\d{1,9})"')
_MARKED = re.compile(r'"([0-9a-f]{16})(?:-[0-9a-f]{16})?"')
_LETTERS = 16
IfMatch = Annotated[str | None, Header()]


def tag(version: int) -> str:
    """As the header has it."""
    return f'"{version}"'


def marked_tag(mark: str, reply: BaseModel) -> str:
    """The same of what has a mark."""
    return f'"{mark}-{sha256(reply.model_dump_json().encode()).hexdigest()[:_LETTERS]}"'


def _version(if_match: IfMatch = None) -> int:
    return int(_read(if_match, _TAG))


def _mark(if_match: IfMatch = None) -> str:
    return _read(if_match, _MARKED)


def _read(if_match: str | None, form: re.Pattern[str]) -> str:
    if if_match is None:
        raise HTTPException(428, "Say which version this changes: If-Match with the ETag read.")
    found = form.fullmatch(if_match.strip())
    if found is None:
        told = "no ETag of ours. Read it again"
        if if_match.strip().startswith("W/"):  # as some proxies make of ours; RFC 9110 8.8.3.2
            told = "weak, and weak ones match nothing. Send the version that was read, quoted"
        raise HTTPException(412, f"If-Match: {if_match[:40]!r} is {told}.")
    return found[1]


VersionOf = Annotated[int, Depends(_version)]
MarkOf = Annotated[str, Depends(_mark)]
"""Of what counts no versions; the ``version`` of its reply, quoted, does as well."""

"""``ETag`` and ``If-Match``: which version of a thing was read, so that nothing is overwritten."""

import re
from typing import Annotated

from fastapi import Depends, Header, HTTPException

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def tag(version: int) -> str:
    """As the header has it."""
    return f'"{version}"'


def _version(if_match: Annotated[str | None, Header()] = None) -> int:
    if if_match is None:
        raise HTTPException(428, "Say which version this changes: If-Match with the ETag read.")
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise HTTPException(412, f"If-Match: {if_match[:40]!r} is no ETag of ours. Read it again.")
    return int(found[1])


VersionOf = Annotated[int, Depends(_version)]

"""What is wrong with a value, in words for who gave it."""

from collections.abc import Mapping
from typing import Final

_OURS: Final = "Value error, "
"""What Pydantic puts before the words of our own validators."""


def what_is_wrong(error: Mapping[str, object]) -> str:
    """One of a ValidationError's errors, as whoever wrote the rule put it."""
    return str(error["msg"]).removeprefix(_OURS)

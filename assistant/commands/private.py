"""Who may read what commands write: their user alone, but for weights."""

import os
from typing import Final

_OTHERS: Final = 0o077
_OTHERS_WRITE: Final = 0o022


def keep_private() -> None:
    """No file or folder that this process makes from now on is anybody else's to read."""
    os.umask(os.umask(_OTHERS) | _OTHERS)


def keep_readable() -> None:
    """The same for weights, which are no secret: the service may be another user than who pulls."""
    os.umask(_OTHERS_WRITE)

"""How the C library keeps memory for a service of many threads."""

import ctypes
from typing import Final

_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of glibc's malloc.h."""
_ARENAS: Final = 2


def few_arenas() -> bool:
    """Shares two heaps among all threads, to be called before there are many.

    glibc gives each thread a heap of its own, up to eight a core, and returns little of them: with
    forty threads at work the process grows for as long as one of them meets its largest request.

    Returns:
        Whether the C library heeds it; others than glibc have no such heaps.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    except (OSError, AttributeError):
        return False

"""What can go wrong with the log.

BadHead   what was kept elsewhere is no end of a log
"""

from assistant.errors import ShiftmateError


class BadHead(ShiftmateError):
    """The log cannot be checked against it. The message says how one looks."""

"""What can go wrong with the log.

AuditError
└── BadExport   a file is no export of it, or a head is none
"""

from assistant.errors import ShiftmateError


class AuditError(ShiftmateError):
    """The log cannot be read so."""


class BadExport(AuditError):
    """What was handed in to be checked is none of our forms. The message names the line."""

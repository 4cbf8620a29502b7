"""What can go wrong with an endpoint.

UnfitEndpoint   nobody may be told there, or not of such events
"""

from assistant.errors import ShiftmateError


class UnfitEndpoint(ShiftmateError):
    """The endpoint is not kept, or not told. The message says why and what to do next."""

"""How a route gets at the assistant: from the app it was created with, never from a global."""

from typing import Annotated, Final

from fastapi import Depends, Request

from assistant.access.model import Principal
from assistant.build import Assistant

_STRANGER: Final = Principal(
    id="", kind="person", name="nobody", role="technician", rights=frozenset()
)
"""On what is open to all, where nobody is known."""


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    # Put there by `assistant.api.signed_in`; without it, nothing is anybody's.
    principal: Principal | None = request.state.principal
    return assistant.as_asked_by(principal or _STRANGER)


AssistantOf = Annotated[Assistant, Depends(_assistant)]
"""As the one who asks may see it: what is kept from them is not there, whatever the route does."""

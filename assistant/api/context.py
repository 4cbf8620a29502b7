"""How a route gets at the assistant: from the app it was created with, never from a global."""

from typing import Annotated

from fastapi import Depends, Request

from assistant.build import Assistant


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


AssistantOf = Annotated[Assistant, Depends(_assistant)]

"""The turn under way in a conversation: it alone is written, and it writes its own end.

Gradio runs every handler as a task of its own, and what two of them write is drawn in no order
that anybody keeps (its ``cancels`` does not even wait for the cancelled one). So the handler that
writes a turn also writes how it ends; Stop and New conversation only tell it to.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ui.conversation import Turns

Ending = Callable[[Turns], Turns]
"""What becomes of the conversation, such as `ui.conversation.stopped`."""


class Told:
    """What the turn under way has been told; waited for on one event loop."""

    def __init__(self) -> None:
        self.leave = asyncio.Event()
        """Set with the first ending; the turn hears no more of the answer."""
        self.is_shown = False
        """Whether the turn's last piece is on its way to the page: another question may come."""
        self.over = asyncio.Event()
        self._endings: list[Ending] = []

    def end(self, ending: Ending) -> None:
        """Notes an ending."""
        self._endings.append(ending)
        self.leave.set()

    def endings(self) -> Iterator[Ending]:
        """Every ending noted, in order, those that come in between among them."""
        while self._endings:
            yield self._endings.pop(0)


class Underway:
    """Whether a turn of one conversation is under way, and how to reach it."""

    def __init__(self) -> None:
        self._told: Told | None = None

    async def free(self) -> None:
        """Waits for a turn that has nothing more to show, until its handler has left.

        Whoever reads the end of an answer may ask at once, before Gradio has heard of that end.
        """
        if self._told is not None and self._told.is_shown:
            await self._told.over.wait()

    @contextmanager
    def turn(self) -> Iterator[Told | None]:
        """Claims the conversation for a new turn; None while another one is under way."""
        if self._told is not None:
            yield None
            return
        self._told = told = Told()
        try:
            yield told
        finally:
            self._told = None
            told.over.set()

    def end(self, ending: Ending) -> bool:
        """Tells the turn under way how to end; False when there is none."""
        if self._told is None:
            return False
        self._told.end(ending)
        return True

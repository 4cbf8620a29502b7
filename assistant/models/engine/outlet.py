"""Where the asking thread waits for what the engine's thread finds."""

from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

from assistant.errors import ModelUnavailable

Found = TypeVar("Found")


class Outlet(Generic[Found]):
    """Iterated by one thread, filled by another."""

    def __init__(self) -> None:
        self.left = False
        """Whether nobody waits any longer."""
        self._found: SimpleQueue[Sequence[Found] | Exception | None] = SimpleQueue()

    def put(self, found: Sequence[Found]) -> None:
        """Hands over what was found in one step."""
        self._found.put(found)

    def end(self, failure: Exception | None = None) -> None:
        """Nothing more comes, because all is there or because something failed."""
        self._found.put(failure)

    def leave(self) -> None:
        """Told by who waits: the work can stop."""
        self.left = True

    def __iter__(self) -> Iterator[Found]:
        """Waits for each; raises ModelUnavailable where the engine failed."""
        while (found := self._found.get()) is not None:
            if isinstance(found, Exception):
                raise ModelUnavailable(
                    f"The model in this process failed: {found}. Ask again; if that fails too, "
                    "look at the log and at the free memory of the machine."
                ) from found
            yield from found

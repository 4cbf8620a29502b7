"""Who looks on while files are taken in, and may say stop."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from vectorstore.sync import FileResult


class Step(NamedTuple):
    """How far one file is."""

    stage: Literal["reading", "embedding"]
    done: int
    """Pages read, or chunks embedded."""
    total: int
    """0 while it is not known, and for a format without pages."""

    @property
    def words(self) -> str:
        """``reading page 12 of 212``, ``embedding 40 of 160``."""
        if not self.total:
            return self.stage
        page = "page " if self.stage == "reading" else ""
        return f"{self.stage} {page}{self.done} of {self.total}"


class Cancelled(Exception):
    """Asked to stop in the middle of a file, which is then as if it had not been begun."""


class Watcher:
    """Told how a sync goes, and asked whether it is to stop. Override what is of interest."""

    def listed(self, files: Sequence[Path]) -> None:
        """These are the files, in the order they will be taken."""

    def begun(self, number: int) -> None:
        """The file of that place in the list is taken up."""

    def stepped(self, number: int, step: Step) -> None:
        """It has come so far."""

    def ended(self, number: int, result: "FileResult") -> None:
        """It is done with."""

    def cancelled(self) -> bool:
        """Asked before each file and at each of its steps."""
        return False


Steps = Callable[[Step], object]
"""Told how far a file is; may raise Cancelled."""


def stopping(watcher: Watcher, number: int) -> Steps:
    """Tells the watcher of a file's steps, and stops there if it wants to."""

    def step(now: Step) -> None:
        watcher.stepped(number, now)
        if watcher.cancelled():
            raise Cancelled

    return step


def unwatched(step: Step) -> None:
    """Nobody is interested."""

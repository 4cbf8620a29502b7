"""The two streams of a terminal: results on one, progress and trouble on the other."""

from typing import Any

from rich.console import Console
from rich.markup import escape

from ingest.letters import printable


class Terminal(Console):
    """A terminal that obeys no sign of a text, be it a model's, a manual's or a server's."""

    def print(self, *objects: object, **more: Any) -> None:  # noqa: ANN401 - as Console has it
        """As ever; of texts, lines end and nothing else is done."""
        super().print(*map(_inert, objects), **more)


def _inert(told: object) -> object:
    return "\n".join(map(printable, told.split("\n"))) if isinstance(told, str) else told


out = Terminal()
err = Terminal(stderr=True)


def say(text: str, style: str = "") -> None:
    """One line, whoever's words are in it: no control character of theirs reaches the terminal."""
    out.print(printable(text), style=style, markup=False, highlight=False, soft_wrap=True)


def cell(text: str) -> str:
    """The same in a table, where brackets would be markup."""
    return escape(printable(text))


def place(file_name: str, page: int | None) -> str:
    """Where something stands."""
    return f"{file_name}, p. {page}" if page else file_name


def warn(text: str, where: str) -> None:
    """A safety block, word for word, and where it stands."""
    out.print(text, style="bold red", markup=False, highlight=False)
    out.print(where, style="dim", markup=False)

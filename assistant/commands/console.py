"""The two streams of a terminal: results on one, progress and trouble on the other."""

from rich.console import Console

from ingest.document import Chunk

out = Console()
err = Console(stderr=True)


def place(file_name: str, page: int | None) -> str:
    """Where something stands."""
    return f"{file_name}, p. {page}" if page else file_name


def warn(block: Chunk) -> None:
    """A safety block, word for word, and where it stands."""
    out.print(block.text, style="bold red", markup=False, highlight=False)
    out.print(place(block.file_name, block.page), style="dim", markup=False)

"""The two streams of a terminal: results on one, progress and trouble on the other."""

from rich.console import Console

out = Console()
err = Console(stderr=True)


def place(file_name: str, page: int | None) -> str:
    """Where something stands."""
    return f"{file_name}, p. {page}" if page else file_name

"""The two streams of a terminal: results on one, progress and trouble on the other."""

from rich.console import Console

out = Console()
err = Console(stderr=True)

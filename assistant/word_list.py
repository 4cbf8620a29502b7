"""Lists of words, shipped or a plant's own: plain text, an entry a line, ``#`` before a remark."""

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import ShiftmateError


def read_list(path: Path, what: str, error: type[ShiftmateError]) -> str:
    """The text of such a file; ``what`` it is begins a sentence of the message.

    Raises:
        ShiftmateError: Of the kind given: the file cannot be read, or is no text in UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")  # Windows editors put a mark before UTF-8
    except (OSError, UnicodeDecodeError) as exc:
        raise error(
            f"{path}: {exc}. {what} is a plain text file in UTF-8; save it again as such, or "
            "take it away."
        ) from exc


def numbered_entries(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their 1-based numbers."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line

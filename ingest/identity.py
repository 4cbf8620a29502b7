"""What makes two files the same document: their bytes."""

import hashlib
from pathlib import Path

from ingest.errors import UnreadableFile

_BLOCK = 1 << 20


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits; the file is never held whole in memory.

    Raises:
        UnreadableFile: the file cannot be opened.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the name
        raise UnreadableFile(path, f"cannot be opened ({exc}). Check its permissions.") from exc
    return digest.hexdigest()

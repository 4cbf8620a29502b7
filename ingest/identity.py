"""What makes two files the same document: their bytes; and how many those are."""

import hashlib
from pathlib import Path
from stat import S_ISCHR, S_ISFIFO, S_ISSOCK

from ingest.errors import UnreadableFile
from ingest.isolation.limits import MAX_FILE_BYTES, require_at_most

_BLOCK = 1 << 20


def size_of(path: Path) -> int:
    """The file's bytes, to put files in order by; 0 if it is gone, as its reader will say."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return 0


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits; the file is never held whole in memory.

    Raises:
        UnreadableFile: the file cannot be opened, is no regular file (a pipe has no end), or is
            larger than MAX_FILE_BYTES.
    """
    digest = hashlib.sha256()
    try:
        status = path.stat()
        if S_ISFIFO(status.st_mode) or S_ISSOCK(status.st_mode) or S_ISCHR(status.st_mode):
            raise UnreadableFile(path, "a pipe or device, not a file. Copy its content to a file.")
        advice = "Split it, or save it smaller."
        require_at_most(path, "bytes", status.st_size, MAX_FILE_BYTES, advice)
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the name
        raise UnreadableFile(path, f"cannot be opened ({exc}). Check its permissions.") from exc
    return digest.hexdigest()

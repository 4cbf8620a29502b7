"""SHA-256 of files and of stretches of files."""

import hashlib
from pathlib import Path

CHUNK = 1 << 20


def digest(path: Path, start: int = 0, size: int | None = None) -> str:
    """The digest of ``size`` bytes from ``start``, or of what there is, in hexadecimal."""
    hashed = hashlib.sha256()
    left = path.stat().st_size - start if size is None else size
    with path.open("rb") as file:
        file.seek(start)
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            hashed.update(chunk)
            left -= len(chunk)
    return hashed.hexdigest()

"""What a backup holds: each file's size and digest, told in the file's last member."""

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict

MANIFEST = "manifest.json"
PLANT = "plant.db"
"""What the database of people, reports and orders is called in a backup, wherever it stands."""
SHELF = "backups"
"""The data folder's own folder of backups: it is in none of them, and a restore leaves it alone."""


class Member(BaseModel):
    """One file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """Everything that must be there, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int = 1
    made_at: datetime
    version: str
    """Of Shiftmate."""
    has_plant: bool
    """False where reports and work orders are PostgreSQL's to save, or there were none."""
    files: dict[str, Member]
    """By path below the data folder, ``/`` between its parts."""


class Digesting(io.RawIOBase):
    """A stream that tells the digest of what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._stream.read(size)
        self.digest.update(block)
        return block


def member(file: Path) -> Member:
    """Size and digest of a file."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return Member(bytes=file.stat().st_size, sha256=digest.hexdigest())

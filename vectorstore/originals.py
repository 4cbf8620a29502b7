"""The original files, each kept once under the hash of its bytes, for page pictures and downloads.

An original is put in its place inside the transaction that adds its document, and swept away only
after its document is gone: a crash can leave a file too many, never one too few.
"""

import hashlib
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from vectorstore.atomic import PART_SUFFIX, put_in_place, write_part

FOLDER_NAME = "originals"
_BLOCK = 1 << 20
_ABANDONED = 24 * 3600.0
"""Seconds after which an unfinished copy has no process behind it any more."""
_PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


class ChangedFile(OSError):
    """The file was written to while it was read."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A finished copy that has no name yet."""

    part: Path
    path: Path

    def place(self) -> None:
        """Gives the copy its name."""
        put_in_place(self.part, self.path)

    def discard(self) -> None:
        """Deletes the copy, unless it was placed."""
        self.part.unlink(missing_ok=True)


class Originals:
    """A folder of files named ``<document_id><suffix>``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(self, file: Path, document_id: str) -> Staged:
        """Copies a file, ready to be placed.

        Raises:
            ChangedFile: its bytes are no longer those that ``document_id`` is the hash of.
            OSError: it cannot be read, or the disk is full.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        part = write_part(self.folder, _blocks(file, digest))
        staged = Staged(part, self.folder / f"{document_id}{_suffix(file)}")
        if digest.hexdigest() != document_id:
            staged.discard()
            raise ChangedFile(f"{file.name} changed while it was read. Ingest it again.")
        return staged

    def path(self, document_id: str) -> Path | None:
        """Where the original is; None if it is not here, or the id is not one."""
        if not re.fullmatch("[0-9a-f]{64}", document_id):  # it comes from an address line
            return None
        return next(iter(sorted(self.folder.glob(f"{document_id}*"))), None)

    def sweep(self, keep: Collection[str]) -> int:
        """Deletes what belongs to no document in ``keep``, and abandoned copies.

        Call it while no document can come (`Library.exclusive`). Other people's files, whose
        names are not ours, are left alone.

        Returns:
            How many originals went.
        """
        gone = 0
        for file in self._files():
            if file.name.endswith(PART_SUFFIX):
                if time.time() - file.stat().st_mtime > _ABANDONED:
                    file.unlink(missing_ok=True)
            elif re.match("[0-9a-f]{64}", file.name) and file.name[:64] not in keep:
                file.unlink()
                gone += 1
        return gone

    def _files(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []


def _blocks(file: Path, digest: "hashlib._Hash") -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            yield block


def _suffix(file: Path) -> str:
    """The file's suffix, if it is a harmless one."""
    suffix = file.suffix.lower()
    return suffix if _PLAIN_SUFFIX.fullmatch(suffix) else ""

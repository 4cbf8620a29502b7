"""Weights are hashed before they are used; those that were are not hashed again until they change.

A gigabyte takes most of a second to hash, so what was found right is remembered by size, times and
inode of each file. Without a place to remember it (a folder that cannot be written) each start
hashes again.
"""

import logging
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.models.errors import ChangedWeights
from assistant.models.manifest import load_manifest
from assistant.models.store import SEAL, require, sealed_files, verify
from vectorstore.atomic import put_in_place, write_part

STAMP = ".verified.json"
Look = tuple[int, int, int, int]
"""Size in bytes, time of the last write and of the last change in ns, inode."""
logger = logging.getLogger(__name__)


class _Stamp(BaseModel):
    """How the files were when their digests were right."""

    model_config = ConfigDict(frozen=True)

    files: dict[str, Look]


def look(file: Path) -> Look:
    """What changes with a file's bytes; it is taken before the hashing.

    Who changes a file meanwhile changes what is compared next.
    """
    seen = file.stat()
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino


def trusted(models_dir: Path, model_id: str) -> Path:
    """The folder of a model, every byte of whose files is what was sealed.

    Raises:
        MissingWeights: It is not there or not whole.
        ChangedWeights: A file was changed since.
        UnknownModel: The manifest does not know the name.
    """
    folder = require(models_dir, model_id)
    now = _look(folder)
    if now != _remembered(folder):
        logger.info("hashing the weights of %s, which is done once", model_id)
        seen = verify(load_manifest().model(model_id), models_dir)
        if seen.status != "ready":
            raise ChangedWeights(model_id, folder, seen.problems[0])
        with suppress(OSError):
            put_in_place(write_part(folder, [now.model_dump_json().encode()]), folder / STAMP)
    return folder


def _look(folder: Path) -> _Stamp:
    return _Stamp(files={name: look(folder / name) for name in (SEAL, *sealed_files(folder))})


def _remembered(folder: Path) -> _Stamp | None:
    try:
        return _Stamp.model_validate_json((folder / STAMP).read_bytes())
    except (OSError, ValidationError):
        return None

"""The folder of uploads: bytes are kept from the moment they come until their job has used them.

Files that were read go at once. Those that failed or were cancelled stay for a retry, for
`KEPT_DAYS` and within `KEPT_BYTES` for all jobs together; then the oldest go first.
"""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from assistant.errors import NoRoom, UploadRefused, UploadTooLarge
from assistant.jobs.claim import claim
from assistant.jobs.store import NewFile
from ingest.letters import shown
from vectorstore.sources import upload_source

KEPT_DAYS = 7
KEPT_BYTES = 2 << 30
"""Four uploads of the largest size that the settings allow by default."""
_DEEPEST = 8
"""Folders that are told of a file, the innermost; each by so many letters:"""
_LONGEST = 60
_COPY = 1 << 20
_COMING_IN = timedelta(hours=1)


def keep(folder: Path, files: Sequence[tuple[str, BinaryIO]], max_bytes: int) -> list[NewFile]:
    """Writes an upload into its job's folder, down to the disk; all of it or nothing.

    Raises:
        UploadRefused: Too many bytes, a name that is none, or a full disk.
    """
    left = max_bytes
    kept = []
    try:
        for number, (name, stream) in enumerate(files):
            # A folder a file: two uploads of one name stay two files.
            target = folder / f"{number:04d}" / safe_name(name)
            target.parent.mkdir(parents=True, exist_ok=True)  # of a try that was cut off
            document_id = _copy(stream, target, left)
            left -= target.stat().st_size
            kept.append(NewFile(target, upload_source(document_id, safe_folder(name))))
    except BaseException as exc:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(exc, _Overflow):
            raise UploadTooLarge(
                f"The upload is larger than {max_bytes} bytes, the limit that "
                "SHIFTMATE_MAX_UPLOAD_BYTES sets. Send fewer files at once."
            ) from exc
        if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(
                "The disk of the service is full, nothing was kept. Free some space on it, "
                "then send the files again."
            ) from exc
        raise
    return kept


class _Overflow(Exception):
    """More bytes than were left."""


def _copy(stream: BinaryIO, target: Path, most: int) -> str:
    """The SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while block := stream.read(_COPY):
            most -= len(block)
            if most < 0:
                raise _Overflow
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def discard(file: Path) -> None:
    """Deletes an upload, which has a folder to itself."""
    shutil.rmtree(file.parent, ignore_errors=True)


def expire(
    incoming: Path, ended: Mapping[str, datetime], unfinished: Callable[[], Sequence[str]]
) -> None:
    """Deletes what is past its time, or past the room for it, or belongs to no job.

    Args:
        incoming: The folder of uploads.
        ended: Ids of the jobs that are over, and when they ended, longest ago first.
        unfinished: Gives the ids of the other jobs, whose files are not touched.
    """
    oldest = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    room = KEPT_BYTES
    for job_id in reversed(list(ended)):
        folder = incoming / job_id
        if not folder.is_dir():
            continue
        files = list(folder.glob("*/*"))
        room -= sum(file.stat().st_size for file in files)
        if not files or room < 0 or ended[job_id] < oldest:
            _delete(folder, unfinished)
    for folder in incoming.iterdir():
        if folder.is_dir() and folder.name not in ended and _is_forgotten(folder):
            _delete(folder, unfinished)


def _is_forgotten(folder: Path) -> bool:
    """Untouched for an hour: a younger folder may be an upload that has not been claimed yet."""
    changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return datetime.now(UTC) - changed > _COMING_IN


def _delete(folder: Path, unfinished: Callable[[], Sequence[str]]) -> None:
    """Unless somebody is at it: an upload that still comes in, or a job that is tried again."""
    with claim(folder) as mine:
        if mine and folder.name not in unfinished():
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The last part of what a client calls its file, without what a path is made of or nobody sees.

    Raises:
        UploadRefused: Nothing is left.
    """
    clean = _clean(PureWindowsPath(PurePosixPath(name).name).name)
    if not clean:
        raise UploadRefused(f"The file name {name[:100]!r} is none. Give the file a name.")
    stem, dot, suffix = clean.rpartition(".")
    # File systems allow 255 bytes; a Chinese character takes three.
    return f"{(stem or suffix)[:70]}{dot if stem else ''}{suffix[:10] if stem else ''}"


def safe_folder(name: str) -> str:
    """The folders that a client tells before its file's name, cleaned likewise; words, no path.

    Empty where it tells none, or where its own disk keeps the file: an absolute path is nobody's
    business.
    """
    path = PureWindowsPath(name.replace("/", "\\"))
    if path.drive or path.root:
        return ""
    told = [_clean(one)[:_LONGEST] for one in path.parts[:-1]]
    return "/".join([one for one in told if one][-_DEEPEST:])


def _clean(part: str) -> str:
    """Without what a path is made of or nobody sees."""
    return re.sub(r'[<>:"/\\|?*]', "_", shown(part)).strip(". ")

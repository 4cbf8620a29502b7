"""Which files a list of paths stands for. What is passed over is told, with its reason."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import MissingPath
from ingest.readers import SUFFIXES, no_reader


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder below a given folder that will not be read."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a walk; both lists are sorted by path."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def walk(paths: Iterable[Path]) -> Found:
    """Files named, and files with a readable suffix below the folders named, each once.

    A file that is named itself is always among the files, whatever its suffix: its reader will
    say what is wrong. Symbolic links below a folder are not followed.

    Raises:
        MissingPath: one of the paths does not exist.
    """
    files: set[Path] = set()
    skipped: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            _walk_folder(path, files, skipped)
        elif path.exists():
            files.add(path)
        else:
            raise MissingPath(f"{path}: no such file or folder. Check the spelling and the mount.")
    left_out = sorted(item for item in skipped.items() if item[0] not in files)
    return Found(tuple(sorted(files)), tuple(Skipped(*item) for item in left_out))


def _walk_folder(root: Path, files: set[Path], skipped: dict[Path, str]) -> None:
    def note(exc: OSError) -> None:
        skipped[Path(exc.filename)] = f"cannot be listed ({exc.strerror})"

    for name, folders, names in os.walk(root, onerror=note):
        folder = Path(name)
        for entry in (*folders, *names):
            path = folder / entry
            if reason := _reason_to_skip(path, is_folder=entry in folders):
                skipped[path] = reason
            elif entry in names:
                files.add(path)
        folders[:] = [entry for entry in folders if folder / entry not in skipped]


def _reason_to_skip(path: Path, *, is_folder: bool) -> str | None:
    name = path.name
    reasons = {
        "symbolic link, not followed; name its target to have it read": path.is_symlink(),
        "hidden": name.startswith("."),
        "lock file of an open Office document": name.startswith("~$"),
        "not a regular file": not is_folder and not path.is_file(),
        no_reader(path): not is_folder and path.suffix.lower() not in SUFFIXES,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)

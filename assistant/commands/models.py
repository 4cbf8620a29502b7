"""``shiftmate models``: what is needed, what is here, and fetching what is not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from assistant.commands.console import err, out
from assistant.commands.private import keep_readable
from assistant.models import progress, store
from assistant.models.manifest import Manifest, Model, load_manifest
from assistant.models.pull import Source, pull
from assistant.settings import Settings

_COLOURS = {"ready": "green", "partial": "yellow", "missing": "yellow", "damaged": "red"}


def list_models(*, as_json: bool) -> int:
    """Every model of the manifest, and its state on this machine."""
    states = [store.state(model, Settings().models_dir) for model in load_manifest().models]
    if as_json:
        rows = [
            {
                "id": state.model.id,
                "role": state.model.role,
                "default": state.model.default,
                "licence": state.model.licence,
                "status": state.status,
                "path": str(state.path),
                "bytes": state.bytes,
                "source": state.source,
                "problems": list(state.problems),
            }
            for state in states
        ]
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return 0
    table = Table("model", "role", "state", "size", "licence", box=None, pad_edge=False)
    for state in states:
        model = state.model
        table.add_row(
            model.id,
            model.role,
            f"[{_COLOURS[state.status]}]{state.status}[/]",
            _size(state.bytes or model.download_bytes),
            model.licence,
        )
    out.print(table)
    return 0


def pull_models(names: list[str], source: str) -> int:
    """Fetches the named models, or the default ones; what is here already is left alone."""
    keep_readable()
    if source not in get_args(Source):
        raise typer.BadParameter(f"{source!r} is none of {', '.join(get_args(Source))}")
    folder = Settings().models_dir
    for model in _named(load_manifest(), names):
        # Named models are read through, so that a rotten one is mended; the others only looked at.
        if not names and store.state(model, folder).status == "ready":
            out.print(f"{model.id}: ready")
            continue
        with _bar() as report:
            path = pull(model, folder, source, report)  # type: ignore[arg-type] # checked above
        out.print(f"{model.id}: ready in {path}", soft_wrap=True)
    return 0


def verify_models(names: list[str]) -> int:
    """Hashes every file of the named models, or of all that are here; 1 when one is not whole."""
    folder, manifest = Settings().models_dir, load_manifest()
    chosen = [manifest.model(name) for name in names] or [
        model for model in manifest.models if store.state(model, folder).status != "missing"
    ]
    sound = True
    for model in chosen:
        with _bar() as report:
            state = store.verify(model, folder, report)
        sound = sound and state.status == "ready"
        out.print(f"{model.id}: [{_COLOURS[state.status]}]{state.status}[/]")
        for trouble in state.problems:
            out.print(f"  {trouble}. Run: shiftmate models pull {model.id}", markup=False)
    return 0 if sound else 1


def _named(manifest: Manifest, names: list[str]) -> list[Model]:
    return [manifest.model(name) for name in names] or list(manifest.defaults)


@contextmanager
def _bar() -> Iterator[progress.Report]:
    """A bar a stage, on the terminal's second stream."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as bars:
        tasks: dict[str, int] = {}

        def report(now: progress.Progress) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = bars.add_task(f"{now.model} {now.stage}", total=now.total)
            bars.update(bars.task_ids[tasks[now.stage]], completed=now.done, total=now.total)

        yield report


def _size(count: int) -> str:
    return f"{count / 1e6:.0f} MB"

"""``shiftmate doctor``: what is wrong with this installation, and how to mend it."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from typing import NamedTuple

from assistant.commands.console import out
from assistant.commands.ocr_trial import trouble
from assistant.engines import build_embedder, build_reading_room, build_remote, is_masked
from assistant.errors import ModelUnavailable, ShiftmateError
from assistant.models import store
from assistant.models.errors import ModelsError
from assistant.models.manifest import load_manifest
from assistant.settings import Settings
from vectorstore.errors import LibraryError
from vectorstore.library import Library

ROOM_TO_WORK = 2_000_000_000
"""Bytes free below which an ingest of a few hundred manuals may not fit."""
_UTC = {"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Universal", "Zulu", "UCT"}


class Check(NamedTuple):
    """One thing looked at; mend is empty when all is well."""

    name: str
    found: str
    mend: str = ""
    is_advice: bool = False
    """It may be meant so."""

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be done."""
        return bool(self.mend) and not self.is_advice


def doctor(*, as_json: bool) -> int:
    """Looks at everything, changes nothing; 1 when something is wrong."""
    checks = list(_checks(Settings()))
    if as_json:
        out.print_json(json.dumps([check._asdict() for check in checks], ensure_ascii=False))
    else:
        for check in checks:
            out.print(f"{_mark(check)} {check.name}: ", end="")
            out.print(check.found, markup=False, highlight=False, soft_wrap=True)
            if check.mend:
                out.print(f"      {check.mend}", style="yellow", markup=False, soft_wrap=True)
    return 1 if any(check.is_wrong for check in checks) else 0


def _mark(check: Check) -> str:
    if check.is_wrong:
        return "[red]wrong[/]"
    return "[yellow]look [/]" if check.mend else "[green]well [/]"


def _checks(settings: Settings) -> Iterator[Check]:
    yield _folder(settings)
    yield _room(settings)
    yield clock(settings)
    yield from _weights(settings)
    if settings.generation_url is not None:
        yield _server(settings, settings.generation_url)
    yield _library(settings)
    yield _ocr(settings)
    yield _processor()


def _folder(settings: Settings) -> Check:
    folder = settings.data_dir
    if not folder.exists():
        return Check("data folder", f"{folder} will be made by the first ingest")
    if not os.access(folder, os.W_OK):
        return Check("data folder", f"{folder} cannot be written", f"chown or chmod {folder}")
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found = f"{folder}: others on this machine can read manuals, reports and people's names"
        return Check("data folder", found, f"chmod -R go= {folder}")
    return Check("data folder", str(folder))


def _room(settings: Settings) -> Check:
    there = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free"
    if free < ROOM_TO_WORK:
        return Check("disk", found, "Free some space, or set SHIFTMATE_DATA_DIR to a larger disk.")
    return Check("disk", found)


def clock(settings: Settings) -> Check:
    """The plant's; a server that nobody told its zone has UTC, where few plants stand."""
    zone = settings.site_zone
    is_told = "site_zone" in settings.model_fields_set
    if is_told or zone not in _UTC:
        return Check("site's clock", zone)
    found = f"{zone}, as this machine's: shifts, days and times that people say are read by it"
    mend = "Set SHIFTMATE_SITE_ZONE, such as Asia/Shanghai, or UTC if that is meant."
    return Check("site's clock", found, mend, is_advice=True)


def _weights(settings: Settings) -> Iterator[Check]:
    wanted = [settings.embedding_model]
    if settings.generation_url is None:
        wanted.append(settings.generation_model)
    manifest = load_manifest()
    for name in wanted:
        if name not in manifest.ids:
            yield Check(
                f"weights of {name}", "not of the manifest: loaded as a folder or from the hub"
            )
            continue
        state = store.state(manifest.model(name), settings.models_dir)
        found = f"{state.status}, {state.bytes / 1e6:.0f} MB"
        mend = "" if state.status == "ready" else f"shiftmate models pull {name}"
        yield Check(f"weights of {name}", found, mend)


def _server(settings: Settings, url: str) -> Check:
    """The server that writes; one that does not tell what it serves is taken at its word."""
    wanted = settings.generation_model
    try:
        served = build_remote(settings, url).models()
    except ModelUnavailable as exc:
        return Check("generation server", "does not answer", str(exc))
    if served and wanted not in served:
        names = ", ".join(served[:5])
        mend = f"Set SHIFTMATE_GENERATION_MODEL to a name that it serves: {names}"
        return Check("generation server", f"answers, but does not serve {wanted}", mend)
    found = f"answers, and serves {wanted}" if served else "answers"
    told = "is told nobody's name" if is_masked(settings, url) else "is told names as they stand"
    return Check("generation server", f"{found}; {told}")


def _library(settings: Settings) -> Check:
    if not settings.database.exists():
        return Check("library", "empty", "shiftmate ingest FOLDER")
    try:
        with Library.open(settings.data_dir, build_embedder(settings)) as library:
            troubles = library.check()
            found = f"{len(library.documents())} documents, {library.chunk_count} chunks"
    except (LibraryError, ModelsError, ShiftmateError) as exc:
        return Check("library", "cannot be opened", str(exc))
    if troubles:
        mend = "Ingest again into an empty data folder."
        return Check("library", "; ".join(troubles), mend)
    return Check("library", found)


def _ocr(settings: Settings) -> Check:
    if wrong := trouble(build_reading_room(settings)):
        return Check("OCR", "scanned pages cannot be read", wrong)
    return Check("OCR", "reads scanned pages")


def _processor() -> Check:
    import torch

    fast = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    kind = "computes in bfloat16" if fast else "no bfloat16: float32, slower and twice the memory"
    return Check("processor", f"{torch.get_num_threads()} threads, {kind}")

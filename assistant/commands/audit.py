"""``shiftmate audit``: what happened, by whom; and whether somebody changed the log of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import JsonValue
from rich.table import Table

from assistant.audit.export import Form, lines
from assistant.audit.log import AuditLog
from assistant.audit.model import Asked, EventName, Finding, Head
from assistant.audit.write import Subject
from assistant.commands.console import cell, err, out, say
from assistant.engines import build_audit, build_plant
from assistant.plant.database import FILE_NAME
from assistant.settings import Settings
from vectorstore.atomic import put_in_place, write_part


def list_entries(asked: Asked, limit: int, *, as_json: bool) -> int:
    """The latest entries first."""
    with _log() as log:
        entries = log.page(asked, limit=limit)
    if as_json:
        told = [entry.model_dump(mode="json") for entry in entries]
        out.print_json(json.dumps(told, ensure_ascii=False))
        return 0
    table = Table("seq", "at", "who", "event", "of", "details", box=None)
    for one in entries:
        at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
        details = json.dumps(one.details, ensure_ascii=False) if one.details else ""
        cells = (str(one.seq), at, one.who_name, one.event, one.subject_id or "", details)
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def head() -> int:
    """The end of the log, to be kept elsewhere."""
    with _log() as log:
        say(str(log.head()))
    return 0


def verify(kept: str | None, *, as_json: bool) -> int:
    """Walks the whole chain; 1 where it is broken."""
    earlier = None if kept is None else Head.parse(kept)
    with _log() as log:
        finding = log.verify(earlier)
    if as_json:
        out.print_json(finding.model_dump_json())
    else:
        _tell(finding, is_held=earlier is not None)
    return 0 if finding.broken is None else 1


def export(file: Path, form: Form, asked: Asked) -> int:
    """Writes entries to a file by ``seq``; the export is the last of them."""
    with _log() as log:
        since = None if asked.since is None else asked.since.isoformat()
        log.tell("audit.exported", details={"since": since})
        told = lines(log.entries(asked), form)
        put_in_place(write_part(file.parent, (line.encode() for line in told)), file)
    say(str(file))
    return 0


def note(
    settings: Settings,
    event: EventName,
    subject: Subject | None = None,
    details: Mapping[str, JsonValue] | None = None,
) -> None:
    """What a command did, where there is a log: it begins with the plant's database."""
    if settings.database_url or (settings.data_dir / FILE_NAME).exists():
        with closing(build_plant(settings)) as plant:
            build_audit(settings, plant).tell(event, subject, details)


def _tell(finding: Finding, *, is_held: bool) -> None:
    if finding.broken is not None:
        err.print(
            f"BROKEN at entry {finding.broken}: {finding.why}. {finding.entries} entries before it "
            "are in order. Keep this database as it is, and compare it with a backup.",
            markup=False,
            soft_wrap=True,
        )
        return
    out.print(f"{finding.entries} entries in order.", markup=False)
    say(f"head {finding.head}")
    if not is_held:
        err.print("A cut end shows against a head that was kept elsewhere: --head.")
    if back := finding.clock_went_back:
        told = ", ".join(map(str, back))
        err.print(f"The clock went back before {told}; the order of the entries holds.")


@contextmanager
def _log() -> Iterator[AuditLog]:
    settings = Settings()
    with closing(build_plant(settings)) as plant:
        yield build_audit(settings, plant)

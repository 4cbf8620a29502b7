"""``shiftmate audit``: its words and options."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from assistant.audit.model import Asked

app = typer.Typer(help="What happened, by whom; nothing in it changes.", no_args_is_help=True)

Event = Annotated[
    str | None, typer.Option(help="Such as report.approved, or report for all of them.")
]
Who = Annotated[str | None, typer.Option(help="Id of a person or a key.")]
Of = Annotated[str | None, typer.Option(help="Id of a report, a document, …")]
Since = Annotated[datetime | None, typer.Option(help="By this machine's clock.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command("list")
def audit_list(
    *,
    event: Event = None,
    who: Who = None,
    of: Of = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    json: Json = False,
) -> None:
    """The latest entries first."""
    from assistant.commands.audit import list_entries as run

    raise typer.Exit(run(_asked(event, who, of, since), limit, as_json=json))


@app.command("head")
def audit_head() -> None:
    """The end of the log. Keep it elsewhere: it shows later whether the log was cut."""
    from assistant.commands.audit import head as run

    raise typer.Exit(run())


@app.command("verify")
def audit_verify(
    *,
    head: Annotated[str | None, typer.Option(help="One that was kept elsewhere.")] = None,
    json: Json = False,
) -> None:
    """Walk the whole chain. Exit 1 where an entry was changed, taken out or cut off."""
    from assistant.commands.audit import verify as run

    raise typer.Exit(run(head, as_json=json))


@app.command("export")
def audit_export(
    file: Annotated[Path, typer.Argument(help="Is written anew.", dir_okay=False)],
    *,
    form: Annotated[Literal["jsonl", "csv"], typer.Option(help="CSV is for people.")] = "jsonl",
    event: Event = None,
    who: Who = None,
    of: Of = None,
    since: Since = None,
) -> None:
    """Write entries to a file, in their order."""
    from assistant.commands.audit import export as run

    raise typer.Exit(run(file, form, _asked(event, who, of, since)))


def _asked(event: str | None, who: str | None, of: str | None, since: datetime | None) -> "Asked":
    from assistant.audit.model import Asked

    moment = since and since.astimezone()
    return Asked(event=event, who_id=who, subject_id=of, since=moment)

"""``shiftmate reports``: which there are, what one says."""

from typing import Annotated, Literal

import typer

from assistant.cli.options import Json

app = typer.Typer(help="Fault reports: which there are, what one says.", no_args_is_help=True)


@app.command("list")
def list_reports(
    *,
    status: Annotated[
        Literal["draft", "submitted", "approved", "rejected", "closed", "discarded"] | None,
        typer.Option(help="In this state alone."),
    ] = None,
    machine: Annotated[str | None, typer.Option(help="Tag.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The latest ones.")] = 20,
    json: Json = False,
) -> None:
    """The latest reports, by their last change."""
    from assistant.commands.reports import list_reports as run

    raise typer.Exit(run(status, machine, limit, as_json=json))


@app.command("show")
def show(report: str, *, json: Json = False) -> None:
    """One report by its number or id, and what happened to it."""
    from assistant.commands.reports import show_report as run

    raise typer.Exit(run(report, as_json=json))

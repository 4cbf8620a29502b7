"""``shiftmate tickets``: systems that tickets come from and go to, as tickets.toml names them."""

from typing import Annotated, Literal

import typer

app = typer.Typer(help="Tickets of other systems: theirs and ours.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command("check")
def check(
    *,
    report: Annotated[
        str | None, typer.Option(help="Number or id: show what would be sent for it.")
    ] = None,
    json: Json = False,
) -> None:
    """Read tickets.toml and say what is wrong with it. Nothing is sent. Exit 1: something is."""
    from assistant.commands.tickets import check as run

    raise typer.Exit(run(report, as_json=json))


@app.command("list")
def list_errands(
    *,
    connection: Annotated[str | None, typer.Option(help="Of tickets.toml.")] = None,
    state: Annotated[Literal["waiting", "done", "skipped", "failed"] | None, typer.Option()] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    json: Json = False,
) -> None:
    """What was and is to be done, and how it went, latest first."""
    from assistant.commands.tickets import list_errands as run

    raise typer.Exit(run(connection, state, limit, as_json=json))


@app.command("replay")
def replay(
    errand: Annotated[str | None, typer.Argument(help="Of `shiftmate tickets list`.")] = None,
    *,
    hours: Annotated[
        int | None, typer.Option(min=1, help="All that failed of so many hours.")
    ] = None,
) -> None:
    """Put it in line again; what was done after all is not done twice."""
    from assistant.commands.tickets import replay as run

    raise typer.Exit(run(errand, hours))

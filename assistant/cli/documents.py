"""``shiftmate documents``: its words and options."""

from typing import Annotated, Literal

import typer

app = typer.Typer(help="Manuals: which there are, whom they are for.", no_args_is_help=True)


@app.command("list")
def documents_list(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """What the library holds, and whom each document is for."""
    from assistant.commands.documents import documents as run

    raise typer.Exit(run(as_json=json))


@app.command("restrict")
def documents_restrict(
    document: Annotated[str, typer.Argument(help="Id or file name.")],
    *,
    audience: Annotated[
        Literal["technician", "supervisor", "admin"] | None,
        typer.Option(help="The lowest role that may read it; technician: everybody."),
    ] = None,
    site: Annotated[str | None, typer.Option(help='Whose people alone may; "": all sites.')] = None,
) -> None:
    """Say whom a document is for, from the next question on."""
    from assistant.commands.documents import restrict as run

    raise typer.Exit(run(document, site, audience))

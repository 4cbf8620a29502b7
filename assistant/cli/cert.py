"""``shiftmate cert``: a certificate for the service, and how tablets come to trust it."""

from typing import Annotated

import typer


def cert(
    *,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Name or address it is reached by; again for more; else this machine's."),
    ] = None,
    new_authority: Annotated[
        bool, typer.Option("--new-authority", help="Every tablet has to trust it anew.")
    ] = False,
) -> None:
    """Make or renew a certificate, so that tablets on the network speak TLS with the service."""
    from assistant.commands.cert import cert as run

    raise typer.Exit(run(name or [], new_authority=new_authority))

"""``shiftmate people``: who may sign in. Secrets are asked for or read from stdin, never given."""

from typing import Annotated, Literal

import typer

app = typer.Typer(help="Who may sign in, and as what.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="As the person signs in, in any case.")]
Role = Literal["technician", "supervisor", "admin"]
Sites = Annotated[
    list[str] | None, typer.Option("--site", help="Whose documents they read; none: all.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="As reports name the person.")],
    *,
    role: Annotated[Role, typer.Option()] = "technician",
    site: Sites = None,
    way: Annotated[
        Literal["password", "pin", "none"],
        typer.Option("--with", help="Asked for; read from stdin where that is no terminal."),
    ] = "password",
    json: Json = False,
) -> None:
    """Let somebody in from now on."""
    from assistant.commands.people import add as run

    raise typer.Exit(run(name, role, site or [], way, as_json=json))


@app.command("list")
def list_people(*, json: Json = False) -> None:
    """Everybody: role, sites, how they sign in, when they were last here."""
    from assistant.commands.people import list_people as run

    raise typer.Exit(run(as_json=json))


@app.command("password")
def password(name: Name) -> None:
    """Set a password. Ends the person's sessions, and unlocks."""
    from assistant.commands.people import set_password as run

    raise typer.Exit(run(name))


@app.command("pin")
def pin(
    name: Name,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="No PIN from now on.")] = False,
) -> None:
    """Set a PIN for shared tablets: it gives a technician's rights, for half an hour."""
    from assistant.commands.people import set_pin as run

    raise typer.Exit(run(name, remove=remove))


@app.command("role")
def role(
    name: Name,
    role: Role,
    *,
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Whose documents they read.")
    ] = None,
    all_sites: Annotated[bool, typer.Option("--all-sites", help="Those of all sites.")] = False,
) -> None:
    """Give another role, and other sites if any are named. Another role ends their sessions."""
    from assistant.commands.people import change as run

    raise typer.Exit(run(name, role, [] if all_sites else site))


@app.command("disable")
def disable(name: Name) -> None:
    """Let nobody in under this name, from now on."""
    from assistant.commands.people import switch as run

    raise typer.Exit(run(name, enabled=False))


@app.command("enable")
def enable(name: Name) -> None:
    """Let them sign in again."""
    from assistant.commands.people import switch as run

    raise typer.Exit(run(name, enabled=True))


@app.command("unlock")
def unlock(name: Name) -> None:
    """Forget the wrong tries under this name, and take its PIN again."""
    from assistant.commands.people import unlock as run

    raise typer.Exit(run(name))


@app.command("sign-out")
def sign_out(
    name: Annotated[str | None, typer.Argument(help="As the person signs in.")] = None,
    *,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="All people, wherever they are signed in.")
    ] = False,
) -> None:
    """End the person's sessions, wherever they are signed in."""
    from assistant.commands.people import sign_out as run

    raise typer.Exit(run(name, everybody=everybody))

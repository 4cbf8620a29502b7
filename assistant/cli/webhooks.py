"""``shiftmate webhooks``: systems that are told of reports."""

from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer(help="Systems that are told of reports.", no_args_is_help=True)


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Of a host in SHIFTMATE_WEBHOOK_HOSTS.")],
    *,
    event: Annotated[
        list[str] | None, typer.Option(help="report.approved; again for more; none: all.")
    ] = None,
    description: Annotated[str | None, typer.Option()] = None,
    json: Json = False,
) -> None:
    """Tell a system what happens to reports from now on. Shows its secret, once."""
    from assistant.commands.webhooks import add as run

    raise typer.Exit(run(url, event or [], description, as_json=json))


@app.command("list")
def list_endpoints(*, json: Json = False) -> None:
    """Who is told, whether it works, and what waits."""
    from assistant.commands.webhooks import list_endpoints as run

    raise typer.Exit(run(as_json=json))


@app.command("rotate")
def rotate(
    endpoint: str,
    *,
    overlap: Annotated[
        int, typer.Option(min=0, max=168, help="Hours in which the old secret signs too.")
    ] = 24,
) -> None:
    """Make a new secret and show it, once."""
    from assistant.commands.webhooks import rotate as run

    raise typer.Exit(run(endpoint, overlap))


@app.command("test")
def test(endpoint: str) -> None:
    """Send a test message at once. Exit 1 when it does not get through."""
    from assistant.commands.webhooks import test as run

    raise typer.Exit(run(endpoint))


@app.command("enable")
def enable(endpoint: str) -> None:
    """Tell it again, what waited first."""
    from assistant.commands.webhooks import switch as run

    raise typer.Exit(run(endpoint, enabled=True))


@app.command("disable")
def disable(endpoint: str) -> None:
    """Tell it nothing; what waits stays."""
    from assistant.commands.webhooks import switch as run

    raise typer.Exit(run(endpoint, enabled=False))


@app.command("log")
def log(
    endpoint: str,
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The latest ones.")] = 20,
    json: Json = False,
) -> None:
    """The messages to a system, and how each went."""
    from assistant.commands.webhooks import log as run

    raise typer.Exit(run(endpoint, limit, as_json=json))


@app.command("replay")
def replay(
    endpoint: str,
    message: Annotated[str | None, typer.Argument(help="Id, as the log shows it.")] = None,
    *,
    hours: Annotated[
        int | None, typer.Option(min=1, max=720, help="All that failed in the last hours.")
    ] = None,
) -> None:
    """Send messages again, under the ids that they had."""
    from assistant.commands.webhooks import replay as run

    raise typer.Exit(run(endpoint, message, hours))


@app.command("remove")
def remove(endpoint: str) -> None:
    """Forget a system, what waits for it and its log."""
    from assistant.commands.webhooks import remove as run

    raise typer.Exit(run(endpoint))

"""``shiftmate jobs``: manuals on their way in."""

from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer(help="Manuals on their way in: how far, stop, try again.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    *, limit: Annotated[int, typer.Option(min=1, help="The latest ones.")] = 20, json: Json = False
) -> None:
    """The latest jobs, from the command line, the API and the page."""
    from assistant.commands.jobs import list_jobs as run

    raise typer.Exit(run(as_json=json, limit=limit))


@app.command("show")
def show(job: str, *, json: Json = False) -> None:
    """One job, file by file. The first letters of its id are enough."""
    from assistant.commands.jobs import show_job as run

    raise typer.Exit(run(job, as_json=json))


@app.command("cancel")
def cancel(job: str) -> None:
    """Stop a job within seconds; what it has finished stays."""
    from assistant.commands.jobs import cancel_job as run

    raise typer.Exit(run(job))


@app.command("retry")
def retry(job: str) -> None:
    """Queue the files again that failed or were cancelled."""
    from assistant.commands.jobs import retry_job as run

    raise typer.Exit(run(job))


@app.command("dismiss")
def dismiss(job: str) -> None:
    """Forget a job that is over, with the files kept for a retry."""
    from assistant.commands.jobs import dismiss_job as run

    raise typer.Exit(run(job))

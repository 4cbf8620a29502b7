"""``shiftmate gaps`` and ``shiftmate verify``: what had no answer, and who gave one."""

from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer()
verified = typer.Typer(help="Answers that a supervisor verified.", no_args_is_help=True)
app.add_typer(verified, name="verify")


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


@verified.command("add")
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


@verified.command("withdraw")
def verify_withdraw(
    answer: Annotated[str, typer.Argument(help="Id, as `shiftmate verify list` shows it.")],
    author: Annotated[str, typer.Option(help="The supervisor who withdraws it.")],
    reason: Annotated[str, typer.Option()],
) -> None:
    """Serve a verified answer no more."""
    from assistant.commands.gaps import withdraw as run

    raise typer.Exit(run(answer, author, reason))


@verified.command("list")
def verify_list(*, json: Json = False) -> None:
    """The verified answers, and why one is not served now."""
    from assistant.commands.gaps import list_answers as run

    raise typer.Exit(run(as_json=json))

"""``shiftmate history``: what the work orders tell, in a terminal."""

from rich.table import Table

from assistant.api.history import HistoryReply
from assistant.commands.console import cell, out, say
from assistant.commands.counter import counter

_MOST_ROWS = 20


def history(question: str, *, as_json: bool) -> int:
    """Answers; 1 when the question is not understood. ``as_json`` as the API does."""
    with counter() as desk:
        answer = desk.history(question)
    if as_json:
        out.print_json(answer.model_dump_json())
    else:
        _show(answer)
    return int(answer.query is None)


def _show(answer: HistoryReply) -> None:
    for line in answer.answer.split("\n"):
        say(line)
    told = [
        n for n, _ in enumerate(answer.columns) if any(row[n] is not None for row in answer.rows)
    ]
    if len(answer.rows) > 1:
        table = Table(*(cell(answer.columns[n]) for n in told), box=None)
        for row in answer.rows[:_MOST_ROWS]:
            table.add_row(*(cell("" if row[n] is None else str(row[n])) for n in told))
        out.print(table)
    if answer.formula:
        say(answer.formula, "dim")

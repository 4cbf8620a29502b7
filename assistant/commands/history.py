"""``shiftmate history``: what the work orders tell, in a terminal."""

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assistant.api.history import HistoryReply
from assistant.build import build
from assistant.commands.console import out
from assistant.history.answer import HistoryAnswer
from assistant.settings import Settings

_MOST_ROWS = 20


def history(question: str, *, as_json: bool) -> int:
    """Answers; 1 when the question is not understood. ``as_json`` as the API does."""
    assistant = build(Settings())
    try:
        answer = assistant.ask_history(question)
    finally:
        assistant.close()
    if as_json:
        out.print_json(HistoryReply.of(answer).model_dump_json())
    else:
        _show(answer)
    return int(answer.query is None)


def _show(answer: HistoryAnswer) -> None:
    out.print(_plain(answer.answer), markup=False, highlight=False, soft_wrap=True)
    told = [
        n for n, _ in enumerate(answer.columns) if any(row[n] is not None for row in answer.rows)
    ]
    if len(answer.rows) > 1:
        table = Table(*(escape(_plain(answer.columns[n])) for n in told), box=None)
        for row in answer.rows[:_MOST_ROWS]:
            table.add_row(*(Text(_plain("" if row[n] is None else str(row[n]))) for n in told))
        out.print(table)
    if answer.formula:
        out.print(_plain(answer.formula), style="dim", markup=False, highlight=False)


def _plain(text: str) -> str:
    """Without control characters: cells are a stranger's."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)

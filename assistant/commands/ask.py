"""``shiftmate ask``: the same answer as the chat's, in a terminal."""

from assistant.answering.reply import Doing, Task
from assistant.answering.scope import Scope
from assistant.client.chat import Citations, Piece, Warnings
from assistant.commands.console import out, place, warn
from assistant.commands.counter import counter
from assistant.commands.here import Nearest

_DOING: dict[Task, str] = {
    "translating": "Putting the question into the other language…",
    "restating": "Putting the follow-up into a question of its own…",
    "checking": "Checking whether these pages answer it…",
}


def ask(question: str, scope: Scope, *, as_json: bool) -> int:
    """Streams the answer, then its sources; with ``as_json`` the chat reply of the API."""
    with counter() as desk:
        if as_json:
            out.print_json(desk.ask(question, scope).model_dump_json())
            return 0
        for piece in desk.stream(question, scope):
            _show(piece)
    return 0


def _show(piece: Piece | Doing | Nearest) -> None:
    match piece:
        case str():
            out.print(piece, end="", markup=False, highlight=False, soft_wrap=True)
        case Doing():
            out.print(_DOING[piece.task], style="dim")
        case Warnings():
            for block in piece.safety:
                warn(block.text, place(block.file_name, block.page))
        case Nearest():
            where = place(piece.file_name, piece.page)
            out.print(f"Nearest passage, {where}:", style="bold", markup=False)
            out.print(piece.text, style="dim", markup=False, highlight=False)
            out.print()
        case Citations():
            out.print("\n")
            for one in piece.citations:
                out.print(f"[{one.marker}] {place(one.file_name, one.page)}", markup=False)

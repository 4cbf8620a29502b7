"""``shiftmate ask``: the same answer as the chat's, in a terminal."""

import json
from contextlib import closing

from assistant.answering.reply import Answer, Doing, Finished, Found, Task, Words
from assistant.answering.scope import Scope
from assistant.api.completion import Completion
from assistant.build import build
from assistant.commands.console import out, place, warn
from assistant.models.generator import Message
from assistant.settings import Settings

_DOING: dict[Task, str] = {
    "translating": "Putting the question into the other language…",
    "restating": "Putting the follow-up into a question of its own…",
    "checking": "Checking whether these pages answer it…",
}


def ask(question: str, scope: Scope, *, as_json: bool) -> int:
    """Streams the answer, then its sources; with ``as_json`` the chat reply of the API."""
    with closing(build(Settings())) as assistant:
        answer = None
        filters = assistant.filters(scope)
        for event in assistant.answer([Message("user", question)], filters=filters):
            if isinstance(event, Finished):
                answer = event.answer
            elif not as_json:
                _show(event)
        if answer is not None:
            _finish(answer, assistant.name, as_json=as_json)
    return 0


def _show(event: Found | Doing | Words) -> None:
    match event:
        case Words():
            out.print(event.text, end="", markup=False, highlight=False, soft_wrap=True)
        case Doing():
            out.print(_DOING[event.task], style="dim")
        case Found():
            _show_evidence(event)


def _show_evidence(found: Found) -> None:
    for block in found.safety:
        warn(block)
    if found.evidence and not found.passages:  # an answer quotes the best of them itself
        best = found.evidence[0].chunk
        where = place(best.file_name, best.page)
        out.print(f"Nearest passage, {where}:", style="bold", markup=False)
        out.print(best.text, style="dim", markup=False, highlight=False)
        out.print()


def _finish(answer: Answer, name: str, *, as_json: bool) -> None:
    if as_json:
        reply = Completion(name).whole(answer)
        out.print_json(json.dumps(reply, ensure_ascii=False))
        return
    out.print("\n")
    for citation in answer.citations:
        where = place(citation.chunk.file_name, citation.chunk.page)
        out.print(f"[{citation.marker}] {where}", markup=False)

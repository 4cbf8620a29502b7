"""``shiftmate report``: a draft in a terminal, each value with the words it came from."""

from assistant.api.drafts import DraftReply
from assistant.build import build
from assistant.commands.console import out
from assistant.reports.drafting.draft import Draft
from assistant.settings import Settings


def report(note: str, *, as_json: bool) -> int:
    """Drafts a fault report; 1 when the note tells of no fault. ``as_json`` as the API does."""
    assistant = build(Settings())
    try:
        draft = assistant.draft(note)
    finally:
        assistant.close()
    if as_json:
        out.print_json(DraftReply.of(draft).model_dump_json())
    else:
        _show(draft)
    return int(draft.nothing_reported)


def _show(draft: Draft) -> None:
    evidence = draft.evidence()
    for name, value in draft.flat().items():
        if value is None:
            continue
        told = "; ".join(value) if isinstance(value, list) else str(value)
        worked_out = [one.text for one in evidence[name] if one.rule != "words"]
        source = f"   ({'; '.join(worked_out)})" if worked_out else ""
        out.print(f"{name:17}{told}{source}", markup=False, highlight=False)
    for span in draft.also_mentioned:
        out.print(f"{'also mentioned':17}{draft.note.words(span)}", markup=False, highlight=False)
    for question in draft.questions:
        out.print(f"? {question}", style="bold", markup=False, highlight=False)

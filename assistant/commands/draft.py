"""``shiftmate report``: a draft in a terminal, each value with the words it came from."""

from contextlib import closing

from assistant.api.drafts import DraftReply
from assistant.build import build
from assistant.commands.console import out, say
from assistant.reports.codes import named
from assistant.reports.drafting.draft import Draft
from assistant.reports.propose import Proposal
from assistant.settings import Settings
from ingest.document import Language

_NUMBERS = 3
"""Of reports in a line."""


def report(note: str, *, as_json: bool) -> int:
    """Drafts a fault report; 1 when the note tells of no fault. ``as_json`` as the API does."""
    with closing(build(Settings())) as assistant:
        draft = assistant.draft(note)
        proposals = assistant.proposals(draft)
    if as_json:
        out.print_json(DraftReply.of(draft, proposals).model_dump_json())
    else:
        _show(draft)
        for one in proposals:
            say(f"{'proposed':17}{proposed(one, draft.note.language)}")
    return int(draft.nothing_reported)


def _show(draft: Draft) -> None:
    evidence = draft.evidence()
    for name, value in draft.flat().items():
        if value is None:
            continue
        told = "; ".join(value) if isinstance(value, list) else str(value)
        worked_out = [one.text for one in evidence[name] if one.rule != "words"]
        source = f"   ({'; '.join(worked_out)})" if worked_out else ""
        say(f"{name:17}{told}{source}")
    for span in draft.also_mentioned:
        say(f"{'also mentioned':17}{draft.note.words(span)}")
    for question in draft.questions:
        say(f"? {question}", "bold")


def proposed(one: Proposal, language: Language) -> str:
    """``failure mode SLP slips   (0.71: FR-2026-000003, FR-2026-000001)``."""
    numbers = ", ".join(by.number for by in one.neighbours[:_NUMBERS])
    more = ", …" if len(one.neighbours) > _NUMBERS else ""
    asks = "" if one.may_be_accepted else "only a suggestion, "
    code = f"{one.code_set.replace('_', ' ')} {named(one.code_set, one.code, language)}"
    return f"{code}   ({asks}{one.confidence:.2f}: {numbers}{more})"

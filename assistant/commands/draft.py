"""``shiftmate report``: a draft in a terminal, each value with the words it came from."""

from assistant.api.drafts import DraftReply, ProposalReply
from assistant.commands.console import out, say
from assistant.commands.counter import counter
from assistant.reports.drafting.draft import FIELDS

_NUMBERS = 3
"""Of reports in a line."""


def report(note: str, *, as_json: bool) -> int:
    """Drafts a fault report; 1 when the note tells of no fault. ``as_json`` as the API does."""
    with counter() as desk:
        draft = desk.reports.draft(note)
    if as_json:
        out.print_json(draft.model_dump_json())
    else:
        _show(draft)
    return int(draft.nothing_reported)


def _show(draft: DraftReply) -> None:
    for name in FIELDS:
        value = getattr(draft, name)
        if value is None:
            continue
        told = "; ".join(value) if isinstance(value, list) else str(value)
        worked_out = [one.text for one in draft.evidence[name] if one.rule != "words"]
        source = f"   ({'; '.join(worked_out)})" if worked_out else ""
        say(f"{name:17}{told}{source}")
    for words in draft.also_mentioned:
        say(f"{'also mentioned':17}{words}")
    for question in draft.questions:
        say(f"? {question}", "bold")
    for one in draft.proposals:
        say(f"{'proposed':17}{proposed(one)}")


def proposed(one: ProposalReply) -> str:
    """``failure mode SLP slips   (0.71: FR-2026-000003, FR-2026-000001)``."""
    numbers = ", ".join(by.number for by in one.reports[:_NUMBERS])
    more = ", …" if len(one.reports) > _NUMBERS else ""
    asks = "" if one.may_be_accepted else "only a suggestion, "
    code = f"{one.code_set.replace('_', ' ')} {one.code} {one.name}"
    return f"{code}   ({asks}{one.confidence:.2f}: {numbers}{more})"

"""At most two questions back, and only for what a report needs to be submitted. Pure."""

from collections.abc import Iterator, Sequence

from assistant.reports.drafting.draft import Draft
from prompts.drafting import QUESTIONS
from vectorstore.assets import Asset

MOST = 2
_SHOWN = 60
"""Characters of a note's words that a question repeats."""
_NAMESAKES = 4


def questions(draft: Draft, assets: Sequence[Asset] = ()) -> tuple[str, ...]:
    """In the note's language, the weightiest first.

    Args:
        draft: As far as it was told.
        assets: The registered machines that its words can mean.
    """
    return tuple(_asked(draft, assets))[:MOST]


def _asked(draft: Draft, assets: Sequence[Asset]) -> Iterator[str]:
    if draft.nothing_reported:
        yield _said(draft, "nothing")
        return
    if draft.also_mentioned:
        yield _said(draft, "second", words=_short(draft.note.words(draft.also_mentioned[0])))
    if len(assets) > 1:
        tags = " / ".join(asset.tag for asset in assets[:_NAMESAKES])
        yield _said(draft, "which", machines=tags)
    elif not draft.value("equipment"):
        yield _said(draft, "machine")
    if not (draft.value("symptom") or draft.value("fault_codes")):
        yield _said(draft, "symptom")
    elif draft.impact is None:
        yield _said(draft, "impact")
    said = draft.value("reported_at")
    if said and draft.occurred is None:
        yield _said(draft, "when", words=_short(str(said)))


def _said(draft: Draft, which: str, **values: str) -> str:
    return QUESTIONS[which][draft.note.language].format(**values)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"

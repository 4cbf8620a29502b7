"""Thumbs under an answer: one tap says that it helped, two say why not."""

import re

from assistant.gaps.model import REASONS, Cited, Feedback
from ingest.letters import storable
from ui.conversation import Turn, Turns
from ui.safe import both
from ui.seam import Assistant

_LINK = re.compile(r"#rate-(?P<turn>\d{1,4})-(?P<rating>up|down)(?:-(?P<reason>[a-z_]{1,20}))?")
_LONGEST = 20_000
"""Characters of an answer that are kept."""


def rating_html(turn: Turn, number: int) -> str:
    """What stands under a finished answer; a refusal is noted without anybody's tap.

    Args:
        turn: Any turn.
        number: Its place in the conversation, from 0.
    """
    if turn.answer is None or turn.refused:
        return ""
    reasons = "".join(
        f'<a class="rate" href="#rate-{number}-down-{reason}">{both(f"rate_{reason}")}</a>'
        for reason in REASONS
    )
    return (
        f'<div class="rating"><a class="rate" href="#rate-{number}-up">{both("rate_up")}</a>'
        f"<details><summary>{both('rate_down')}</summary>{reasons}</details>"
        f'<p class="thanks">{both("rate_thanks")}</p></div>'
    )


def rated(assistant: Assistant, turns: Turns, link: object) -> None:
    """Keeps what a tap says of an answer; nothing where this page wrote no such link."""
    found = _LINK.fullmatch(link) if isinstance(link, str) else None
    number = int(found["turn"]) if found else len(turns)
    turn = turns[number] if number < len(turns) else None
    if found is None or turn is None or turn.answer is None:
        return
    reason = next((one for one in REASONS if one == found["reason"]), None)
    assistant.rate(
        Feedback(
            question=_storable(turn.question),
            rating="up" if found["rating"] == "up" else "down",
            reason=reason,
            answer=_storable(turn.answer.text)[:_LONGEST],
            citations=tuple(
                Cited(
                    document_id=one.chunk.document_id,
                    file_name=one.chunk.file_name,
                    page=one.chunk.page,
                    chunk_id=one.chunk.chunk_id[:100],
                )
                for one in turn.answer.citations
            ),
        )
    )


def _storable(words: str) -> str:
    return storable(words).replace("\0", " ")

"""The conversation that led to a report: question and answer in turn, and the pages cited. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from assistant.reports.model import Report
from ingest.document import Chunk
from ui.conversation import Turn, Turns
from ui.kept import IDLE_SECONDS
from ui.prose import STRONG
from ui.safe import both, text
from ui.steps import MARK

_HOUR = 3600
_MARKED: Final = re.compile(rf"[ \t]*{MARK.pattern}")
"""With the blanks before it, which would part a word from its full stop."""


def talk_html(report: Report, turns: Turns) -> str:
    """As the reporter saw it; why it is not here; nothing where there was no conversation."""
    if report.source != "chat":
        return ""
    if not turns:
        told = both("chat_gone", hours=IDLE_SECONDS // _HOUR)
        return f'<h3>{both("chat_led")}</h3><p class="note">{told}</p>'
    said = "".join(_turn(one) for one in turns)
    return f'<h3>{both("chat_led")}</h3><ol class="talk">{said}</ol>'


def cited(turns: Turns) -> Iterable[Chunk]:
    """Passages that the answers point to, each page once."""
    found = {
        (one.chunk.document_id, one.chunk.page): one.chunk
        for turn in turns
        if turn.answer
        for one in turn.answer.citations
    }
    return found.values()


def _turn(turn: Turn) -> str:
    said = "".join(_lines(turn))
    answer = said or f'<p class="note">{both("no_answer_given")}</p>'
    return f'<li><p class="asked">{text(turn.question)}</p>{answer}</li>'


def _lines(turn: Turn) -> Iterator[str]:
    """The words alone: marks of passages and of print say nothing here."""
    words = turn.answer.text if turn.answer else turn.words
    for line in words.split("\n"):
        plain = STRONG.sub(r"\1", _MARKED.sub("", line)).strip().removeprefix("> ").strip()
        if plain:
            yield f"<p>{text(plain)}</p>"

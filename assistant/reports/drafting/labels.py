"""The language model tells clauses apart where rules cannot: it says labels, the words stay.

So it can invent nothing: what it answers is one of four words a clause, or the machine's words,
which count only where the note has them.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from assistant.models.generator import Generator, Message
from assistant.reports.drafting.clauses import Kind
from assistant.reports.drafting.note import Note, Span
from prompts import render

logger = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds for the model's labels; a draft by rules is better than one that comes too late."""
MOST_PARTS = 8
"""Clauses in one prompt; a note with more is a log, and its rest stays unplaced."""
_SHOWN = 1500
"""Characters of the note, and of all clauses together."""
_LONGEST_NAME = 60
"""Characters; a model that is unsure copies the whole note."""
_NO_NAME = re.compile(r"[.,;!?。，；！？\n]")
_TOKENS_A_PART = 6
_TOKENS_OF_NAME = 24
_KINDS: Mapping[str, Kind] = {"seen": "symptom"}
"""What it is asked for; of "done" and "plan" it makes work out of "lovely on the right side"."""
_MOST_OF_NAME = 5
"""Words of a name; what is longer tells of the machine."""
_LINE = re.compile(r"^\W*(\d{1,2})\s*[.:：、)]\s*\W*(seen|done|plan|none)\b", re.IGNORECASE)
_MACHINE = re.compile(r"^\W*machine\s*[:：]\s*(?P<words>.+)$", re.IGNORECASE)
_QUOTES = " \t\"'“”‘’「」`*.。"


@dataclass(frozen=True)
class Labels:
    """What the model made of the clauses."""

    kinds: Mapping[Span, Kind] = field(default_factory=dict)
    machine: Span | None = None


def label(
    generator: Generator,
    note: Note,
    clauses: Sequence[Span],
    *,
    machine: bool,
    patience: float = PATIENCE,
) -> Labels | None:
    """Asks once, and once more where the answer has no line of the form; None where neither has.

    Args:
        generator: Writes a line for each clause, no more.
        note: What was said.
        clauses: What rules could not place.
        machine: Whether the words for the machine are wanted too.
        patience: Seconds after which no more is read or asked.

    Raises:
        ModelUnavailable: No engine can write.
    """
    parts = list(clauses[:MOST_PARTS])
    until = monotonic() + patience
    for wants in (machine, False):  # without the machine it is the easier question
        asked = render(
            f"draft.{note.language}",
            note=note.text[:_SHOWN],
            parts=[(n, note.words(one)[: _SHOWN // MOST_PARTS]) for n, one in enumerate(parts, 1)],
            machine=wants,
        )
        tokens = _TOKENS_A_PART * len(parts) + _TOKENS_OF_NAME * wants
        if labels := _read(_written(generator, asked, tokens, until), note, parts, machine=wants):
            return labels
        if monotonic() > until:
            break
    return None


def _written(generator: Generator, asked: str, tokens: int, until: float) -> str:
    """What is written by then; aside, since nothing comes while the prompt is read or weights load.

    What comes too late is closed at its next piece.
    """
    said: list[str] = []

    def write() -> None:
        with closing(generator.generate([Message("user", asked)], tokens)) as pieces:
            for piece in pieces:
                said.append(piece.text)
                if monotonic() > until:
                    return

    aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="labels")
    try:
        aside.submit(write).result(timeout=max(0.0, until - monotonic()))
    except TimeoutError:
        logger.info("the model's labels took too long; what came of them counts")
    finally:
        aside.shutdown(wait=False)
    return "".join(said)


def _read(answer: str, note: Note, parts: Sequence[Span], *, machine: bool) -> Labels | None:
    kinds: dict[Span, Kind] = {}
    named: Span | None = None
    told = False
    for line in answer.splitlines():
        if (said := _LINE.match(line)) and 1 <= int(said[1]) <= len(parts):
            told = True
            if kind := _KINDS.get(said[2].lower()):
                kinds.setdefault(parts[int(said[1]) - 1], kind)
        elif machine and (name := _MACHINE.match(line)):
            told = True
            named = named or _spoken(note, name["words"])
    return Labels(kinds, named) if told else None


def _is_long(name: str) -> bool:
    return len(name) > _LONGEST_NAME or len(name.split()) > _MOST_OF_NAME


def _spoken(note: Note, name: str) -> Span | None:
    """Where the note has these words; None if it has them nowhere."""
    name = name.strip(_QUOTES)
    if not name or name.lower() == "none" or _NO_NAME.search(name) or _is_long(name):
        return None
    pattern = r"\s+".join(map(re.escape, name.split()))
    found = re.search(pattern, note.text, re.IGNORECASE)
    return Span(*found.span()) if found else None

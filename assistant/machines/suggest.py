"""Three questions that a machine's manuals answer: tried before they are offered, never guessed."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from assistant.answering.alarm import AlarmCard
from assistant.machines.pack import Subject, Suggestion
from ingest.document import Chunk, Language
from ingest.faults.codes import unmarked
from prompts.suggestions import ASK_CODE, ASK_HEADING, ASK_MAINTENANCE, ASK_SAFETY
from vectorstore.library import Library

MOST: Final = 3
_TRIED: Final = 2
"""Questions of one subject; each costs a search."""
_LONGEST: Final = 40
"""Characters of a heading that a question can carry."""
_UPKEEP: Final = re.compile(
    r"maintenance|lubricat|inspect|cleaning|oil change|grease|"
    r"维护|保养|润滑|点检|检查|清洁|换油|加油",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"^(?:(?:chapter|section)\s+)?[\dA-Z]?[\d.]*[\s、.．:：]+", re.IGNORECASE
)


def answerable(
    library: Library,
    documents: frozenset[str],
    cards: Sequence[AlarmCard],
    blocks: Sequence[Chunk],
    language: Language,
    answers: Callable[[str, frozenset[str]], bool],
) -> list[Suggestion]:
    """At most three in a language, one of each subject before a second of any.

    Args:
        library: Where the manuals are.
        documents: Their ids.
        cards: Their alarm codes.
        blocks: Their safety blocks.
        language: Of the questions, whatever the manuals are written in.
        answers: Whether these documents answer a question.
    """
    lines: dict[Subject, Iterator[str]] = {
        "code": _of_codes(cards, language),
        "safety": iter([ASK_SAFETY[language]] if blocks else []),
        "maintenance": _of_upkeep(library, documents, language),
    }
    found = {
        subject: [one for one in islice(line, _TRIED) if answers(one, documents)]
        for subject, line in lines.items()
    }
    first = [(subject, some[0]) for subject, some in found.items() if some]
    more = [(subject, one) for subject, some in found.items() for one in some[1:]]
    return [Suggestion(subject, one, language) for subject, one in (*first, *more)[:MOST]]


def _of_codes(cards: Sequence[AlarmCard], language: Language) -> Iterator[str]:
    """Records with a remedy first: their answer says what to do. A bare number says little."""
    told = sorted(
        cards,
        key=lambda card: (
            card.fault.codes[0].isdigit(),
            not (card.fault.remedy and card.fault.name),
        ),
    )
    for code in dict.fromkeys(unmarked(card.fault.codes[0]) for card in told):
        yield ASK_CODE[language].format(code=code)


def _of_upkeep(library: Library, documents: frozenset[str], language: Language) -> Iterator[str]:
    """Out of headings: what has a section is told of."""
    headings = [
        (title, chunk.language)
        for one in sorted(documents)
        for chunk in library.chunks(one, "passage")
        for title in chunk.section
        if _UPKEEP.search(title)
    ]
    if headings:
        yield ASK_MAINTENANCE[language]
    for title, written in dict.fromkeys(headings):
        heading = _NUMBER.sub("", " ".join(title.split()))
        if written == language and len(heading) <= _LONGEST:
            yield ASK_HEADING[language].format(heading=heading)

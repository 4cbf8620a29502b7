"""What a follow-up leaves unsaid: rules that carry machine, code and subject over. Pure."""

import re
from collections.abc import Sequence

from assistant.models.generator import Message
from ingest.identifiers import identifiers
from vectorstore.tokens import query_words

LONGEST_BEFORE = 500
"""Characters of an earlier question; a longer one says no more about the machine."""
_TURNS = 4
"""Questions to look back over; a conversation has moved on after more."""
_FEW_WORDS = 5
"""A question with fewer words that say something hardly stands alone."""
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|then|there|one|same|again|instead|also|else|too)\b"
    r"|那|这|它|该|此|呢|还有|刚才|上面|前面|然后|接下来|另外|同样|继续",
    re.IGNORECASE,
)


def in_context(question: str, history: Sequence[Message]) -> str:
    """The question, under the earlier one that names what it is about where it does not itself."""
    before = asked_before(history)
    if not before or stands_alone(question):
        return question
    return f"{before}\n{question}"


def asked_before(history: Sequence[Message]) -> str:
    """The latest earlier question that stands alone, else the latest; empty where there is none."""
    asked = [message.content.strip() for message in history if message.role == "user"][-_TURNS:]
    latest = [question[:LONGEST_BEFORE] for question in reversed(asked) if question]
    return next(filter(stands_alone, latest), latest[0] if latest else "")


def stands_alone(question: str) -> bool:
    """It names a thing by its code or model and says something of it, or points back to nothing."""
    says_enough = len(query_words(question)) >= _FEW_WORDS
    named = bool(identifiers(question))
    points_back = _POINTS_BACK.search(question) is not None
    return (named and says_enough) or (not points_back and (named or says_enough))

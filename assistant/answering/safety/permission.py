"""A "yes" of the model where the manual says "do not": taken out as it is written.

Asked whether something is all right, a small model likes to agree with whoever asks.
"""

import re
from collections.abc import Sequence

from assistant.answering.guard.polarity import prohibits

_ASKS = re.compile(
    r"""^\W*(?:can|could|may|might|should|shall|must)\s(?:i|we|you|one|somebody|he|she|they)\b
      | \b(?:is|are|would)\s(?:it|this|that|there|\w+(?:\s\w+){0,3})\s
        (?:ok|okay|fine|safe|all\sright|alright|allowed|permitted|acceptable)\b
      | \b(?:ok|okay|fine|safe|allowed|permitted|all\sright)\s(?:to|if|on|for|in|with)\b
      | \bdo\s(?:i|we)\s(?:have|need)\sto\b
      | 可不可以|能不能|行不行|要不要|可否|是否可以|是否允许
      | (?:可以|能|能够|允许|准许|用|需要|必须).{0,20}吗""",
    re.IGNORECASE | re.VERBOSE,
)
_AGREES = re.compile(
    r"""^\W*(?:yes|yeah|yep|sure|certainly|of\scourse|absolutely)\b
      | ^\W*(?:it|this|that)\s(?:is|['’]s)\s(?:ok|okay|fine|safe|allowed|permitted|acceptable)\b
      | ^\W*you\s(?:can|may|should)\b(?!\snot|n['’]t|\snever|\sonly)
      | ^\W*(?:是的|对|行|没问题|当然)[，,。！]
      | ^\W*(?:可以|能够?|允许)(?!.*不)""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_permission(question: str) -> bool:
    """Whether it wants a yes or a no to doing something."""
    return _ASKS.search(question) is not None


class PermissionCheck:
    """Where something is forbidden, no sentence agrees to what was asked."""

    def __init__(self, question: str, quoted: Sequence[str]) -> None:
        self._is_on_guard = asks_permission(question) and any(map(prohibits, quoted))
        self.taken_out = 0
        """Sentences so far."""

    def allows(self, sentence: str) -> bool:
        """Whether it may be heard."""
        if self._is_on_guard and _AGREES.search(sentence):
            self.taken_out += 1
            return False
        return True

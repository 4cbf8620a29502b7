"""What the model must never be heard to say, whoever put it up to it: taken out as it is written.

A manual may have been planted with orders, and the model may follow them; nobody else reads what
it writes before the technician does.
"""

import re

from assistant.answering.guard.sentences import sentences
from assistant.answering.safety.danger import Advice
from assistant.answering.safety.terms import Rules

_PROMISES = re.compile(
    r"""\b(?:safe|okay|ok|fine)\sto\s(?:re)?(?:start|enter|operate|run|touch|reach|approach|work
          |step|go|open|energi[sz]e)\b
      | \b(?:can|may)\s(?:now\s)?(?:be\s)?safely\s(?:re)?(?:start|enter|operat|run|touch|approach
          |energi[sz]e)
      | (?:可以|能)(?:安全|放心)(?:地)?(?:启动|进入|操作|开机|运行|靠近|接触|送电|合闸)
      | (?:启动|进入|操作|开机|运行|靠近|接触|送电|合闸)(?:是|都)?(?:很)?安全的?
          (?:[。！；,，]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
"""No text knows whether anyone stands in the machine."""
_HEDGES = re.compile(
    r"\b(?:not|never|no|un(?:til|less)|only|ensure|make sure|check|verify|confirm|whether|if)\b"
    r"|n['’]t\b|[不未没]|确认|确保|检查|是否|才|前",
    re.IGNORECASE,
)


class AdviceCheck:
    """Sentence by sentence; what one speaks of may stand in those before it."""

    def __init__(self, rules: Rules = ()) -> None:
        self._advice = Advice(rules)
        self.taken_out = 0
        """Sentences so far."""

    def allows(self, sentence: str) -> bool:
        """Whether it may be heard."""
        if self._advice.is_dangerous(sentence) or promises_safety(sentence):
            self.taken_out += 1
            return False
        return True


def promises_safety(sentence: str) -> bool:
    """Says that it is safe to start, enter or touch, with no condition."""
    return bool(_PROMISES.search(sentence)) and not _HEDGES.search(sentence)


def tells_danger(text: str, rules: Rules = ()) -> bool:
    """One of its sentences tells how to defeat a safeguard."""
    advice = Advice(rules)
    return any(map(advice.is_dangerous, sentences(text)))

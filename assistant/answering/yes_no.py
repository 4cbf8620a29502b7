"""Whether a question wants a yes or a no. Pure."""

import re

_VERB = r"(?:is|are|was|can|could|may|do|does|did|should|will|would|must|has|have|any|am)"
_ENGLISH = re.compile(
    # At the start, or of a sentence or clause: "power blips - will it start again?"
    rf"(?:^|[.,;:?!] |[-–—] ){_VERB}(?:n't)? (?!not? sure)"
    r"|\b(?:ok|okay|safe|fine|allowed|possible|necessary) (?:to|if|for|on|in|when|with)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"吗|是不是|是否|能不能|能否|可不可以|可否|要不要|有没有|会不会|行不行|该不该|需不需要"
)


def wants_yes_or_no(question: str) -> bool:
    """True where it can be answered by one of the two words, by its form."""
    return bool(_ENGLISH.search(question.strip()) or _CHINESE.search(question))

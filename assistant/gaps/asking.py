"""What a question wants to know, told by the words it asks with. Pure."""

import re

_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("how often", r"\bhow (?:often|frequently)\b|隔?(?:多久|多长时间)(?=.{0,6}次)|隔多久|频率"),
        ("how long", r"\bhow long\b|多长时间|多久"),
        ("how many", r"\bhow (?:many|much)\b|多少|几(?=[个次台根条])"),
        ("how far", r"\bhow (?=(?:far|high|hot|fast|deep|tight|big|large|low|cold|wide)\b)"
                    "|多(?=[大高远深快热])"),
        ("why", r"\bwhy\b|\bwhat(?:'s| is| are)? (?:the )?(?:causes?|reasons?)(?: of| for)?\b"
                r"|\bwhat (?:makes|causes|is causing)\b|\breason for\b|为什么|为何|为啥"
                r"|什么原因(?:导致)?|原因是什么|是?怎么回事|咋回事|啥原因"),
        ("meaning", r"\bwhat (?:does|do) (?=.*\bmean)|\bmeaning of\b|\bmeans?\b|什么意思|啥意思"
                    r"|代表什么|表示什么|的?含义(?:是什么)?"),
        ("when", r"^when\b|\bwhen (?:should|must|do|is|are|to)\b|什么时候|何时|啥时候"),
        ("where", r"\bwhere\b|\b(?:find|located|location)\b"
                  r"|在?哪里|在?哪儿|在什么位置|何处(?!理)|什么地方"),
        ("who", r"\bwho\b|谁"),
        ("how", r"\bhow (?:to|do|does|can|should|would|must|is|are)(?: (?:i|we|you|one))?\b|\bhow\b"
                r"|\bwhat (?:should|do|can|must) (?:i|we|you) do\b|\bwhat to do\b|怎么办|怎么处理"
                r"|如何处理|怎样处理|咋办|怎么弄|怎么|怎样|如何|咋"),
        ("which", r"\bwhat(?:'s| is| are| was)?\b|\bwhich\b|是什么|什么|哪[个种些一]|啥"),
    )
)  # fmt: skip
"""The first that is met; more exact ones stand before those that they hold."""
_POLITE = re.compile(
    r"\b(?:please|kindly|hi|hello|thanks|thank you|tell me|show me|explain|exactly|properly"
    r"|correctly|actually|i need to know|i want to know|do you know)\b"
    r"|请问|请教|请|麻烦|你好|您好|谢谢|告诉我|想知道|帮我|一下|正确地?|到底|究竟|呢|呀|啊|吧",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:should|must|needs?(?: to)?|have to|has to|supposed to|necessary|required)\b"
    r"|应该|应当|需不需要|需要|必须|要不要|(?<![主重次])要(?![求点件素领害])|该不该",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\b(?:can|could|may|is it (?:ok|okay|allowed|permitted|safe|fine|possible) (?:to|if|for)"
    r"|allowed|permitted|ok)\b|可不可以|可以|能不能|能否|可否|允许|能",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\b(?:shall|would|do|does|did|is|are|be|want to|i|we|you|one|my|our|your|there)\b|一次|吗",
    re.IGNORECASE,
)


def without_asking(question: str, *, is_yes_or_no: bool) -> tuple[str, str]:
    """What is wanted, and the question without the words that say so.

    What one may do and what one must do are two questions; beside how and why neither word tells.

    Args:
        question: Any question.
        is_yes_or_no: It wants a yes or a no.
    """
    text = _POLITE.sub(" ", question)
    if is_yes_or_no:
        told = (("may", _LEAVE), ("must", _DUTY))
        kind = " ".join(["yes or no", *(name for name, words in told if words.search(text))])
    else:
        kind = next((kind for kind, pattern in _KINDS if pattern.search(text)), "")
        text = dict(_KINDS)[kind].sub(" ", text) if kind else text
    for words in (_LEAVE, _DUTY, _SMALL):
        text = words.sub(" ", text)
    return kind, " ".join(text.split())

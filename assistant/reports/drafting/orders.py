"""What a note tells its reader to write: nothing that was seen or done. Pure."""

import re
from functools import cache

from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_FIELD = (
    r"(?:status|severity|priority|downtime|cause|report|ticket|draft|work\s?order|reporter"
    r"|fault codes?|part number)"
)
_TO_NAME = r"(?:mark|put|write|record|enter|log|label|classify|class|list|treat|count|report)"
_TO_WRITE = rf"(?:{_TO_NAME}|set|fill|state|add|include|leave|change|say)"
_FROM = r"(?:^|(?<=[,.;:!?]\s)|\b(?:please|pls|then|and|also|just|to|must|should|can you|you)\s+)"
_NOT = r"(?:(?:do not|don't|dont|never)\s+)?"
_SMALL = r"(?:(?:this|it|that|these|the|all|a|an|every|in|down|up|out|to|my|your|here)\s+){0,3}"
_ORDER = (
    r"\b(?:dear|hey|hi|hello|ok|okay)\s+(?:ai|bot|assistant|chatbot|computer|model|system|robot)\b"
    r"(?!\s+\d)|\b(?:ai|bot|chatbot|model)\s*[:,]\s"
    rf"|{_FROM}{_NOT}{_TO_WRITE}\s+{_SMALL}{_FIELD}(?![a-z]|\s+(?:lamp|light|led))"
    rf"|\b(?:ignore|disregard|scrap|cancel|delete|forget)\s+(?:my|the|that|our)\s+(?:last|previous|earlier|first)"
    rf"|{_FROM}{_NOT}{_TO_NAME}\s+{_SMALL}as\s"
    r"|(?:写|填|录|记|输)[入进到](?:报告|工单|系统|记录|表)"
    r"|(?:\b(?:status|severity|priority|downtime|reporter|cause)|状态|严重程度|级别|优先级|停机(?:时间)?|报告人)\s*=+"
    r"|(?:不要|别|请勿|请|帮我|给我|麻烦|务必)[^,。]{0,6}?"
    r"(?:写|填|记录|记成|记为|登记|标记|标成|标为|录入|生成)"
    rf"|(?:状态|严重(?:程度|性|等级)?|级别|优先级|停机时间|原因|报告|备件|字段)[^,。]{{0,4}}"
    r"(?:写|填|记|标|改|设)(?:成|为|作|上)"
)
"""An imperative about the record, or words to a machine that writes it."""


def order(note: Note, sentence: Span, lexicon: Lexicon) -> int | None:
    """Where in a sentence its reader is told what to write; what follows belongs to it."""
    found = _pattern(lexicon).search(note.plain[sentence.start : sentence.end])
    return sentence.start + found.start() if found else None


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(f"{lexicon.way('instruction')}|{_ORDER}", re.IGNORECASE)

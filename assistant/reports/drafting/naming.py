"""What can be a machine's name, and what its tag. Pure."""

import re
from collections.abc import Sequence

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.codes import TAG
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

DOER = re.compile(
    r"(?<![A-Za-z])(?!(?:power|water|after|over|other|order|under|number|contractor|sensor"
    r"|motor|never|paper|error|filter|timer|lever|per|another|whether|either|cover|layer|air|corner"
    r"|indicator|monitor|door|floor|outdoor|rather|ever|later|together|however|matter|weather|winter"
    r"|summer|letter|quarter|whoever|wherever|whenever|manner|member|border|megger|meter|hammer"
    r"|ladder|spanner|screwdriver|tester|dinner|minor|major|prior|interior|exterior|former"
    r"|better|longer|higher|lower|color|corridor|odor|poor|liner)\b)"
    r"[A-Za-z]{3,}(?:er|or)(?![A-Za-z])",
    re.IGNORECASE,
)
"""What does something is a machine, "granulator", unless it is a person."""
_DESIGNATED = re.compile(
    r"(?:the\s+)?(?:[A-Za-z][A-Za-z/.-]*\s+){1,3}(?:no\.?\s*|#\s*)?(?:\d{1,5}[A-Za-z]?|(?-i:[A-Z]))"
    r"(?:\s+(?![a-z]+(?:ed|ing)\b)[a-z]+)?",
    re.IGNORECASE,
)
"""A name and its number or letter: "chairlift B", "bus 4417"."""
NO_DESIGNATION = re.compile(
    r"(?:wo|w/o|work\s?order|order|ticket|ref|reference|job|task|issue|shift|day|week|month|step|team|crew"
    r"|group|rev|version|page|part|item|no|note|time|at|on|by|since|from|only|about|for|of|re|subject"
    r"|level|limit|reading|aisles?|bays?|halls?|rooms?|floors?|docks?|buildings?|zones?|areas?)\b",
    re.IGNORECASE,
)
SPEAKS = re.compile(
    r"\b(?:says?|said|reckons?|thinks?|told|asked|asks|wants?|it's|he's|she's|they're|i'm|we're)\b"
    r"|\b(?:ok|okay|fine)\b|^[谁哪各每某]|说(?!明)|反映|觉得|认为|怀疑|估计|可能|谢谢",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?!(?:at|to|by|for|with|than|of|in|ran|was|is)\b)[A-Za-z][A-Za-z/.-]*\s*){1,3}#?\d{1,5}[A-Za-z]?"
    r"(?:\s+(?!(?:mins?|hrs?|hours?|days?|times?|bar|rpm|deg|off|of)\b)[A-Za-z]+){0,3}"
    r"|.*(?:\d\s*[#号]|[A-Za-z]\d|[\u4e00-\u9fff]\d).*",
    re.IGNORECASE,
)
_AREAS = re.compile(r"(?:the\s+)?(?:aisle|bay|hall|room|floor|dock|building|zone|area)s?\b.*", re.I)


def is_machine(words: str, lexicon: Lexicon) -> bool:
    """It has a noun for a machine in it, a tag, or a number behind a name; nobody speaks in it."""
    if SPEAKS.search(words) or lexicon.pattern("passive").search(words):
        return False
    if lexicon.pattern("machine").search(words) or TAG.search(words) or does(words, lexicon):
        return True
    if _AREAS.fullmatch(words) or lexicon.pattern("people").match(words):
        return False
    return _NUMBERED.fullmatch(words) is not None or is_designated(words)


def does(words: str, lexicon: Lexicon) -> bool:
    """What does something is a machine, unless it is a person."""
    people = lexicon.pattern("people")
    return any(not people.fullmatch(one[0]) for one in DOER.finditer(words))


def is_designated(words: str) -> bool:
    """A name and its number, and no more."""
    return _DESIGNATED.fullmatch(words) is not None and not NO_DESIGNATION.match(words)


_ORDERED = re.compile(
    r"(?:p/?n|part\s*(?:no|number)?|ref|model|type|order(?:\s*no)?|serial|s/n|spec|wo|ticket|job"
    r"|型号|料号|件号|订货号|编号|单号|规格)\s*[.:#]?\s*$",
    re.IGNORECASE,
)
"""What follows is a part's number, or a paper's."""


def tag(
    note: Note, clauses: Sequence[Clause], named: Span | None, codes: Sequence[Span]
) -> Span | None:
    """A tag that the register may not know, as it was said."""
    for clause in clauses:
        for span in note.found(TAG, clause.span):
            ordered = _ORDERED.search(note.plain, clause.span.start, span.start)
            if ordered or any(map(span.meets, codes)):
                continue
            if clause.kind in {"symptom", "header", "other"} or (named and named.holds(span)):
                return span
    return None

"""Past repairs as an answer's last paragraph: the plant's own records, quoted as such.

The words are those of whoever wrote an order: they are shown as a quotation on a line of its own,
in which no mark points to a manual, and no model reads them.
"""

import logging
import re
from collections.abc import Collection, Sequence

from assistant.answering.repair import Memory, Repair
from assistant.answering.safety.permission import PermissionCheck
from assistant.errors import PlantUnavailable
from ingest.document import Language
from ingest.letters import printable
from prompts import repairs as said
from prompts.phrases import MARK
from vectorstore.assets import Asset

logger = logging.getLogger(__name__)

MOST = 3
"""Lines of an answer."""
_LONGEST = 160
"""Characters of what was done, and of the parts."""
_SHORT = 60
"""Of a machine's name or an order's number: nobody's is longer, but cells can hold anything."""
_STRONG = re.compile(r"\*{2,}")


def recalled(
    memory: Memory | None,
    asked: str,
    machines: Sequence[Asset],
    documents: Collection[str],
    permission: PermissionCheck,
) -> tuple[Repair, ...]:
    """Those that an answer shows; none where the plant's database cannot be read.

    Args:
        memory: Whom to ask; see there for ``asked``, ``machines`` and ``documents``.
        asked: The question in its context.
        machines: Named in it.
        documents: Quoted.
        permission: Nothing agrees to what the quoted words forbid.
    """
    if memory is None:
        return ()
    try:
        found = memory.recall(asked, machines, documents)
    except PlantUnavailable as exc:
        logger.warning("an answer goes without past repairs: %s", exc)
        return ()
    return telling([one for one in found if permission.allows(one.done)])


def telling(repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """Those that say what was done, best first; the same words once."""
    told: dict[str, Repair] = {}
    for one in repairs:
        if one.done and one.match != "loose":
            told.setdefault(one.done.casefold(), one)
    return tuple(told.values())[:MOST]


def paragraph(repairs: Sequence[Repair], language: Language) -> str:
    """Heading and a line for each; empty of none."""
    if not repairs:
        return ""
    return "\n".join([said.HEADING[language], *(line(one, language) for one in repairs)])


def line(repair: Repair, language: Language) -> str:
    """When, which machine, what was done, with what, for how long, and who says so."""
    comma = "，" if language == "zh" else ", "
    day = repair.day.isoformat() if repair.day else said.NO_DATE[language]
    head = comma.join(filter(None, (day, quoted(repair.machine, _SHORT))))
    source = said.SOURCES[repair.kind][language].format(number=quoted(repair.number, _SHORT))
    sure = [source, said.MATCHES[repair.match][language]]
    if not repair.same_machine:
        sure.append(said.OTHER_MACHINE[language])
    done, facts = quoted(repair.done, _LONGEST) or "…", _facts(repair, language)
    return said.LINE[language].format(head=head, done=done, facts=facts, source=comma.join(sure))


def quoted(text: str, longest: int) -> str:
    """A stranger's words for one line: nothing in them is markup, a line break or a citation."""
    plain = " ".join(printable(text).split())
    plain = MARK.sub(r"［\1］", _STRONG.sub("*", plain))
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"


def _facts(repair: Repair, language: Language) -> str:
    """The stop is told; where nobody told it, the work."""
    joint = "、" if language == "zh" else ", "
    parts = quoted(joint.join(repair.parts), _LONGEST)
    told = said.PARTS[language].format(parts=parts) if parts else ""
    if repair.downtime_minutes:
        return told + said.STOPPED[language].format(minutes=round(repair.downtime_minutes))
    if repair.labour_minutes:
        return told + said.WORKED[language].format(minutes=round(repair.labour_minutes))
    return told

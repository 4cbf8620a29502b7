"""``shiftmate repairs``: what fixed it here, in a terminal."""

from assistant.answering.language import language_of
from assistant.answering.recalled import line, quoted
from assistant.answering.repair import Repair
from assistant.api.repairs import RepairsReply
from assistant.api.schemas import RepairReply
from assistant.commands.console import out, say
from assistant.commands.counter import counter
from ingest.document import Language
from prompts import repairs as said

_LONGEST = 120
"""Characters of a part's name."""


def repairs(machine: str, symptom: str, limit: int, *, as_json: bool) -> int:
    """Shows them; 1 when there are none. ``as_json`` as the API does."""
    with counter() as desk:
        found = desk.repairs(machine, symptom, limit)
    if as_json:
        out.print_json(found.model_dump_json())
    else:
        for told in lines(found, language_of(f"{machine} {symptom}")):
            say(told)
    return 0 if found.repairs else 1


def lines(found: RepairsReply, language: Language) -> list[str]:
    """What is told of them, a line each."""
    told = [line(_repair(one), language) for one in found.repairs] or [said.NOTHING[language]]
    if found.parts:
        told.append(said.PARTS_HEADING[language])
    for part in found.parts[: len(found.repairs)]:
        name, count = quoted(part.name, _LONGEST), part.count
        told.append(said.PART[language].format(name=name, count=count, of=found.parts_of))
    if held := found.held:
        told.append(said.HELD[language].format(held=held.held, watched=held.watched))
    if found.withheld:
        told.append(said.WITHHELD[language].format(count=found.withheld))
    return told


def _repair(reply: RepairReply) -> Repair:
    """The same in the workshop's words."""
    told = reply.model_dump(exclude={"date", "parts", "codes"})
    return Repair(day=reply.date, parts=tuple(reply.parts), codes=tuple(reply.codes), **told)

"""A machine and a symptom -> similar past repairs, their parts, and whether they held."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assistant.answering.glossary import Glossary
from assistant.answering.guard.sentences import sentences
from assistant.answering.machine import machine_called
from assistant.answering.repair import Repair
from assistant.answering.safety.advice import AdviceCheck
from assistant.answering.safety.terms import Rules
from assistant.answering.value_kinds import value_asked
from assistant.errors import BadQuestion
from assistant.plant.database import PlantDatabase
from assistant.repairs import orders
from assistant.repairs.alike import alike
from assistant.repairs.held import Held, held
from assistant.repairs.latest import latest
from assistant.repairs.likeness import COMPARED, Likeness
from assistant.repairs.neighbours import Circle, neighbours
from assistant.repairs.parts import PartCount, counted
from assistant.repairs.places import Meant, Places
from assistant.repairs.reports import approved
from assistant.repairs.symptom import Symptom, symptom_of
from assistant.reports.propose import Neighbour
from vectorstore.assets import Asset
from vectorstore.library import Library

_LONGEST: Final = 2000
"""Characters of a symptom."""
_ENOUGH: Final = 3
"""Repairs of the machine itself, from which on others of its model are not asked."""


@dataclass(frozen=True, slots=True)
class Repairs:
    """What is remembered."""

    machines: tuple[str, ...]
    """Tags that the name stands for, or the name as orders write it; empty: any machine."""
    repairs: tuple[Repair, ...] = ()
    """Best first: the machine's own before those of its model, loose ones last."""
    parts: tuple[PartCount, ...] = ()
    """Of all that are no loose match, shown or not."""
    of: int = 0
    """How many repairs the parts were counted over."""
    held: Held | None = None
    withheld: int = 0
    """Records left out because they tell how to defeat a safeguard, or promise that it is safe."""


class Finder:
    """Remembers repairs (`assistant.answering.repair.Memory`). Safe to use from many threads."""

    def __init__(
        self,
        plant: PlantDatabase,
        library: Library,
        glossary: Glossary,
        likeness: Likeness,
        *,
        site: str,
        zone: ZoneInfo,
        rules: Rules = (),
    ) -> None:
        self._plant, self._library, self._glossary = plant, library, glossary
        self._likeness = likeness
        self._site, self._zone, self._rules = site, zone, rules

    def find(self, machine: str, symptom: str, limit: int = 5) -> Repairs:
        """What was done about such a fault; without a machine, about this code on any.

        Raises:
            BadQuestion: The symptom tells nothing, too much, or no code where no machine is named.
            UnknownFilter: Neither the register nor an order knows the machine.
        """
        if not symptom.strip() or len(symptom) > _LONGEST:
            raise BadQuestion(f"A symptom has 1 to {_LONGEST} characters; tell it again.")
        named = machine_called(self._library, self._glossary, machine).assets if machine else ()
        told = symptom_of(self._library, self._glossary, symptom, named)
        if not machine and not told.codes:
            raise BadQuestion(f"{symptom[:80]!r} names no fault code. Name one, or the machine.")
        with self._plant.reading() as session:
            return self._remembered(session, told, named, machine, limit)

    def recall(
        self, asked: str, machines: Sequence[Asset], documents: Collection[str]
    ) -> Sequence[Repair]:
        """See `assistant.answering.repair.Memory`. Nothing where a value is asked for."""
        told = symptom_of(self._library, self._glossary, asked, machines)
        if not told.is_told or value_asked(asked) is not None:
            return ()
        if not machines:
            machines = self._owners(documents) if told.names_a_code else ()
            if not machines and (self._library.assets.names or not told.names_a_code):
                return ()
        with self._plant.reading() as session:
            found = self._remembered(session, told, machines, "", 2 * _ENOUGH)
        return [one for one in found.repairs if one.match != "loose"]

    def latest(self, machine: Asset, limit: int) -> Repairs:
        """What was last done to a machine, the latest first; ``of`` is how much is remembered."""
        with self._plant.reading() as session:
            told = latest(session, self._site, self._zone, machine)
        newest = told[:limit]
        shown = tuple(one for one in newest if self._may_be_heard(one))
        withheld = len(newest) - len(shown)
        return Repairs((machine.tag,), shown, of=len(told), withheld=withheld)

    def neighbours(self, tag: str, seen: str) -> list[Neighbour]:
        """Approved reports of such a fault: the machine's, its model's, any; ``tag`` may be empty.

        Raises:
            PlantUnavailable: The plant's database cannot be read.
        """
        named = self._library.assets.tagged([tag] if tag else [])
        told = symptom_of(self._library, self._glossary, seen[:_LONGEST], named)
        if not told.is_told:
            return []
        with self._plant.reading() as session:
            circles = self._circles(tag, named)
            return neighbours(session, self._likeness, told, circles, self._site, self._zone)

    def _circles(self, tag: str, named: Sequence[Asset]) -> Iterator[Circle]:
        if tag:
            yield (tag,)
        if kin := [one.tag for one in self._kin(named)]:
            yield kin
        yield None

    def _owners(self, documents: Collection[str]) -> list[Asset]:
        """The machines whose manuals these are: another machine's code is another fault."""
        shelf = self._library.assets.shelf()
        known = self._library.assets.all()
        return [one for one in known if not shelf.manuals(one).isdisjoint(documents)]

    def _remembered(
        self, session: Session, symptom: Symptom, named: Sequence[Asset], machine: str, limit: int
    ) -> Repairs:
        """Of the machines named; without one, of that which orders call so, or of any."""
        places = Places(orders.machines_written(session))
        meant = places.of(named) if named else places.called(machine)
        codes = orders.codes_written(session, symptom.codes)
        found = self._matching(session, symptom, codes, meant)
        if len(found) < _ENOUGH and (kin := self._kin(named)):
            others = self._matching(session, symptom, codes, places.of(kin), COMPARED // 2)
            found += [replace(one, same_machine=False) for one in others]
        shown = [one for one in found if self._may_be_heard(one)]
        sure = [one for one in shown if one.match != "loose"]
        return Repairs(
            meant.tags,
            tuple(sorted(shown, key=_place)[:limit]),
            counted(sure),
            len(sure),
            held(session, codes, meant.written),
            len(found) - len(shown),
        )

    def _kin(self, machines: Sequence[Asset]) -> Sequence[Asset]:
        """Other machines of the same models."""
        register = self._library.assets
        models = {one.model for one in machines} - {""}
        tags = {tag for model, tag in register.models if model in models}
        return register.tagged(tags - {one.tag for one in machines})

    def _matching(
        self,
        session: Session,
        symptom: Symptom,
        codes: Sequence[str],
        meant: Meant,
        compared: int = COMPARED,
    ) -> list[Repair]:
        records = [
            *approved(session, self._site, meant.tags or None, self._zone),
            *orders.with_codes(session, codes, None if meant.is_any else list(meant.written)),
            *orders.of_machines(session, list(meant.written), symptom.words),
        ]
        told = {(one.kind, one.id): one for one in records}
        return alike(self._likeness, symptom, told.values(), 0 if meant.is_any else compared)

    def _may_be_heard(self, repair: Repair) -> bool:
        """As the model's words are checked; what is done may be done to what was seen."""
        check = AdviceCheck(self._rules)
        return all(map(check.allows, sentences(f"{repair.symptom}\n{repair.done}")))


def _place(repair: Repair) -> tuple[bool, bool, float, bool, int]:
    """Reports before orders that are as like, the newest first."""
    return (
        repair.match == "loose",
        not repair.same_machine,
        -repair.likeness,
        repair.kind == "order",
        -(repair.day or date.min).toordinal(),
    )

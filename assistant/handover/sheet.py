"""A handover in one language: headings, and under each the lines of its machines. Pure.

Texts are plain and of one line each; whoever shows them escapes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from assistant.handover.model import Change, Handover, Line, Lines
from ingest.document import Language
from ingest.letters import printable
from prompts.handover import NAMES, PHRASES

_LONGEST: Final = 160
"""Characters of a title, or of what was said last."""
_HOUR, _DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Item:
    """One record, or one change of it."""

    number: str
    link: str | None
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Of one machine; without a name, of all."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Without groups there is nothing of the kind."""

    title: str
    total: int
    groups: tuple[Group, ...]
    more: str = ""
    """How many are not shown."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it."""

    language: Language
    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    none: str
    """What stands in an empty section."""


def sheet(handover: Handover, language: Language) -> Sheet:
    """The handover in a language."""
    teller = _Teller(language)
    lists = (
        ("open", handover.open),
        ("isolated", handover.isolated),
        ("safety", handover.safety),
    )
    told = [teller.section(name, lines) for name, lines in lists]
    return Sheet(
        language,
        teller.say("title"),
        tuple(teller.facts(handover)),
        (*told, teller.changes(handover)),
        teller.say("none"),
    )


class _Teller:
    """Of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._comma = "，" if language == "zh" else ", "

    def say(self, phrase: str, **values: object) -> str:
        return PHRASES[phrase][self._language].format(**values)

    def facts(self, handover: Handover) -> Iterator[str]:
        shift = handover.shift
        yield self._site(handover)
        yield self.say("shift", start=_clock(shift.start), end=_clock(shift.end))
        yield self.say("made", at=_clock(handover.made_at), zone=handover.zone)
        for name in ("siteless_orders", "unclear_orders", "unread"):
            if count := getattr(handover, name):
                yield self.say(name.removesuffix("_orders"), count=count)
        yield self.say("talk")

    def _site(self, handover: Handover) -> str:
        """The one that was asked for; else all that are told, and the service's own of one."""
        if handover.only is not None:
            return self.say("only_site", site=_plain(handover.only))
        if len(handover.sites) > 1:
            return self.say("sites", sites=self._comma.join(map(_plain, handover.sites)))
        return self.say("site", site=_plain(handover.site))

    def section(self, name: str, found: Lines) -> Section:
        groups = [
            Group(self._machine(machine), tuple(self._item(name, one) for one in lines))
            for machine, lines in groupby(found.lines, key=lambda one: one.machine)
        ]
        hidden = found.total - len(found.lines)
        return Section(self.say(name), found.total, tuple(groups), self._more(hidden))

    def changes(self, handover: Handover) -> Section:
        """Record by record, in the order in which they were first touched."""
        found = handover.changed
        by_record: dict[tuple[str, str | None, str], list[Change]] = {}
        for one in found.changes:
            by_record.setdefault((one.kind, one.link, one.number), []).append(one)
        items = tuple(self._changed(changes) for changes in by_record.values())
        groups = (Group("", items),) if items else ()
        hidden = found.total - len(found.changes)
        return Section(self.say("changed"), len(items), groups, self._more(hidden))

    def _item(self, section: str, line: Line) -> Item:
        about = [
            self.say("order", source=_plain(line.source)) if line.kind == "order" else None,
            self._name(line.status),
            self._name(line.priority),
            self._age(line),
        ]
        told = self._comma.join(filter(None, about))
        details = {
            "open": self._standing,
            "isolated": self._isolated,
            "safety": self._filled,
        }[section](line)
        text = self.say("line", title=self._title(line.title), about=told)
        return Item(_plain(line.number), line.link, text, tuple(details))

    def _changed(self, changes: Sequence[Change]) -> Item:
        one = changes[0]
        text = f"{self._machine(one.machine)}: {self._title(one.title)}"
        return Item(_plain(one.number), one.link, text, tuple(map(self._change, changes)))

    def _change(self, one: Change) -> str:
        at = self.say("day_only", day=f"{one.at:%Y-%m-%d}") if one.is_day else _clock(one.at)
        corrected = self.say("corrected", names=self._comma.join(one.changed))
        about = (
            at,
            self._name(one.action) if not one.changed else corrected,
            _plain(one.by or ""),
            self._quoted(one.text),
        )
        return self._comma.join(filter(None, about))

    def _standing(self, line: Line) -> Iterator[str]:
        """How far it is: who said so last, what was done and what is left."""
        if step := line.last:
            about = (_clock(step.at), self._name(step.action), _plain(step.by),
                     self._quoted(step.reason))  # fmt: skip
            yield self.say("last", said=self._comma.join(filter(None, about)))
        if line.done:
            deed = (self._quoted(line.done.text), _plain(line.done.by or ""))
            yield self.say("done", said=self._comma.join(filter(None, deed)))
        if line.to_do:
            yield self.say("to_do", said=self._quoted(line.to_do))

    def _isolated(self, line: Line) -> Iterator[str]:
        yield from self._filled(line)
        for quote in line.quotes:
            yield self.say(quote.speaks, words=self._quoted(quote.words, 2 * _LONGEST))

    def _filled(self, line: Line) -> Iterator[str]:
        names = [self._name(one) or one for one in line.fields]
        if line.permit:
            names.append(self.say("permit", permit=_plain(line.permit)))
        if names:
            yield self.say("field", names=self._comma.join(names))

    def _quoted(self, words: str | None, longest: int = _LONGEST) -> str:
        return self.say("quoted", words=_plain(words, longest)) if words else ""

    def _age(self, line: Line) -> str | None:
        if line.age_minutes is None:
            return None
        return self.say("age", age=age(line.age_minutes, self._language, days=line.is_day))

    def _name(self, name: str | None) -> str | None:
        """Ours in the language; another system's as it is."""
        if name is None:
            return None
        return NAMES[name][self._language] if name in NAMES else _plain(name)

    def _machine(self, machine: str | None) -> str:
        return _plain(machine or "") or self.say("no_machine")

    def _title(self, title: str | None) -> str:
        return _plain(title or "") or self.say("untitled")

    def _more(self, hidden: int) -> str:
        return self.say("more", count=hidden) if hidden > 0 else ""


def age(minutes: int, language: Language, *, days: bool = False) -> str:
    """``2 h 05 min``, ``3 d 4 h``; of a day alone no hours."""
    day, hour, minute = ("天", "小时", "分钟") if language == "zh" else ("d", "h", "min")
    if days:
        return f"{minutes // _DAY} {day}"
    if minutes < _HOUR:
        return f"{minutes} {minute}"
    if minutes < _DAY:
        return f"{minutes // _HOUR} {hour} {minutes % _HOUR:02} {minute}"
    return f"{minutes // _DAY} {day} {minutes % _DAY // _HOUR} {hour}"


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _plain(text: str, longest: int = _LONGEST) -> str:
    """One line of letters that are seen: no control or bidirectional characters."""
    told = " ".join(printable(text).split())
    return told if len(told) <= longest else f"{told[: longest - 1]}…"

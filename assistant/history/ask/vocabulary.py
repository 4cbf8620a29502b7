"""The words that the history itself brings: its sources, columns, machines, types, codes.

Read once for each state of the imports, so that a question does not look through the orders for
the words it may be made of.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.history.ask.trade import KINDS
from assistant.history.queries.columns import EXTRA, column
from assistant.history.reported import SOURCE
from assistant.history.table import Import, WorkOrder
from assistant.history.titles import is_due, readings, spread
from assistant.plant.database import PlantDatabase
from vectorstore.assets import folded

Names = Sequence[tuple[str, str]]
"""What registered machines are called, and the tag of each."""
Values = tuple[str, tuple[str, ...]]
"""A column, and values of it as they are written."""

_VALUED: Final = (
    "asset", "area", "site", "item", "work_type", "priority", "status", "failure_code",
    "technician",
)  # fmt: skip
_MOST: Final = {"asset": 20_000}
_MOST_VALUES: Final = 2_000
"""A column with more of them is no list of names."""
_LONGEST: Final = 60
_ALIKE: Final = (
    frozenset({"site", "厂区", "工厂"}),
    frozenset({"area", "区域", "区"}), frozenset({"department", "部门"}),
    frozenset({"workshop", "shop", "车间"}), frozenset({"shift", "班次"}),
    frozenset({"location", "位置", "地点"}), frozenset({"cause", "root cause", "原因"}),
    frozenset({"supplier", "vendor", "供应商"}), frozenset({"line", "产线", "生产线"}),
)  # fmt: skip
"""What columns without a field of ours are called in both languages."""
_NUMBER: Final = re.compile(r"[\s#_-]*(?:(?:no\.?\s*)?[a-z]{0,4}-?\d[\w.-]*|\s[a-z]|号)+$")
"""Behind the name of a kind: 3, no. 3, P-101A, C."""
_SCRIPTS: Final = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9 .&-]*[a-z0-9]")
_WORD: Final = re.compile(r"[a-z]+|[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Vocabulary:
    """Folded words and what they stand for here."""

    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By word: of their names."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """By column title: the field it was read as, or ``extra:`` and the title."""
    values: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    """By kind of machine: those whose names say it."""
    categories: frozenset[str] = frozenset()
    due: str = ""
    """The column of due days."""
    all_sources: tuple[str, ...] = ()


class Dictionary:
    """The vocabulary of a plant, as it stands. Safe to use from many threads."""

    def __init__(self, plant: PlantDatabase) -> None:
        self._plant = plant
        self._lock = threading.Lock()
        self._known: tuple[object, Vocabulary] = (None, Vocabulary())
        self._seen: object = None

    def warm(self, names: Names = ()) -> None:
        """Reads what has changed, unless it still changes: an import writes for minutes."""
        with self._plant.reading() as session:
            version = (_version(session), tuple(names))
        if self._seen in (None, version):
            self.read(names)
        self._seen = version

    def read(self, names: Names = ()) -> Vocabulary:
        """Anew where an import or the register has changed since."""
        with self._lock, self._plant.reading() as session:
            version = (_version(session), tuple(names))
            if version != self._known[0]:
                self._known = (version, _read(session, names))
            return self._known[1]


def _version(session: Session) -> tuple[Any, ...]:
    asked = select(func.max(Import.id), func.sum(Import.line), func.count(Import.finished_at))
    return tuple(session.execute(asked).one())


def _read(session: Session, names: Names) -> Vocabulary:
    imports = list(session.scalars(select(Import).order_by(Import.id)))
    titles = _titles(imports)
    extras = [name for name in titles.values() if name.startswith(EXTRA)]
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in (*_VALUED, *extras):
        for written in _distinct(session, name):
            for word in (folded(written), *_parts(folded(written))):
                values[word][name].add(written)
    _name_machines(values, names)
    told = {
        word: tuple((name, tuple(sorted(written))) for name, written in columns.items())
        for word, columns in values.items()
    }
    sources = tuple(dict.fromkeys(one.source for one in imports))
    categories = session.scalars(select(WorkOrder.category).distinct().limit(_LONGEST))
    return Vocabulary(
        _source_words(sources),
        {word: name for title, name in titles.items() for word in _called(title)},
        told,
        _kinds(told, names, [one for one in extras if _names_machines(one)]),
        frozenset(one for one in categories if one),
        next((name for title, name in titles.items() if is_due(title)), ""),
        sources,
    )


def _titles(imports: Iterable[Import]) -> dict[str, str]:
    told: dict[str, str] = {}
    for one in imports:
        for title, name in one.mapping.get("columns", {}).items():
            told[title] = name or f"{EXTRA}{title}"
    return told


def _called(title: str) -> set[str]:
    """A title as it is written, and with its words apart: PMType is asked for as PM type."""
    words = " ".join(re.findall(r"[a-z0-9]+|[^\sa-z0-9_]+", spread(title)))
    alike = next((one for one in _ALIKE if folded(title) in one), frozenset())
    return {folded(title), words, *alike}


def _distinct(session: Session, name: str) -> list[str]:
    """Short ones of a column that has few.

    Reports are all of one site, whose name may be a word that means nothing here: plant.
    """
    most = _MOST.get(name, _MOST_VALUES)
    own = column(name)
    told = [own.is_not(None), *([WorkOrder.source != SOURCE] if name == "site" else [])]
    found = list(session.scalars(select(own).where(*told).distinct().limit(most + 1)))
    if len(found) > most:
        return []
    return [one for one in map(str, found) if one.strip() and len(one) <= _LONGEST]


def _parts(word: str) -> list[str]:
    """The halves of what is written in both languages: Packaging 包装."""
    halves = _SCRIPTS.findall(word)
    is_both = len(halves) == len({one.isascii() for one in halves}) == 2
    return halves if is_both and " ".join(halves) == word else []


def _name_machines(values: defaultdict[str, defaultdict[str, set[str]]], names: Names) -> None:
    """A registered machine goes by all its names; one without orders by its tag."""
    by_tag: defaultdict[str, set[str]] = defaultdict(set)
    for name, tag in names:
        by_tag[tag].add(folded(name))
    for tag, called in by_tag.items():
        called.add(folded(tag))
        known = {one for name in called if name in values for one in values[name]["asset"]}
        for name in called:
            values[name]["asset"] |= known or {tag}


def _kinds(
    values: Mapping[str, tuple[Values, ...]], names: Names, extras: Sequence[str]
) -> dict[str, tuple[Values, ...]]:
    """Machines whose own name, or registered name, tells the kind."""
    called: list[tuple[str, Values]] = []
    for word, found in values.items():
        called += [(word, one) for one in found if one[0] == "asset" or one[0] in extras]
    called += [
        (folded(name), one)
        for name, _ in names
        for one in values.get(folded(name), ())
        if one[0] == "asset"
    ]
    by_kind: defaultdict[str, list[Values]] = defaultdict(list)
    for word, one in called:
        if kind := _kind_of(word):
            by_kind[kind].append(one)
    return {kind: _united(ones) for kind, ones in by_kind.items()}


def _kind_of(name: str) -> str:
    """The kind that a name ends on, but for a number: a press feed conveyor is no press."""
    bare = _NUMBER.sub("", name)
    ends = [
        (len(one), kind)
        for kind, chinese in KINDS.items()
        for one in (kind, f"{kind}s", *chinese.split())
        if bare.endswith(one) and not (one.isascii() and bare[: -len(one)][-1:].isalpha())
    ]
    return max(ends, default=(0, ""))[1]


def _united(found: Iterable[Values]) -> tuple[Values, ...]:
    """Of one column: the machines' own if it tells any, else the other one."""
    by_column: defaultdict[str, set[str]] = defaultdict(set)
    for name, written in found:
        by_column[name] |= set(written)
    name = "asset" if "asset" in by_column else next(iter(by_column))
    return ((name, tuple(sorted(by_column[name]))),)


def _source_words(sources: Iterable[str]) -> dict[str, frozenset[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for source in sources:
        name = folded(source)
        stem = PurePath(name).stem
        for word in (name, stem, *_WORD.findall(stem)):
            words[word].add(source)
            if word.endswith("s") and len(word) > len("gas"):
                words[word[:-1]].add(source)
    return {word: frozenset(found) for word, found in words.items()}


def _names_machines(extra: str) -> bool:
    title = extra.removeprefix(EXTRA)
    return any(one.field == "asset" for one in readings(title))

"""Places that give other values for the one thing asked: all are shown, and none is chosen. Pure.

A false alarm would teach its readers to pass over a true one. So two statements speak of one thing
only where they say the same of the question, name no other codes, conditions or parts, and have no
word in the place of another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache

from assistant.answering.excerpt import Excerpt
from assistant.answering.focus import Focus, heading_words
from assistant.answering.measured import Measured, measured, words_in
from assistant.answering.neighbours import tell_the_same
from assistant.answering.reply import Evidence
from assistant.answering.statements import Span, lines, statements
from assistant.answering.value_kinds import ValueKind
from ingest.document import Chunk
from ingest.identifiers import identifiers
from vectorstore.tokens import segment

_LOOKED_AT = 8
"""Evidence in which values are looked for: what a prompt may hold."""
_MOST = 3
"""Places shown."""
_SAID = 0.25
"""Share of the question that a statement says before it is about what was asked."""
_BOTH_SAY = 0.75
"""Share of what either says of the question that both must say."""
_FEWEST = 2
"""Words in common of two records where no thing was asked about but their code."""
_MANY = 4
"""Words in common from which two statements are of one thing, whatever stands above them."""
_UNITS = {
    "torque": {"N·m", "kgf·m", "ft·lbf", "ft·lb", "inch·lbf", "inch·lb"},
    "resistance": {"Ω"},
    "duration": {"s", "month"},
    "voltage": {"V"},
    "current": {"A"},
    "pressure": {"Pa", "psi", "kgf/m2"},
    "temperature": {"°", "°F", "K"},
    "rotational speed": {"turn/s"},
    "mass": {"g", "lb"},
    "volume": {"m3"},
    "length": {"m", "inch", "ft"},
    "power": {"W", "VA", "hp"},
    "noise": {"dB"},
}
"""Base units by the kind of value. Those of one kind that cannot be converted exactly into each
other are never compared."""
_OF_THE_KIND = (
    "torque tighten tightening tightened fasten value set setting amount how much many long often"
    " wait waiting time interval pressure temperature speed voltage current resistance weight mass"
    " should must specified specification need needed required use unit nm"
    " 扭矩 力矩 转矩 拧紧 紧固 锁紧 数值 规定 要求 等待 时间 间隔 周期 压力 温度 转速 电压 电流"
    " 电阻 阻值 重量 质量 多少 多久 多大 应 标准 项目"
)
_QUALIFIERS = (
    "max maximum min minimum front rear upper lower top bottom left right inner outer inside"
    " outside new used old first initial cold hot warm dry oiled lubricated empty loaded full idle"
    " inlet outlet input output suction discharge primary secondary without except rated peak"
    " acceleration deceleration open close opened closed summer winter"
    " small large short long steel aluminium plastic warning trip"
    " 最大 最小 最高 最低 上限 下限 上 下 左 右 内 外 上部 下部 前端 后端 前部 后部 新 旧 首次 初次"
    " 冷 热 干 空载 负载 满载 进口 出口 入口 输入 输出 吸入 排出 额定 峰值 加速 减速 打开"
    " 关闭 夏季 冬季 预警 跳闸"
)
"""What has two of these apart is two things."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement that gives a value."""

    chunk: Chunk
    text: str
    """As it stands in the chunk."""
    said: Measured
    value: str
    """As printed."""
    coverage: float
    """Share of the question in it, or above it; 0..1."""
    asked: frozenset[str]
    """Its words, and those above it."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Tellings of one thing with values that cannot all hold; the best evidence first."""

    told: tuple[Telling, ...]
    by_machine: bool
    """They are of different machines, each of which may rightly have its own."""


Owners = dict[str, frozenset[str]]
"""Names of the machines that a document is about, by its id; none where nobody knows."""


def dispute(
    focus: Focus,
    evidence: Sequence[Evidence],
    wanted: ValueKind | None,
    owners: Owners,
) -> Dispute | None:
    """The first value that other places contradict; None where they agree.

    Args:
        focus: What was asked.
        evidence: Best first; where ``wanted`` is none, the fault records of the code asked about.
        wanted: The kind of value that was asked for.
        owners: Whose the documents are.
    """
    own = _without_kind(focus)
    units = _UNITS.get(wanted.name) if wanted else None
    if wanted and (units is None or not own.forms):
        return None
    told = list(_tellings(own, evidence, units))
    closest = max((one.coverage for one in told), default=0.0)
    close = [one for one in told if not wanted or one.coverage >= max(_SAID, _BOTH_SAY * closest)]
    for at, first in enumerate(close):
        rivals = [one for one in close[at + 1 :] if _contradicts(own, first, one, units)]
        if rivals:
            return _between(first, rivals, owners)
    return None


def with_rivals(quoted: Sequence[Excerpt], found: Dispute | None) -> list[Excerpt]:
    """The excerpts in their order, grown and followed by what the dispute is about."""
    shown = list(quoted)
    for telling in found.told if found else ():
        at = next((n for n, one in enumerate(shown) if one.chunk == telling.chunk), len(shown))
        shown[at : at + 1] = [_grown(shown[at], telling) if at < len(shown) else _whole(telling)]
    return shown


def _grown(excerpt: Excerpt, telling: Telling) -> Excerpt:
    """From the one to the other, so that a mark has one quote and it stands so in the manual."""
    if telling.text in excerpt.text:
        return excerpt
    text = telling.chunk.text
    spans = [(text.find(one), text.find(one) + len(one)) for one in (excerpt.text, telling.text)]
    return excerpt._replace(text=text[min(spans)[0] : max(end for _, end in spans)])


def _whole(telling: Telling) -> Excerpt:
    return Excerpt(telling.chunk, telling.text, telling.coverage)


def _between(first: Telling, rivals: Sequence[Telling], owners: Owners) -> Dispute:
    """One place for each value, of the same machine where there is one."""
    same = [one for one in rivals if not _others(first.chunk, one.chunk, owners)]
    shown = [first]
    for one in same or rivals:
        if one.value not in {other.value for other in shown}:
            shown.append(one)
    return Dispute(tuple(shown[:_MOST]), by_machine=not same)


def _others(one: Chunk, other: Chunk, owners: Owners) -> bool:
    """Whether the two are known to be about different machines."""
    mine, theirs = owners.get(one.document_id), owners.get(other.document_id)
    return bool(mine and theirs and not mine & theirs)


def _without_kind(focus: Focus) -> Focus:
    """The thing alone: a statement may tell a torque without calling it so."""
    forms = ((tuple(_things(words)), trust) for words, trust in focus.forms)
    return replace(focus, forms=tuple((words, trust) for words, trust in forms if words))


def _things(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _generic()]


def _tellings(
    focus: Focus, evidence: Sequence[Evidence], units: set[str] | None
) -> Iterator[Telling]:
    seen: list[Chunk] = []
    for found in evidence[:_LOOKED_AT]:
        if any(tell_the_same(found.chunk, earlier) for earlier in seen):
            continue
        seen.append(found.chunk)
        given = list(_given(focus, found.chunk, units))
        if units is None:
            yield from given
        elif best := _best(given):
            yield best


def _best(given: Sequence[Telling]) -> Telling | None:
    """What a chunk says of the thing; nothing where it says two things of it as well."""
    most = max((one.coverage for one in given), default=0.0)
    best = [one for one in given if one.coverage == most]
    first = best[0] if best else None
    return first if all(one.value == best[0].value for one in best) else None


def _given(focus: Focus, chunk: Chunk, units: set[str] | None) -> Iterator[Telling]:
    heading = heading_words(chunk)
    for span in _cut(chunk):
        text = chunk.text[span.start : span.end]
        if not any(map(str.isdigit, text)):
            continue
        said = measured(text)
        values = [one.printed for unit, one in said.ranges.items() if not units or unit in units]
        if values:
            words = frozenset(segment(text))
            covered = focus.covered(words, heading)
            yield Telling(chunk, text, said, values[0], covered, words | heading)


def _cut(chunk: Chunk) -> Sequence[Span]:
    return lines(chunk.text) if chunk.kind == "table_row" else statements(chunk.text)


def _contradicts(focus: Focus, one: Telling, other: Telling, units: set[str] | None) -> bool:
    if not _tell_of_one_thing(one, other):
        return False
    mine, theirs = one.said.ranges, other.said.ranges
    shared = mine.keys() & theirs.keys()
    apart = {unit for unit in shared if not mine[unit].meets(theirs[unit])}
    if units is None:
        return len(apart) == 1 and mine.keys() == theirs.keys() and _alike(one, other)
    compared = shared & units
    conditions = (mine.keys() ^ theirs.keys()) - units
    return bool(
        compared and compared == apart and not conditions and _say_the_same_of_it(focus, one, other)
    )


def _say_the_same_of_it(focus: Focus, one: Telling, other: Telling) -> bool:
    """Of two languages no words meet; each must say it in its own."""
    least, most = sorted((one.coverage, other.coverage))
    if one.chunk.language != other.chunk.language:
        return least >= _BOTH_SAY * most
    return focus.covered(one.asked & other.asked) >= _BOTH_SAY * most or _alike(one, other, _MANY)


def _alike(one: Telling, other: Telling, fewest: int = _FEWEST) -> bool:
    mine, theirs = set(one.said.words), set(other.said.words)
    shared = len(mine & theirs)
    return shared >= max(fewest, _BOTH_SAY * min(len(mine), len(theirs)))


def _tell_of_one_thing(one: Telling, other: Telling) -> bool:
    mine, theirs = one.said, other.said
    names = [_names_of(telling) for telling in (one, other)]
    if (all(names) and not names[0] & names[1]) or _parted(mine.counts, theirs.counts):
        return False
    if one.chunk.language != other.chunk.language:
        return True
    if _qualified(mine.words) != _qualified(theirs.words):
        return False
    return not (_is_elsewhere(one, other) or _say_otherwise(mine.words, theirs.words))


def _names_of(telling: Telling) -> frozenset[str]:
    """Codes in the statement, else in the title of its section: M8, P1-02, U V W is none."""
    return telling.said.codes or frozenset(identifiers(telling.chunk.section_path))


def _parted(mine: frozenset[Fraction], theirs: frozenset[Fraction]) -> bool:
    return bool(mine and theirs and not mine & theirs)


def _qualified(words: Sequence[str]) -> frozenset[str]:
    return frozenset(words) & _qualifiers()


def _is_elsewhere(one: Telling, other: Telling) -> bool:
    """Of one document: each section names what the other statement does not."""
    if one.chunk.document_id != other.chunk.document_id or one.chunk.section == other.chunk.section:
        return False
    mine, theirs = (set(words_in(telling.chunk.section_path)) for telling in (one, other))
    return bool(mine - theirs - other.asked and theirs - mine - one.asked)


def _say_otherwise(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Word beside word, each has one that the other has nowhere: front cover, rear cover."""
    first, second = _things(mine), _things(theirs)
    return any(
        kind == "replace" and set(first[a:b]) - set(second) and set(second[c:d]) - set(first)
        for kind, a, b, c, d in SequenceMatcher(None, first, second, False).get_opcodes()
    )


@cache
def _generic() -> frozenset[str]:
    return frozenset(segment(_OF_THE_KIND))


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(segment(_QUALIFIERS))

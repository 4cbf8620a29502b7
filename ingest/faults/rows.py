"""Rows of tables that list codes become fault records. Pure.

A column holds codes because its title says so and its cells look so, never one of the two alone.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.document import Cell, Row, Table
from ingest.faults.codes import Codes, codes_in
from ingest.faults.labels import parts_of
from ingest.faults.record import Gathered, Part
from ingest.faults.words import (
    announces_faults,
    describes,
    names,
    role_of,
    speaks_of_faults,
    tells_settings,
)
from ingest.letters import squeeze
from ingest.tables.draft import flat

_CODED = 0.6
"""Share of a column's cells that must hold codes."""
_COMMAS = "，、,/"
_MIN_UNTITLED = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What each column of a table is read as."""

    code: int
    variants: tuple[int, ...]
    """Columns that write the same code in another way."""
    roles: tuple[str, ...]
    titles: tuple[str, ...]


def side_by_side(table: Table) -> list[Table]:
    """The lists that stand beside each other under one header, ``Code Name Code Name``."""
    width = len(table.header)
    for part in range(2, width // 2 + 1):
        if width % part == 0 and table.header == table.header[:part] * (width // part):
            return [_columns(table, left, left + part) for left in range(0, width, part)]
    return [table]


def _columns(table: Table, left: int, right: int) -> Table:
    rows = tuple(replace(row, cells=row.cells[left:right]) for row in table.rows)
    return replace(table, header=table.header[left:right], rows=rows)


def plan_of(table: Table, above: Sequence[str]) -> Plan | None:
    """How to read the table; None where it lists no faults. ``above``: titles it stands under."""
    if not table.header:
        return _untitled(table, above)
    roles = [role_of(title) for title in table.header]
    candidates = [
        index
        for index, role in enumerate(roles)
        if role in {"code", "mark"} or (role == "name" and speaks_of_faults(table.header[index]))
    ]
    fitting = [index for index in candidates if _is_code_column(table, index, roles, above)]
    if not fitting:
        return None
    code = min(fitting, key=lambda index: (_RANK[str(roles[index])], index))
    variants = tuple(i for i in fitting if i != code and _is_variant(table, i, roles[i]))
    return Plan(code, variants, _assigned(table.header, roles, {code, *variants}), table.header)


_RANK = {"code": 0, "mark": 1, "name": 2}


def _untitled(table: Table, above: Sequence[str]) -> Plan | None:
    """A list without a header, under a title that announces one."""
    if len(table.rows) < _MIN_UNTITLED or not any(map(announces_faults, above[-2:])):
        return None
    for index in range(len(table.rows[0].cells) - 1):
        cells = _cells(table, index)
        codes = [codes_in(cell.text) for cell in cells]
        good = [c for c in codes if c and c.is_numbered and not c.is_plain_number and not c.rest]
        if len(cells) >= _MIN_UNTITLED and len(good) == len(cells):
            roles = ["name" if i == index + 1 else "" for i in range(len(table.rows[0].cells))]
            return Plan(index, (), tuple(roles), ("",) * len(roles))
    return None


def _is_code_column(
    table: Table, index: int, roles: Sequence[str | None], above: Sequence[str]
) -> bool:
    cells = _cells(table, index)
    spelt = roles[index] != "name"
    codes = [found for cell in cells if (found := _codes(table, index, cell, spelt=spelt))]
    if not codes or len(codes) < _CODED * len(cells):
        return False
    if roles[index] == "code":
        return sum(map(tells_settings, table.header)) < 2
    if any(map(tells_settings, table.header)) or list(roles).count("value") > 1:
        return False
    if roles[index] == "name":
        numbered = [found for found in codes if found.is_numbered and not found.is_plain_number]
        return len(numbered) >= _CODED * len(cells)
    return _is_marked_fault(table, index, roles, codes, above)


def _is_marked_fault(
    table: Table,
    index: int,
    roles: Sequence[str | None],
    codes: Sequence[Codes],
    above: Sequence[str],
) -> bool:
    """A column titled ``Code`` or ``Display`` lists faults where something else speaks of them."""
    others = [title for i, title in enumerate(table.header) if i != index]
    says = any(map(speaks_of_faults, others)) or any(map(announces_faults, above[-2:]))
    mends = "cause" in roles or "remedy" in roles
    if all(found.is_plain_number for found in codes):
        ordinal = [found.codes[0].lstrip("0") for found in codes[:3]] == ["1", "2", "3"][
            : len(codes)
        ]
        return says and not ordinal
    return says or mends


def _is_variant(table: Table, index: int, role: str | None) -> bool:
    codes = [codes_in(cell.text, spelt=True) for cell in _cells(table, index)]
    plain = any(found is not None and found.is_plain_number for found in codes)
    return role == "code" or (role == "mark" and not plain)


def _assigned(
    header: Sequence[str], roles: Sequence[str | None], taken: Container[int]
) -> tuple[str, ...]:
    """One name; a column that describes tells the cause where no other does."""
    named = [i for i, role in enumerate(roles) if role == "name" and i not in taken]
    name = min(named, key=lambda i: (not names(header[i]), i), default=-1)
    described = [i for i in named if i != name and describes(header[i])]
    cause = described[0] if described and "cause" not in roles else -1
    assigned = [
        "" if i in taken or role not in _KEPT else str(role) for i, role in enumerate(roles)
    ]
    for index in named:
        assigned[index] = "name" if index == name else "cause" if index == cause else ""
    return tuple(assigned)


_KEPT = frozenset({"name", "cause", "remedy"})


def records_of(
    table: Table, plan: Plan, page: int | None, going: Gathered | None
) -> Iterator[Gathered]:
    """A record for each code, in order; ``going`` is the last one of the page before."""
    current = going if table.continued else None
    for _, group in groupby(table.rows, key=lambda row: id(row.cells[plan.code])):
        rows = list(group)
        code = rows[0].cells[plan.code]
        if _is_heading(rows[0]):
            current = None
            continue
        if code.text:
            current = _begun(table, plan, code, rows[0], page)
            if current is not None:
                yield current
        if current is not None:
            _continued(current, plan, rows, page)


def _is_heading(row: Row) -> bool:
    """One cell across the table: it names the group of rows below."""
    return len({id(cell) for cell in row.cells}) == 1


def _begun(table: Table, plan: Plan, code: Cell, row: Row, page: int | None) -> Gathered | None:
    found = _codes(table, plan.code, code, spelt=bool(plan.titles[plan.code]))
    if found is None:
        return None
    variants = [
        variant
        for index in plan.variants
        if (other := codes_in(row.cells[index].text, spelt=True))
        for variant in other.codes
    ]
    codes = tuple(dict.fromkeys((*found.codes, *variants)))
    printed = _printed(code.text, found)
    record = Gathered(codes, printed, page, row.start, row.end)
    if found.rest:
        parts = list(parts_of(found.rest.split("\n")))
        record.add(replace(part, role=part.role or "name") for part in parts[:1])
        record.add(parts[1:])
    return record


def _printed(text: str, found: Codes) -> str:
    """The cell less the name that it also holds."""
    if found.rest or squeeze(text) == squeeze("".join(found.codes)):
        return found.codes[0]
    return flat(text).replace("\n", " ") if len(found.codes) > 1 else found.codes[0]


def _continued(record: Gathered, plan: Plan, rows: Iterable[Row], page: int | None) -> None:
    for row in rows:
        record.reach(page, row.start, row.end)
        record.add(_parts(record, plan, row))


def _parts(record: Gathered, plan: Plan, row: Row) -> Iterator[Part]:
    """What the row says beside its code; a cell merged over columns says it once."""
    seen = {id(row.cells[plan.code])}
    for index, cell in enumerate(row.cells):
        if id(cell) in seen or not cell.text or index in plan.variants:
            continue
        seen.add(id(cell))
        yield from _cell_parts(record, plan.roles[index], plan.titles[index], cell)


def _cell_parts(record: Gathered, role: str, title: str, cell: Cell) -> Iterator[Part]:
    parts = list(parts_of(cell.text.split("\n")))
    labelled = any(part.title for part in parts)
    named = any(part.role == "name" for part in record.parts)
    for part in parts:
        if part.title:
            yield part
        elif labelled and not named and role != "remedy":
            yield Part("name", title, part.text)
        else:
            yield Part("" if role == "name" and named and labelled else role, title, part.text)


def _codes(table: Table, index: int, cell: Cell, *, spelt: bool) -> Codes | None:
    """The cell's codes; where the title is ``No., class`` the part that is the number."""
    title = squeeze(table.header[index]) if table.header else ""
    mark = next((mark for mark in _COMMAS if title.count(mark) == 1), "")
    halves = [half.strip() for half in cell.text.replace("\n", "").split(mark)] if mark else []
    if len(halves) == 2 and all(halves):
        titles = title.split(mark)
        coded = [role_of(half) in {"code", "mark"} for half in titles]
        if coded.count(True) == 1:
            return codes_in(halves[coded.index(True)], spelt=spelt)
    return codes_in(cell.text, spelt=spelt)


def _cells(table: Table, index: int) -> list[Cell]:
    """A column's cells that hold text, merged ones once, headings of groups left out."""
    cells = {id(row.cells[index]): row.cells[index] for row in table.rows if not _is_heading(row)}
    return [cell for cell in cells.values() if cell.text]

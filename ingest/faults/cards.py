"""Tables that tell of one code, a line for each thing: ``Code | E01``, ``Cause | …``. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.document import Cell, Table
from ingest.faults.codes import codes_in
from ingest.faults.labels import label_of
from ingest.faults.record import Gathered, Part
from ingest.faults.words import role_of
from ingest.tables.draft import flat


def records_on(table: Table, page: int | None) -> list[Gathered]:
    """A record for each code that is followed by a labelled cause or remedy."""
    records = list(_all(table, page))  # each is whole only when the next has begun
    return [record for record in records if record.fault.cause or record.fault.remedy]


def _all(table: Table, page: int | None) -> Iterator[Gathered]:
    current: Gathered | None = None
    rows = [(table.start, table.rows[0].start, tuple(map(Cell, table.header)))]
    rows += [(row.start, row.end, row.cells) for row in table.rows]
    for start, end, cells in rows:
        begun = _begun(cells, page, start, end)
        if begun is not None:
            current = begun
            yield current
        if current is not None:
            current.reach(page, start, end)
            current.add(_parts(cells))


def _begun(cells: Sequence[Cell], page: int | None, start: int, end: int) -> Gathered | None:
    for label, value in pairwise(cells):
        found = codes_in(value.text)
        if role_of(flat(label.text)) in {"code", "mark"} and found is not None:
            return _new(found.codes, found.rest, page, start, end)
    found = codes_in(cells[0].text) if cells else None
    if found is None or not found.is_numbered or found.is_plain_number or found.rest:
        return None
    name = flat(cells[1].text) if len(cells) == 2 else ""
    return _new(found.codes, name, page, start, end)


def _new(codes: tuple[str, ...], name: str, page: int | None, start: int, end: int) -> Gathered:
    return Gathered(codes, codes[0], page, start, end, [Part("name", "", name)] if name else [])


def _parts(cells: Sequence[Cell]) -> Iterator[Part]:
    for label, value in pairwise(cells):
        said = label_of(flat(label.text).rstrip(":： ") + ":")
        if said is not None and label is not value and not said.text:
            yield Part(said.role, said.title, flat(value.text))

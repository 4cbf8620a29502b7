"""All fault records of a document: from its tables and from its labelled blocks. Pure."""

from collections.abc import Iterator

from ingest.chunk import chunk_of, lines_between
from ingest.document import Chunk, Document, Line, Page, Table
from ingest.faults.blocks import Place, records_in, spots_of
from ingest.faults.cards import records_on
from ingest.faults.record import Gathered
from ingest.faults.rows import plan_of, records_of, side_by_side
from ingest.structure.furniture import Furniture
from ingest.structure.sections import Sections, titles


def fault_records(document: Document, furniture: Furniture) -> list[Chunk]:
    """A chunk of kind ``fault_record`` for each alarm, fault or error listed, page by page."""
    sections = Sections.of(document.pages)
    records: list[tuple[Page, Gathered]] = []
    read: set[Place] = set()
    for page, table, found in _of_tables(document, sections):
        records.extend((page, record) for record in found)
        if found:
            read.update((page.number, line.start) for line in _lines_of(page, table))
    spots = list(spots_of(document.pages, read | furniture))
    records.extend(records_in(spots, sections))
    records.sort(key=lambda pair: (pair[0].number or 0, pair[1].start))
    return [_chunk(document, page, sections, record) for page, record in records]


def _of_tables(
    document: Document, sections: Sections
) -> Iterator[tuple[Page, Table, list[Gathered]]]:
    going: Gathered | None = None
    for page in document.pages:
        for table in page.tables:
            above = titles(sections.at(page.number, table.start))
            found, is_list = _of_table(table, above, page, going)
            yield page, table, found
            goes_on = table.continued and is_list
            going = found[-1] if found else going if goes_on else None


def _of_table(
    table: Table, above: tuple[str, ...], page: Page, going: Gathered | None
) -> tuple[list[Gathered], bool]:
    records: list[Gathered] = []
    for part in side_by_side(table):
        plan = plan_of(part, above)
        if plan is None:
            return records_on(table, page.number), False
        records.extend(records_of(part, plan, page.number, going))
    return records, True


def _lines_of(page: Page, table: Table) -> list[Line]:
    return lines_between(page, table.start, max(row.end for row in table.rows))


def _chunk(document: Document, page: Page, sections: Sections, record: Gathered) -> Chunk:
    lines = [line for line in page.lines if record.start <= line.start and line.end <= record.end]
    section = titles(sections.at(page.number, record.start))
    return chunk_of(
        document,
        page,
        section,
        lines,
        "fault_record",
        text=record.text,
        fault=record.fault,
        part=record.codes[0],
    )

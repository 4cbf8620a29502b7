"""All fault records of a document: from its tables and from its labelled blocks. Pure."""

from collections.abc import Iterator

from ingest.chunk import chunk_of
from ingest.document import Chunk, Document, Page, Table
from ingest.faults.record import Gathered
from ingest.faults.rows import plan_of, records_of
from ingest.sections import Sections, titles


def fault_records(document: Document) -> list[Chunk]:
    """A chunk of kind ``fault_record`` for each alarm, fault or error listed, page by page."""
    sections = Sections.of(document.pages)
    records = list(_of_tables(document, sections))
    return [_chunk(document, page, sections, record) for page, record in records]


def _of_tables(document: Document, sections: Sections) -> Iterator[tuple[Page, Gathered]]:
    going: Gathered | None = None
    for page in document.pages:
        for table in page.tables:
            above = titles(sections.at(page.number, table.start))
            found = _of_table(table, above, page, going)
            yield from ((page, record) for record in found)
            going = found[-1] if found else going if table.continued else None


def _of_table(
    table: Table, above: tuple[str, ...], page: Page, going: Gathered | None
) -> list[Gathered]:
    plan = plan_of(table, above)
    return [] if plan is None else list(records_of(table, plan, page.number, going))


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

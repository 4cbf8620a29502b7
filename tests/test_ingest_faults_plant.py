"""The sample plant's manuals: their sources tell which codes each of them lists."""

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.document import Chunk, Document, FaultRecord
from ingest.readers import read
from ingest.split import split
from sample_plant import make_manuals
from sample_plant.markup import read_manual

PLANT = Path(make_manuals.__file__).parent
CODE_TITLES = {"Code", "报警号", "代码"}
CODE_HEADING = re.compile(r"(E\d{2}) (.+)")
NAMES = sorted(path.stem for path in (PLANT / "manuals").glob("*.pdf"))


@cache
def document(name: str) -> Document:
    return read(PLANT / "manuals" / f"{name}.pdf")


@cache
def records(name: str) -> list[Chunk]:
    return [chunk for chunk in split(document(name)) if chunk.kind == "fault_record"]


def written(name: str) -> dict[str, list[str]]:
    """What the source says of each code: the cells beside it, or the lines below its heading."""
    faults: dict[str, list[str]] = {}
    code = ""
    for block in read_manual(PLANT / "content" / f"{name}.md").blocks:
        if block.rows and block.rows[0][0] in CODE_TITLES and block.kind in {"grid", "pairs"}:
            faults.update({row[0]: row[1:] for row in block.rows[1:]})
        elif block.kind == "heading":
            found = CODE_HEADING.match(block.text)
            code = found[1] if found else ""
            if found:
                faults[code] = [found[2]]
        elif block.kind == "paragraph" and code:
            faults[code].append(block.text)
    return faults


@pytest.mark.parametrize("name", NAMES)
def test_every_code_of_a_manual_and_nothing_else_is_a_record(name: str) -> None:
    assert [record.fault.codes[0] for record in records(name) if record.fault] == list(
        written(name)
    )


@pytest.mark.parametrize("name", [name for name in NAMES if written(name)])
def test_name_cause_and_remedy_are_those_of_the_code(name: str) -> None:
    for record in records(name):
        assert record.fault is not None
        source = [_bare(cell) for cell in written(name)[record.fault.codes[0]]]
        assert _bare(record.fault.name) in source
        for said in filter(None, (record.fault.cause, record.fault.remedy)):
            assert _bare(said) in source, record.text
        assert record.fault.remedy


def test_each_record_stands_on_the_page_that_prints_its_code() -> None:
    for name in NAMES:
        pages = {page.number: page for page in document(name).pages}
        for record in records(name):
            assert isinstance(record.fault, FaultRecord)
            place = pages[record.page].text[record.start : record.end]
            assert record.fault.codes[0] in place
            assert len({chunk.chunk_id for chunk in records(name)}) == len(records(name))


def _bare(text: str) -> str:
    """Without labels, marks of references, white space and hyphens that a line's end may add."""
    text = re.sub(r"\[\[[\w-]+\]\]|\*\*(?:原因|处理)：\*\*|\*\*", "", text)
    text = re.sub(r"(?:表|图|Table|Figure)?\s*\d+[-.]\d+(?:\.\d+)*|section \d+", "section", text)
    return re.sub(r"[\s–-]+|（见?\)?|）|[()]|see|见|section", "", text)

"""Score fault records against codes counted by eye: ``python -m tests.score_records FOLDER``.

score_records.jsonl says which codes stand on which pages of documents that are not the project's
to hand out; FOLDER holds those documents. All others in it are listed with what they yield.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.document import Chunk
from ingest.errors import IngestError
from ingest.readers import SUFFIXES, read
from ingest.split import split

GOLD = Path(__file__).with_name("score_records.jsonl")

Counted = dict[int | None, list[str]]
"""Codes by page."""


def counted() -> dict[str, Counted]:
    """The codes counted by eye, by file name and page."""
    gold: dict[str, Counted] = {}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        gold.setdefault(page["file_name"], {})[page["page"]] = page["codes"]
    return gold


def score(gold: Counted, records: Sequence[Chunk]) -> tuple[str, list[str]]:
    """Recall and precision in words; and each miss and false record."""
    wanted = Counter((page, _key(code)) for page, codes in gold.items() for code in codes)
    found = Counter(
        (record.page, _key(record.fault.codes[0]))
        for record in records
        if record.fault is not None and record.page in gold
    )
    right = (wanted & found).total()
    recall = right / wanted.total() if wanted else 1.0
    precision = right / found.total() if found else 1.0
    remarks = [f"missed: {spot}" for spot in (wanted - found).elements()]
    remarks += [f"false: {spot}" for spot in (found - wanted).elements()]
    return f"recall {recall:.3f} ({wanted.total()} codes) precision {precision:.3f}", remarks


def _key(code: str) -> str:
    return "".join(code.split()).strip("*※").casefold()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print every record's text")
    options = parser.parse_args(arguments)
    gold = counted()
    files = [p for p in sorted(options.folder.iterdir()) if p.suffix.lower() in SUFFIXES]
    for path in files:
        for line in _report(path, gold.get(path.name), show=options.show):
            print(line, flush=True)  # noqa: T201


def _report(path: Path, gold: Counted | None, *, show: bool) -> Iterable[str]:
    start = time.perf_counter()
    try:
        document = read(path)
    except IngestError as exc:
        yield f"{path.name}: {exc}"
        return
    chunks = split(document)
    took = 1000 * (time.perf_counter() - start) / max(1, document.page_count)
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(c.kind for c in chunks).items())
    yield f"{path.name}: {kinds}; {took:.0f} ms/page"
    records = [chunk for chunk in chunks if chunk.kind == "fault_record"]
    if gold is not None:
        summary, remarks = score(gold, records)
        yield f"    {summary}"
        yield from (f"    {remark}" for remark in remarks)
    if show:
        yield from (
            f"--- page {record.page} {record.section_path}\n{record.text}" for record in records
        )


if __name__ == "__main__":
    main(sys.argv[1:])

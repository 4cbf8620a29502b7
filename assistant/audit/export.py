"""Entries as lines of a file that other programs read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Literal

from assistant.audit.model import Entry
from assistant.spreadsheet import harmless

Form = Literal["jsonl", "csv"]
_COLUMNS = [name for name in Entry.model_fields if name != "details"]


def lines(entries: Iterable[Entry], form: Form) -> Iterator[str]:
    """One an entry. JSON has everything that the digests were made of; CSV is for people."""
    if form == "csv":
        yield _row([*_COLUMNS, "details"])
    for entry in entries:
        if form == "jsonl":
            yield f"{entry.model_dump_json()}\n"
        else:
            told = entry.model_dump(mode="json")
            details = json.dumps(entry.details, ensure_ascii=False)
            yield _row([*(told[name] for name in _COLUMNS), details])


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(["" if one is None else harmless(str(one)) for one in cells])
    return line.getvalue()

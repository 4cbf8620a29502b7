"""Find the page that answers each sample question: ``python -m sample_plant.make_questions``.

The questions are written by hand in content/questions.jsonl; the pages are computed, so that a
manual may grow without a gold page going stale.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE / "questions.jsonl"


def squeezed(text: str) -> str:
    """Text without white space: a table cell may break a sentence anywhere."""
    return "".join(text.split())


def printed_pages(path: Path) -> list[str]:
    """Text of every page, white space and all."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def page_texts(path: Path) -> list[str]:
    """Squeezed text of every page."""
    return [squeezed(text) for text in printed_pages(path)]


def with_pages(question: dict[str, Any]) -> dict[str, Any]:
    """The question with ``pages`` in its own document and ``alt_pages``, ``alt_docs`` that serve as well."""
    alternatives = {
        name: pages_with(name, parts) for name, parts in question.pop("alt_evidence", {}).items()
    }
    pages = pages_with(question["doc"], question["evidence"]) if question["answerable"] else []
    alt_pages = alternatives.pop(question["doc"], None)
    found = {"pages": pages, "alt_pages": alt_pages, "alt_docs": alternatives or None}
    return question | {name: value for name, value in found.items() if value is not None}


def pages_with(file_name: str, evidence: list[str]) -> list[int]:
    """1-based PDF pages that hold all the evidence."""
    wanted = [squeezed(part) for part in evidence]
    texts = page_texts(HERE / "manuals" / file_name)
    pages = [number for number, text in enumerate(texts, 1) if all(part in text for part in wanted)]
    if not pages:
        raise LookupError(f"no page of {file_name} holds {evidence}; quote the manual as it stands")
    return pages


def main() -> None:
    """Write the questions with their pages, whole or not at all."""
    lines = (HERE / "content" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    temporary = TARGET.with_suffix(".part")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        for question in map(json.loads, lines):
            file.write(json.dumps(with_pages(question), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(TARGET)
    sys.stdout.write(f"{TARGET.name}: {len(lines)} questions\n")


if __name__ == "__main__":
    main()

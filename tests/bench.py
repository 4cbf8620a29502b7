"""Speed as ratios against the alternative, in the same run: ``make bench``.

Machines are noisy, so the two sides of a pair take turns and the median of the ratios is told.
Writing answers has a table of its own: ``tests.bench_generation``.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from assistant.engines import build_embedder
from assistant.models.embedder import SentenceEmbedder, open_embedder
from assistant.models.store import require
from assistant.settings import Settings
from ingest.readers import read
from ingest.split import split
from tests.bench_ingest import ingests

MANUALS = sorted((Path(__file__).parent.parent / "sample_plant" / "manuals").glob("*.pdf"))
E5 = str(require(Settings().models_dir, "multilingual-e5-small"))
ROUNDS = 3
Work = Callable[[], object]


def seconds(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def pair(ours: Work, theirs: Work) -> tuple[float, float, float]:
    """Median seconds of each side, and the median of theirs / ours."""
    ours(), theirs()
    rounds = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    ratio = statistics.median(b / a for a, b in rounds)
    return statistics.median(a for a, _ in rounds), statistics.median(b for _, b in rounds), ratio


def python(code: str) -> Work:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def with_pypdf() -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for path in MANUALS for page in PdfReader(path).pages]


def embedders(texts: list[str]) -> tuple[Work, Work]:
    ours, stock = open_embedder(E5, "e5-ours"), SentenceEmbedder(E5, "e5-stock", "float32")
    return lambda: ours.embed_passages(texts), lambda: stock.embed_passages(texts)


def main() -> None:
    documents = [read(path) for path in MANUALS]
    chunks = [chunk for document in documents for chunk in split(document)]
    pages = sum(document.page_count for document in documents)
    texts = [chunk.searchable for chunk in chunks][:96]
    table = Table("what", "ours, s", "theirs, s", "times as fast", box=None)

    def add(name: str, works: tuple[Work, Work]) -> None:
        mine, other, ratio = pair(*works)
        table.add_row(name, f"{mine:.2f}", f"{other:.2f}", f"{ratio:.1f}")

    add(
        "--help, against importing the page's library",
        (
            python("from assistant.cli import main; import sys; sys.argv=['x','--help']; main()"),
            python("import gradio"),
        ),
    )
    add(
        f"text, boxes and headings of {pages} pages, against text alone by pypdf",
        (lambda: [read(path) for path in MANUALS], with_pypdf),
    )
    add(f"{len(texts)} passages embedded, against float32", embedders(texts))
    with TemporaryDirectory() as folder:
        works = ingests(Path(folder), ROUNDS + 1, build_embedder(Settings()), E5)
        add(f"{pages} pages ingested, against LangChain's usual recipe in float32", works)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

"""A million chunks on this machine: ``make bench-million``, or a size and a folder as arguments.

Fills the folder with synthetic chunks (see ``tests/million.py``) unless it holds them already, and
prints one table. Needs some 9 GB of disk and, the first time, a quarter of an hour.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.engines import build_embedder
from assistant.settings import Settings
from ingest.readers import read
from ingest.split import split
from tests.million import PER_DOCUMENT, Plant, document, fill, questions, vocabulary
from vectorstore.embedder import Embedder
from vectorstore.found import Hit, Wording
from vectorstore.library import Library
from vectorstore.records import Filters

MANUALS = sorted((Path(__file__).parent.parent / "sample_plant" / "manuals").glob("*.pdf"))
ASKED = 200
_BLOCK = 50_000
_WARM = 20
_BLUR = 1.8
"""Of questions around the chunks they are drawn from: about as far as real ones lie."""
_KEYWORDS = ("keywords_data", "keywords_idx", "keywords_docsize", "keywords_content")


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".bench") / str(size)
    embedder = build_embedder(Settings())
    passages = _plant(folder, embedder)
    table = Table("what", "value or p50", "p95", "processor p50", "p95", box=None)

    def tell(*row: str) -> None:
        table.add_row(*row)
        Console(stderr=True).print(*row, sep="\t")

    _fill(folder, embedder, passages, size)
    embedder.embed_query("loads the model, which is not to be counted")
    gc.collect()
    before = _memory()
    begun = time.perf_counter()
    with Library.open(folder, embedder) as library:
        library.chunk_count  # noqa: B018
        tell("open, the index made or read, s", f"{time.perf_counter() - begun:.1f}")
        tell("memory of index and columns, MiB", f"{_memory() - before:.0f}")
        _search(library, size, tell)
        _recall(library, passages, tell)
        _change(library, tell)
        tell(
            "memory of all after the searches, less the embedder, MiB", f"{_memory() - before:.0f}"
        )
        tell("highest memory of the process, MiB", f"{_peak():.0f}")
        _disk(library, folder, tell)
    Console(width=120).print(f"{size:,} chunks", table)


Tell = Callable[..., None]


def _plant(folder: Path, embedder: Embedder) -> np.ndarray:
    """The vectors of the sample plant's chunks, (n, d)."""
    kept = folder.with_name("plant.npy")
    if not kept.exists():
        chunks = [chunk.searchable for path in MANUALS for chunk in split(read(path))]
        folder.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, embedder.embed_passages(chunks))
    return np.load(kept)


def _fill(folder: Path, embedder: Embedder, passages: np.ndarray, size: int) -> None:
    if folder.exists():
        return
    begun = time.perf_counter()
    # All is small while it is filled: the index is made in one go, and timed, on opening.
    with Library.open(folder, embedder, small=10**9) as library:
        for done in fill(library, passages, size):
            Console(stderr=True).print(f"{done:,} in {time.perf_counter() - begun:.0f} s", end="\r")
        library._database.close()


def _search(library: Library, size: int, tell: Tell) -> None:
    asked = list(questions(100, size // PER_DOCUMENT))
    vectors = [library.embed(question) for question in asked]

    def time_all(what: str, work: Callable[[Any], object], asked: Sequence[object]) -> None:
        tell(f"{what}, ms", *(f"{value:.1f}" for value in _times(work, asked)))

    time_all("embedding a question", library.embed, asked)
    for name, only in _filters().items():
        time_all(f"by meaning{name}, 50 hits", lambda v, f=only: library.nearest(v, 50, f), vectors)
        time_all(f"by words{name}, 50 hits", lambda q, f=only: library.lexical(q, 50, f), asked)
        time_all(
            f"whole search{name}, embedding included, 10 hits",
            lambda q, f=only: library.search([Wording(q, q)], 10, f),
            asked,
        )
    common = [" ".join(_common(number)) for number in range(20)]
    time_all("by common words alone", lambda q: library.lexical(q, 50), common)


def _filters() -> dict[str, Filters]:
    return {
        "": Filters(),
        ", one language": Filters(language="zh"),
        ", fault records": Filters(kinds=frozenset({"fault_record"})),
        ", one document": Filters(document_ids=frozenset({document(5, 1)[0].document_id})),
    }


def _common(number: int) -> Sequence[str]:
    """Four neighbouring words of one language, just below its stop words."""
    return vocabulary("zh" if number % 2 else "en").words[170 + number : 174 + number]


def _times(
    work: Callable[[Any], object], asked: Sequence[object]
) -> tuple[float, float, float, float]:
    """Median and 95th percentile, in milliseconds: as the clock has it, and of processor time."""
    for question in asked[:_WARM]:  # a service has been asked before
        work(question)
    taken = []
    for question in asked:
        begun, worked = time.perf_counter(), time.process_time()
        work(question)
        taken.append((time.perf_counter() - begun, time.process_time() - worked))
    (half, half_worked), (most, most_worked) = np.percentile(
        1000 * np.array(taken), [50, 95], axis=0
    )
    return half, most, half_worked, most_worked


def _recall(library: Library, passages: np.ndarray, tell: Tell) -> None:
    rows = library._following.columns.rows
    drawn = np.random.default_rng(11).choice(rows, ASKED, replace=False)
    stored = np.stack([vector for row in drawn for _, vector in _stored(library, int(row) - 1, 1)])
    asked = Plant(passages, seed=12).near(stored, _BLUR)
    best = np.full((ASKED, 10), -2.0)
    owners = np.zeros((ASKED, 10), dtype=np.int64)
    at = 0
    while block := _stored(library, at, _BLOCK):
        ids = np.array([row for row, _ in block])
        likeness = asked @ np.stack([vector for _, vector in block]).T
        scores = np.concatenate([best, likeness], axis=1)
        names = np.concatenate([owners, np.broadcast_to(ids, likeness.shape)], axis=1)
        order = np.argsort(-scores, axis=1)[:, :10]
        best = np.take_along_axis(scores, order, axis=1)
        owners = np.take_along_axis(names, order, axis=1)
        at = int(ids[-1])
    with library._database.reading() as db:
        names_of = {
            chunk_id: row
            for row, chunk_id in db.execute(
                "SELECT id, chunk_id FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(owners.ravel().tolist()),),
            )
        }
    found = [_known(library.nearest(vector, 10), names_of) for vector in asked]
    shares = [
        len(set(true) & set(ours)) / 10 for true, ours in zip(owners.tolist(), found, strict=True)
    ]
    tell("recall@10 against exact search", f"{np.mean(shares):.3f}")
    tell("questions with less than 8 of 10", f"{np.mean(np.array(shares) < 0.8):.3f}")


def _known(hits: Sequence[Hit], rows: dict[str, int]) -> list[int]:
    return [rows[hit.chunk.chunk_id] for hit in hits if hit.chunk.chunk_id in rows]


def _stored(library: Library, after: int, count: int) -> list[tuple[int, np.ndarray]]:
    with library._database.reading() as db:
        found = db.execute(
            "SELECT id, vector FROM vectors WHERE id > ? ORDER BY id LIMIT ?", (after, count)
        ).fetchall()
    return [(row, np.frombuffer(kept, np.float16).astype(np.float32)) for row, kept in found]


def _change(library: Library, tell: Tell) -> None:
    """A manual of 50 pages comes and goes."""
    made, chunks, _ = document(10**9 + int(time.time()))
    begun = time.perf_counter()
    library._embed(chunks, None)
    embedded = time.perf_counter() - begun
    begun = time.perf_counter()
    library.add(made, chunks, "/bench/new.pdf")
    added = time.perf_counter() - begun
    begun = time.perf_counter()
    found = library.dense(chunks[7].searchable, 3)
    assert chunks[7].chunk_id in {hit.chunk.chunk_id for hit in found}, "not found after adding"
    assert library.lexical(chunks[9].text[:80], 5), "no words after adding"
    searched = time.perf_counter() - begun
    tell(f"a manual of {len(chunks)} chunks added until found, s", f"{added + searched:.2f}")
    tell("of which embedding, s", f"{embedded:.2f}")
    begun = time.perf_counter()
    library.save()
    tell("saving after it, s", f"{time.perf_counter() - begun:.2f}")
    begun = time.perf_counter()
    library.remove(made.document_id)
    library.dense("gone", 1)
    tell("the manual removed until gone, s", f"{time.perf_counter() - begun:.2f}")


def _disk(library: Library, folder: Path, tell: Tell) -> None:
    with library._database.reading() as db:
        words = sum(
            db.execute(
                "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ?", (name,)
            ).fetchone()[0]
            for name in _KEYWORDS
        )
    whole = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    tell("disk: all, GiB", f"{whole / 2**30:.2f}")
    tell("disk: vector index, GiB", f"{(folder / 'vectors.faiss').stat().st_size / 2**30:.2f}")
    tell("disk: keyword index and its words, GiB", f"{words / 2**30:.2f}")


def _memory() -> float:
    """Resident memory of this process, MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""Ingest, from files to an index on the disk, against LangChain's usual recipe.

Each round takes an edition of the sample plant's manuals that nobody has seen: every number in it
is another one, so nothing can be remembered from the round before.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from langchain_core.embeddings import Embeddings

from sample_plant import fonts
from sample_plant.make_manuals import CONTENT, draw
from sample_plant.markup import Manual, read_manual
from vectorstore.embedder import Embedder
from vectorstore.library import Library
from vectorstore.originals import FOLDER_NAME, Originals
from vectorstore.sync import sync

NUMBER_OR_REFERENCE = re.compile(r"\[\[.*?\]\]|\d+")
Works = tuple[Callable[[], object], Callable[[], object]]


class FloatE5(Embeddings):
    """The model as most people run it: sentence-transformers in float32."""

    def __init__(self, folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": "float32"})

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.encode(texts, prompt="passage: ", show_progress_bar=False).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._model.encode(text, prompt="query: ").tolist()


def ingests(folder: Path, rounds: int, embedder: Embedder, weights: str) -> Works:
    """Both sides of the pair; each call takes the next edition."""
    editions = [edition(folder / f"edition-{number}", number) for number in range(rounds)]
    model = FloatE5(weights)
    return taking(editions, lambda manuals: ours(manuals, embedder)), taking(
        editions, lambda manuals: usual_recipe(manuals, model)
    )


def taking(editions: Sequence[Path], work: Callable[[Path], object]) -> Callable[[], object]:
    left: Iterator[Path] = iter(editions)
    return lambda: work(next(left))


def ours(manuals: Path, embedder: Embedder) -> None:
    """What ``shiftmate ingest`` does, without its progress bar."""
    data = manuals / "data"
    with Library.open(data, embedder) as library:
        report = sync([manuals / "manuals"], library, Originals(data / FOLDER_NAME))
    unread = [result.reason for result in report.results if result.state != "added"]
    assert not unread, unread


def usual_recipe(manuals: Path, model: FloatE5) -> None:
    """https://docs.langchain.com/oss/python/langchain/knowledge-base, for a folder of PDFs."""
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.vectorstores import FAISS
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    files = sorted((manuals / "manuals").glob("*.pdf"))
    pages = [page for file in files for page in PyPDFLoader(str(file)).load()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    FAISS.from_documents(splitter.split_documents(pages), model).save_local(str(manuals / "faiss"))


def edition(folder: Path, number: int) -> Path:
    """The sample plant's manuals, drawn anew with other numbers."""
    fonts.register()
    (folder / "manuals").mkdir(parents=True)
    for path in sorted(CONTENT.glob("*.md")):
        draw(renumbered(read_manual(path), number), folder / "manuals")
    return folder


def renumbered(manual: Manual, number: int) -> Manual:
    """Every number of the text and the tables moved on, but those that name a place."""

    def move(text: str) -> str:
        return NUMBER_OR_REFERENCE.sub(
            lambda found: found[0] if found[0].startswith("[[") else str(int(found[0]) + number),
            text,
        )

    manual.facts["title"] += f" {number}"
    for block in manual.blocks:
        if block.kind != "figure":
            block.text = move(block.text)
            block.rows = [[move(cell) for cell in row] for row in block.rows]
    return manual

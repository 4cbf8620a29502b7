"""What a document is of: its machines, and what it is called with its revision."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.answering.disagree import Owners
from assistant.answering.reply import Citation
from ingest.document import Chunk, Language
from ingest.identifiers import names_of_manual
from prompts.notices import SOURCES
from vectorstore.library import Library


def owners(library: Library, chunks: Iterable[Chunk]) -> Owners:
    """Tags of the register, and models that title and file name bear, by document id."""
    named = {chunk.document_id: chunk for chunk in chunks}
    found = {key: set(names_of_manual(one.title, one.file_name)) for key, one in named.items()}
    shelf = library.assets.shelf()
    for asset in library.assets.all():
        for document_id in shelf.manuals(asset) & found.keys():
            found[document_id].add(asset.tag)
    return {key: frozenset(names) for key, names in found.items()}


def editions(library: Library, chunks: Iterable[Chunk]) -> dict[str, str]:
    """``Press PX-200, Rev. B`` by document id; with the file's name where two are called so."""
    named = {chunk.document_id: chunk for chunk in chunks}
    titled = {
        key: ", ".join(filter(None, (chunk.title or chunk.file_name, revision(library, chunk))))
        for key, chunk in named.items()
    }
    times = Counter(titled.values())
    return {
        key: title if times[title] == 1 else f"{title}, {named[key].file_name}"
        for key, title in titled.items()
    }


def revision(library: Library, chunk: Chunk) -> str:
    """The mark that a chunk's document bears; empty where it bears none."""
    record = library.document(chunk.document_id)
    return record.revision if record else ""


def sources(library: Library, cited: Sequence[Citation], language: Language) -> str:
    """Which document each mark is of, and which revision; a line for all of them.

    Empty where that says nothing new: a single document without a mark of its revision.
    """
    marks: dict[str, str] = {}
    for one in cited:
        key = one.chunk.document_id
        marks[key] = f"{marks.get(key, '')}[{one.marker}]"
    if not marks or (len(marks) == 1 and not revision(library, cited[0].chunk)):
        return ""
    called = editions(library, [one.chunk for one in cited])
    named = (f"{called[key]} {mark}" for key, mark in marks.items())
    return SOURCES[language].format(sources=("；" if language == "zh" else "; ").join(named))

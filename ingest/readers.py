"""Which reader a file goes to. A new format is one more line in the table."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.document import Document
from ingest.errors import MissingPath, UnknownFormat
from ingest.formats.delimited import read_delimited
from ingest.formats.docx import read_docx
from ingest.formats.html import read_html
from ingest.formats.image import MEDIA_TYPES, read_image
from ingest.formats.markdown import read_markdown
from ingest.formats.pptx import read_pptx
from ingest.formats.text import read_text
from ingest.formats.xlsx import read_xlsx
from ingest.identity import content_hash
from ingest.letters import shown, storable
from ingest.pdf.read import read_pdf
from ingest.revision import FIRST_PAGES, revision_of

Reader = Callable[[Path, str], Document]

_READERS: dict[str, Reader] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".pptx": read_pptx,
    ".pptm": read_pptx,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".html": read_html,
    ".htm": read_html,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    **dict.fromkeys(MEDIA_TYPES, read_image),
}

SUFFIXES = frozenset(_READERS)
"""Suffixes, in lower case and with their dot, that can be read."""

_CONVERT = {
    ".doc": "Open it in Word and save it as .docx or PDF.",
    ".docm": "Open it in Word and save it as .docx or PDF.",
    ".rtf": "Open it in Word and save it as .docx or PDF.",
    ".wps": "Open it in WPS and save it as .docx or PDF.",
    ".xls": "Open it in Excel and save it as .xlsx.",
    ".xlsb": "Open it in Excel and save it as .xlsx.",
    ".et": "Open it in WPS and save it as .xlsx.",
    ".ods": "Save it as .xlsx.",
    ".ppt": "Open it in PowerPoint and save it as .pptx or PDF.",
    ".dps": "Open it in WPS and save it as .pptx or PDF.",
}


def read(path: Path, document_id: str | None = None) -> Document:
    """The file as a Document; its id is the SHA-256 of its bytes unless one is given.

    Raises:
        MissingPath: there is no such file.
        UnknownFormat: no reader for the suffix.
        UnreadableFile: and its kinds EmptyFile and EncryptedFile; the message names the cause.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnknownFormat(f"{path.name}: {no_reader(path)}")
    if not path.exists():
        raise MissingPath(f"{path}: no such file. Check the spelling and the mount.")
    return _marked(_writable(reader(path, document_id or content_hash(path))))


def _writable(document: Document) -> Document:
    """Half surrogate pairs, as in a file name that is not UTF-8, become ``?``; offsets stay.

    Names lose besides what nobody sees.
    """
    pages = tuple(replace(page, text=storable(page.text)) for page in document.pages)
    return replace(
        document,
        file_name=shown(document.file_name),
        title=shown(document.title),
        pages=pages,
    )


def _marked(document: Document) -> Document:
    """With the mark of its revision."""
    texts = [page.text for page in document.pages[:FIRST_PAGES]]
    revision = revision_of(document.title, document.file_name, texts)
    return replace(document, revision=revision.mark) if revision else document


def no_reader(path: Path) -> str:
    """Why a file of this suffix cannot be read, and what to do about it."""
    known = ", ".join(sorted(SUFFIXES))
    advice = _CONVERT.get(path.suffix.lower(), "Convert it to one of these.")
    suffix = path.suffix or "a file without suffix"
    return f"no reader for {suffix}; {known} can be read. {advice}"

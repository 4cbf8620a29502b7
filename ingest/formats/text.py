"""Plain text becomes a Document, and bytes become text: UTF-8, UTF-16 by its mark, or GB18030."""

from pathlib import Path

from ingest.document import Document
from ingest.errors import EmptyFile, UnreadableFile
from ingest.formats.flow import Flow
from ingest.formats.sniff import head_of, require_text

MEDIA_TYPE = "text/plain"
MAX_BYTES = 64 << 20
"""Longer text files are logs or dumps, not manuals."""


def read_text(path: Path, document_id: str) -> Document:
    """Every line of the file as a paragraph.

    Raises:
        EmptyFile: it holds nothing but white space.
        UnreadableFile: it is binary, too large, or in an unknown encoding.
    """
    flow = Flow()
    for line in decode(path, load(path)).splitlines():
        flow.paragraph(line)
    return document_from(flow, path, document_id, path.stem, MEDIA_TYPE)


def load(path: Path) -> bytes:
    """The bytes of a text-like file.

    Raises:
        EmptyFile: there are none.
        UnreadableFile: they are more than MAX_BYTES, or those of a binary format.
    """
    require_text(path, head_of(path))
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(path, f"{size} bytes long, more than {MAX_BYTES}. Split it.")
    return path.read_bytes()


def decode(path: Path, data: bytes, declared: str | None = None) -> str:
    """Text in the encoding declared, else the first that fits.

    Raises:
        UnreadableFile: none fits.
    """
    for encoding in _candidates(data, declared):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile(path, "neither UTF-8, UTF-16 nor GB18030 text. Save it as UTF-8.")


def _candidates(data: bytes, declared: str | None) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    return [*([declared] if declared else []), "utf-8-sig", "gb18030"]


def document_from(
    flow: Flow, path: Path, document_id: str, title: str, media_type: str
) -> Document:
    """The Document of a format without pages.

    Raises:
        EmptyFile: no text was gathered.
    """
    page = flow.page()
    if not page.text:
        raise EmptyFile(path, "holds no text. Check that it is the right file.")
    return Document(document_id, path.name, title, media_type, (page,))

"""A Word file becomes a Document: headings by style, paragraphs and table rows in their order."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lxml.etree import LxmlError

from ingest.document import Document
from ingest.errors import UnreadableFile
from ingest.flow import Flow
from ingest.letters import weight
from ingest.sniff import head_of, require_docx
from ingest.text import document_from
from ingest.titles import is_meaningful

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 512 << 20
"""Bytes that all members may declare together. zipfile never unpacks more than is declared, and
a picture-heavy manual of 1,000 pages stays below."""
_LONGEST_TITLE = 80.0
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_DAMAGE = (
    OSError, EOFError, KeyError, IndexError, ValueError, AttributeError, TypeError, AssertionError,
    NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error, LxmlError,
)  # fmt: skip
"""What zipfile, lxml and python-docx let escape for a file that is not as it should be."""


def read_docx(path: Path, document_id: str) -> Document:
    """The body's text; page headers and footers are left out.

    Raises:
        EmptyFile: no bytes, or no text.
        EncryptedFile: it is locked with a password.
        UnreadableFile: it is no Word file, is damaged, or unpacks to more than MAX_UNPACKED.
    """
    require_docx(path, head_of(path))
    try:
        _refuse_bomb(path)
        word = _opened(path)
        flow = Flow()
        _pour(word, flow)
        title = word.core_properties.title
    except _DAMAGE as exc:
        raise UnreadableFile(
            path, f"damaged Word file ({exc}). Open it in Word and save it anew."
        ) from exc
    if not is_meaningful(title):
        title = _opening(flow) or path.stem
    return document_from(flow, path, document_id, title, MEDIA_TYPE)


def _opening(flow: Flow) -> str | None:
    """The first line, where it is set as a title: short, and no sentence."""
    opening = flow.page().text.partition("\n")[0]
    is_title = is_meaningful(opening) and weight(opening) <= _LONGEST_TITLE
    return opening if is_title and not re.search(r"[。．.;；:：,，|]$| \| ", opening) else None


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as container:
        unpacked = sum(member.file_size for member in container.infolist())
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            path,
            f"unpacks to {unpacked} bytes, more than {MAX_UNPACKED}. Split it or save it as PDF.",
        )


def _opened(path: Path) -> WordDocument:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(str(path))
    except OpcError as exc:
        raise ValueError(str(exc)) from exc


def _pour(word: WordDocument, flow: Flow) -> None:
    from docx.table import Table

    for block in word.iter_inner_content():
        if isinstance(block, Table):
            flow.table([list(_cells(row.cells)) for row in block.rows])
        elif level := _level(block):
            flow.heading(level, block.text)
        else:
            flow.paragraph(block.text)
            for text in _boxed(block):
                flow.paragraph(text)


def _level(paragraph: Paragraph) -> int | None:
    """From the style's name, or from an outline level set on it or on one it is based on."""
    style = paragraph.style
    while style is not None:
        name = style.name or ""
        if named := _HEADING_STYLE.match(name):
            return int(named[1])
        if name == "Title":
            return 1
        outline = style.element.xpath("./w:pPr/w:outlineLvl/@w:val")
        if outline and outline[0] in "012345678":
            return int(outline[0]) + 1
        style = style.base_style
    return None


def _boxed(paragraph: Paragraph) -> Iterator[str]:
    """Text boxes anchored in the paragraph; Word writes each twice, once for older versions."""
    boxes = "./w:r//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]//w:p"
    for node in paragraph._p.xpath(boxes):
        yield "".join(node.itertext("{*}t"))


def _cells(cells: Iterable[_Cell]) -> Iterator[str]:
    """Text of each cell, nested tables included. A merged cell stands in each of its columns."""
    for cell in cells:
        paragraphs = cell._tc.iter("{*}p")
        yield " ".join("".join(node.itertext("{*}t")) for node in paragraphs)

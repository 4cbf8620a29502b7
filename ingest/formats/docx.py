"""A Word file becomes a Document: headings by style, paragraphs and table rows in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ingest.document import Document
from ingest.formats.flow import Flow
from ingest.formats.ooxml import WORD, opened_package
from ingest.formats.text import document_from
from ingest.isolation.beat import beat
from ingest.isolation.limits import MAX_COLUMNS
from ingest.letters import clean, language_of, weight
from ingest.structure.titles import is_meaningful

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_TITLE = 80.0
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag"))
_BEAT = 200
_STYLES_DEEP = 20
"""Styles that a style may be based on in turn; one that is based on itself has no end."""
_WIDEST_CELL = 63
"""Columns: Word's own limit for a table."""
_CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*(?:[1-9]|heading|标题)?$", re.IGNORECASE)
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)


def read_docx(path: Path, document_id: str) -> Document:
    """The body's text, notes, and last what stands in page headers and footers.

    Raises:
        EmptyFile: no bytes, or no text.
        EncryptedFile: it is locked with a password.
        UnreadableFile: it is no Word file, is damaged, or passes a limit of
            `ingest.isolation.limits`.
    """
    flow = Flow()
    with opened_package(path, WORD):
        word = _opened(path)
        _pour(word, flow)
        title = word.core_properties.title
        if not is_meaningful(title):
            title = _opening(flow) or path.stem
        _pour_margins(word, flow)
    return document_from(flow, path, document_id, title, MEDIA_TYPE)


def _opening(flow: Flow) -> str | None:
    """The first line, where it is set as a title: short, and no sentence."""
    opening = flow.page().text.partition("\n")[0]
    is_title = is_meaningful(opening) and weight(opening) <= _LONGEST_TITLE
    return opening if is_title and not re.search(r"[。．.;；:：,，|]$| \| ", opening) else None


def _opened(path: Path) -> WordDocument:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(str(path))
    except OpcError as exc:
        raise ValueError(str(exc)) from exc


def _pour(word: WordDocument, flow: Flow) -> None:
    from docx.text.paragraph import Paragraph

    for number, block in enumerate(_unwrapped(word.element.body)):
        if number % _BEAT == 0:
            beat()
        if block.tag == f"{_W}tbl":
            flow.table(list(_rows(block)))
        elif block.tag == f"{_W}p":
            _pour_paragraph(Paragraph(block, word._body), flow)


def _pour_paragraph(paragraph: Paragraph, flow: Flow) -> None:
    style = paragraph.style
    if style is not None and _CONTENTS_STYLE.match(style.name or ""):
        return
    if level := _level(paragraph):
        flow.heading(level, paragraph.text)
    else:
        flow.paragraph(paragraph.text)
        for text in _boxed(paragraph):
            flow.paragraph(text)


def _pour_margins(word: WordDocument, flow: Flow) -> None:
    """Footnotes, headers and footers, each once: a revision may stand nowhere else."""
    notes = [
        text
        for relation in word.part.rels.values()
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes"))
        for text in _texts(_parsed(relation.target_part.blob))
    ]
    margins = [
        text
        for section in word.sections
        for part in (section.first_page_header, section.header, section.first_page_footer,
                     section.footer)
        if not part.is_linked_to_previous
        for text in _texts(part._element)
    ]  # fmt: skip
    for chinese, english, texts in (
        ("脚注", "Notes", notes),
        ("页眉页脚", "Header and footer", margins),
    ):
        said = [text for text in dict.fromkeys(texts) if any(map(str.isalpha, text))]
        if said:
            flow.heading(1, chinese if language_of(" ".join(said)) == "zh" else english)
        for text in said:
            flow.paragraph(text)


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _texts(node: etree._Element) -> Iterator[str]:
    """Text of each paragraph below a node."""
    for paragraph in node.iter(f"{_W}p"):
        yield clean("".join(paragraph.itertext(f"{_W}t")))


def _unwrapped(node: etree._Element) -> Iterator[etree._Element]:
    """Children, those inside content controls among them; python-docx passes these over."""
    for child in node.iterchildren():
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _level(paragraph: Paragraph) -> int | None:
    """From the style's name, or from an outline level set on it or on one it is based on."""
    style = paragraph.style
    for _ in range(_STYLES_DEEP):
        if style is None:
            return None
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
        yield "".join(node.itertext(f"{_W}t"))


def _rows(table: etree._Element) -> Iterator[list[str]]:
    """Text of each cell, nested tables included; a merged cell stands in each place it covers."""
    above: list[str] = []
    for row in _unwrapped(table):
        if row.tag != f"{_W}tr":
            continue
        cells: list[str] = []
        for cell in _unwrapped(row):
            if cell.tag == f"{_W}tc" and len(cells) < MAX_COLUMNS:
                text, span = _cell(cell, above[len(cells) : len(cells) + 1])
                cells.extend([text] * span)
        above = cells
        yield cells


def _cell(cell: etree._Element, above: list[str]) -> tuple[str, int]:
    """Its text, or that of the cell it continues, and how many columns it covers."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    wide = "1" if span is None else span.get(f"{_W}val", "1")
    columns = min(int(wide), _WIDEST_CELL) if wide.isascii() and wide.isdecimal() else 1
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and above:
        return above[0], columns
    return " ".join(_texts(cell)), columns

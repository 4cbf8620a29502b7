"""A PowerPoint file becomes a Document: a page a slide, its title a heading, its notes below.

Read from the XML by lxml: text is all that is wanted, and a whole object model of shapes
(python-pptx) would bring a writer's dependencies along for it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.document import Document, Page, UnreadablePage
from ingest.errors import EmptyFile
from ingest.formats.flow import Flow
from ingest.formats.ooxml import POWERPOINT, opened_package, relations, tree
from ingest.isolation.beat import beat
from ingest.isolation.limits import MAX_PAGES, require_at_most
from ingest.letters import clean, language_of
from ingest.structure.titles import is_meaningful

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROOT = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_FRAME = ("dt", "ftr", "hdr", "sldNum", "sldImg")
"""Placeholders of date, footer, header, number and, in notes, the slide's picture."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The same again for older versions."""


def read_pptx(path: Path, document_id: str) -> Document:
    """Every slide, hidden ones too, as a Page or, where it has no text, an UnreadablePage.

    Raises:
        EmptyFile: no bytes, or no slide with text.
        EncryptedFile: it is locked with a password.
        UnreadableFile: it is no presentation, is damaged, or passes a limit of
            `ingest.isolation.limits`.
    """
    pages: list[Page] = []
    empty: list[UnreadablePage] = []
    with opened_package(path, POWERPOINT) as container:
        slides = _slides(container)
        require_at_most(path, "slides", len(slides), MAX_PAGES, "Split it.")
        for number, part in enumerate(slides, start=1):
            page = replace(_read_slide(container, part).page(), number=number)
            if page.text:
                pages.append(page)
            else:
                empty.append(UnreadablePage(number, "a slide without text; its pictures need OCR"))
            beat(number, len(slides))
        title = _title(container)
    if not pages:
        raise EmptyFile(path, "holds no slide with text. Export it as PDF to have it read by OCR.")
    if not is_meaningful(title):
        title = _opening(pages[0]) or path.stem
    return Document(document_id, path.name, title, MEDIA_TYPE, tuple(pages), tuple(empty))


def _slides(container: zipfile.ZipFile) -> list[str]:
    """Names of the slides' parts, in the order they are shown."""
    targets = relations(container, _ROOT)
    listed = tree(container, _ROOT).iter(f"{_P}sldId")
    return [targets[item.get(_ID, "")].target for item in listed]


def _title(container: zipfile.ZipFile) -> str:
    try:
        return clean(tree(container, "docProps/core.xml").findtext("{*}title") or "")
    except KeyError:  # a part that may be left out
        return ""


def _opening(page: Page) -> str | None:
    titles = (heading.title for heading in page.headings)
    return next(filter(is_meaningful, titles), None)


def _read_slide(container: zipfile.ZipFile, part: str) -> Flow:
    flow = Flow()
    root = tree(container, part)
    # The title first, wherever it lies in the order of drawing.
    shapes = sorted(_shapes(root), key=lambda shape: _placeholder(shape) not in _TITLES)
    for shape in shapes:
        _pour(flow, shape)
    for relation in relations(container, part).values():
        if relation.kind == "notesSlide":
            _pour_notes(flow, tree(container, relation.target))
    return flow


def _pour(flow: Flow, shape: etree._Element) -> None:
    kind = _placeholder(shape)
    if kind in _FRAME:
        return
    if kind in _TITLES:
        flow.heading(1, " ".join(_paragraphs(shape)))
    elif (table := shape.find(f".//{_A}tbl")) is not None:
        flow.table([[" ".join(_paragraphs(cell)) for cell in row.iterchildren(f"{_A}tc")]
                    for row in table.iterchildren(f"{_A}tr")])  # fmt: skip
    else:
        for text in _paragraphs(shape):
            flow.paragraph(text)


def _pour_notes(flow: Flow, root: etree._Element) -> None:
    texts = [
        text
        for shape in _shapes(root)
        if _placeholder(shape) not in _FRAME
        for text in _paragraphs(shape)
    ]
    if texts:
        flow.heading(2, "备注" if language_of(" ".join(texts)) == "zh" else "Notes")
        for text in texts:
            flow.paragraph(text)


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    """Shapes, tables and connectors, those in groups too, in the order they are drawn."""
    for shape in root.iter(f"{_P}sp", f"{_P}graphicFrame", f"{_P}cxnSp"):
        if next(shape.iterancestors(_FALLBACK), None) is None:
            yield shape


def _placeholder(shape: etree._Element) -> str | None:
    """What the layout means the shape for; None for one that was drawn freely."""
    mark = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return None if mark is None else mark.get("type", "body")


def _paragraphs(node: etree._Element) -> Iterator[str]:
    for paragraph in node.iter(f"{_A}p"):
        words = [
            part.text or "" if part.tag == f"{_A}t" else "\n"
            for part in paragraph.iter(f"{_A}t", f"{_A}br")
        ]
        if text := clean("".join(words)):
            yield text

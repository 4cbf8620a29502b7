"""Markdown becomes a Document by way of its HTML, so tables written as HTML inside it count too."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.document import Document
from ingest.errors import UnreadableFile
from ingest.formats.html import flow_from
from ingest.formats.text import decode, document_from, load

MEDIA_TYPE = "text/markdown"
_DEEPEST = 100
"""Levels of blocks in blocks; a list in a list is two."""
_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def read_markdown(path: Path, document_id: str) -> Document:
    """Text under its headings; the front matter gives the title and is left out.

    Raises:
        EmptyFile: it holds no text.
        UnreadableFile: it is binary, too large, or in an unknown encoding.
    """
    source = decode(path, load(path))
    front = _FRONT_MATTER.match(source)
    declared = _TITLE.search(front[1]) if front else None
    body = source[front.end() :] if front else source
    flow, title = flow_from(path, _markup(path, body))
    title = declared[1] if declared else title
    return document_from(flow, path, document_id, title or path.stem, MEDIA_TYPE)


def _markup(path: Path, body: str) -> str:
    """HTML. Raises UnreadableFile where markdown-it would leave out what is nested too deeply."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable("table")
    tokens = parser.parse(body)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise UnreadableFile(
            path, f"lists or quotes nested more than {_DEEPEST} deep. Save it as text."
        )
    return str(parser.renderer.render(tokens, parser.options, {}))

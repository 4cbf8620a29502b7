"""Plain text out of whatever markup a ticket has, and the little markup that our notes need."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

from ingest.letters import storable

_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre"})
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_MARKUP: Final = re.compile(r"<[A-Za-z!/][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_BLANK_LINES: Final = re.compile(r"\n\s*\n\s*")
LONGEST: Final = 20_000
"""Characters of a ticket that are read at all."""


def plain(told: str) -> str:
    """The words alone, where it has markup; as it is where it has none."""
    told = storable(told[:LONGEST])
    if _MARKUP.search(told):
        reader = _Words()
        reader.feed(told)
        reader.close()
        told = "".join(reader.words)
    lines = (" ".join(line.split()) for line in told.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def as_html(text: str) -> str:
    """Plain text for a field that takes HTML: nothing in it is markup."""
    return escape(text).replace("\n", "<br>")


def document_text(node: object, depth: int = 40) -> str:
    """The words of an Atlassian document, or of plain text in its place."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(document_text(one, depth) for one in node)
    if not isinstance(node, dict) or not depth:
        return ""
    inside = f"{node.get('text') or ''}{document_text(node.get('content'), depth - 1)}"
    return f"{inside}\n" if node.get("type") in {"paragraph", "heading", "hardBreak"} else inside


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

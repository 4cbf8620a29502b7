"""An HTML page becomes a Document: headings, paragraphs, list items and tables in their order."""

import re
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from ingest.document import Document
from ingest.errors import UnreadableFile
from ingest.formats.flow import Flow
from ingest.formats.text import decode, document_from, load
from ingest.letters import clean
from ingest.structure.titles import is_meaningful

MEDIA_TYPE = "text/html"

_DROPPED = frozenset({"script", "style", "nav", "noscript", "template", "head", "svg", "button"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_LINE_END = re.compile(r"</br\s*/?>", re.IGNORECASE)
"""A frequent slip that browsers read as <br> and lxml drops, gluing the words at its sides."""
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def read_html(path: Path, document_id: str) -> Document:
    """The page's text under its headings; scripts, styles and navigation left out.

    Raises:
        EmptyFile: it holds no text.
        UnreadableFile: it is binary, too large, or in an unknown encoding.
    """
    data = load(path)
    declared = _DECLARED.search(data[:4096])
    markup = decode(path, data, declared[1].decode("ascii") if declared else None)
    flow, title = flow_from(path, markup)
    return document_from(flow, path, document_id, title or path.stem, MEDIA_TYPE)


def flow_from(path: Path, markup: str) -> tuple[Flow, str | None]:
    """Blocks of the markup in order, and its title: <title>, else the first h1.

    Raises:
        UnreadableFile: part of the markup would be lost, as where it is nested too deeply.
    """
    flow = Flow()
    root = _parsed(path, markup)
    if root is None:
        return flow, None
    _Blocks(flow).walk(root)
    titles = [clean("".join(node.itertext())) for node in root.iter("title", "h1")]
    return flow, next(filter(is_meaningful, titles), None)


def _parsed(path: Path, markup: str) -> etree._Element | None:
    # Bytes and an explicit encoding: lxml refuses str that declares an encoding of its own.
    data = _LINE_END.sub("<br>", markup).encode("utf-8", "replace")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None  # nothing in it is markup or text; the caller reports an empty file
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    if fatal:
        raise UnreadableFile(path, f"damaged HTML ({fatal[0]}). Save it anew, or as text.")
    return root


class _Blocks:
    """Walks the tree without recursion, so that depth cannot exhaust the stack."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._words: list[str] = []

    def walk(self, root: etree._Element) -> None:
        """Hands every block below the root to the flow."""
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walker:
            if event == "start":
                self._enter(node, walker)
            elif event == "end":
                self._leave(node)
            else:
                self._words.append(node.tail or "")
        self._flush(None)

    def _enter(self, node: etree._Element, walker: etree.iterwalk) -> None:
        if node.tag not in _INLINE:
            self._flush(None)
        if node.tag in _DROPPED:
            walker.skip_subtree()
        elif node.tag == "table":
            self._flow.table(_rows(node), headed=node.find(".//th") is not None or None)
            walker.skip_subtree()
        else:
            self._words.append(node.text or "")

    def _leave(self, node: etree._Element) -> None:
        if node.tag not in _INLINE:
            self._flush(_HEADINGS.get(str(node.tag)))
        self._words.append(node.tail or "")

    def _flush(self, level: int | None) -> None:
        text = "".join(self._words)
        self._words.clear()
        if level is None:
            self._flow.paragraph(text)
        else:
            self._flow.heading(level, text)


def _rows(table: etree._Element) -> list[list[str]]:
    """Cells as text; one that spans columns or rows stands in each of them."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column: rows still to fill, and with what
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _drop_in(cells, hanging)
            text, down = _inline(cell), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    hanging[len(cells)] = (down - 1, text)
                cells.append(text)
        _drop_in(cells, hanging)
        rows.append(cells)
    return rows


def _drop_in(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fills the next columns with what hangs down into them from the rows above."""
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _inline(cell: etree._Element) -> str:
    """A cell's text: a line break where a line or a block ends, a space for other white space."""
    words = [_spaced(cell.text)]
    for node in cell.iterdescendants():
        space = "" if node.tag in _INLINE else "\n"
        text = "" if node.tag in _DROPPED or not isinstance(node.tag, str) else _spaced(node.text)
        words.extend((space, text, space, _spaced(node.tail)))
    return "".join(words)


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _span(cell: etree._Element, direction: str) -> int:
    value = cell.get(direction, "1").strip()
    return min(int(value), 50) if value.isdecimal() and value.isascii() else 1

"""Plain text out of whatever markup a ticket has, and the little markup that our notes need."""

import re
from html import escape, unescape
from typing import Final

from ingest.letters import storable

_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre"})
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_COMMENT: Final = "<!--"
_HIDING: Final = _HIDDEN | {_COMMENT}
_OTHERS: Final = (
    "a abbr address article aside audio b base big blockquote body button canvas caption center"
    " cite code col colgroup dd del details dfn dl dt em figcaption figure font footer form h5 h6"
    " header hr html i iframe img input ins kbd label legend link main map mark meta nav noscript"
    " object ol option picture q s samp section select small source span strike strong sub summary"
    " sup svg table tbody td textarea tfoot th thead time tt u ul var video"
)
_ELEMENTS: Final = "|".join(sorted(_BREAKS | _HIDDEN)) + "|" + _OTHERS.replace(" ", "|")
_TAG: Final = re.compile(
    rf"<(?P<end>/?)(?P<name>{_ELEMENTS}|(?:m|o|st1|v|w|x):[a-z0-9]{{1,40}})(?=[\s/>])"
    r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>"
    rf"|(?P<open>{_COMMENT})|<[!?][^<>]*?(?P<close>--)?>|(?P<arrow>-->)",
    re.IGNORECASE,
)
"""Markup, and no word in angle brackets: ``alarm <E07> on <PA11>`` has none."""
_MARKUP: Final = re.compile(rf"{_TAG.pattern}|&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n\s*\n\s*")
LONGEST: Final = 20_000
"""Characters of a ticket that are read at all."""
_LONGEST_MARKUP: Final = 10 * LONGEST
"""The same with its markup, of which a mail has a lot."""


def plain(told: str) -> str:
    """The words alone, where it has markup; as it is where it has none."""
    told = storable(told[:_LONGEST_MARKUP])
    if _MARKUP.search(told):
        told = _words(told)
    lines = (" ".join(line.split()) for line in told[:LONGEST].splitlines())
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


def _words(told: str) -> str:
    """What a browser shows of it, about; nothing that somebody sends makes it fail.

    What hides its contents hides them once it is closed: of ``the <head> gasket, code E07``
    nothing is lost.
    """
    words, at = list[str](), 0
    hidden: dict[str, int] = {}
    for tag in _TAG.finditer(told):
        words.append(unescape(told[at : tag.start()]))
        at = tag.end()
        name, ends = _named(tag)
        if ends and name in hidden:
            del words[hidden.pop(name) :]
        elif name in _HIDING and not ends:
            hidden.setdefault(name, len(words))
            words.append(tag[0])
        elif name in _BREAKS:
            words.append("\n")
        elif tag["arrow"]:
            words.append(tag[0])
    return "".join([*words, unescape(told[at:])])


def _named(tag: re.Match[str]) -> tuple[str, bool]:
    """What it opens or ends, and whether it ends it; empty for what holds nothing."""
    if tag["name"]:
        return tag["name"].lower(), bool(tag["end"])
    if tag["open"]:
        return _COMMENT, False
    return _COMMENT if tag["close"] or tag["arrow"] else "", True

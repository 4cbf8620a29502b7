"""Read a manual's text: a small Markdown dialect becomes a Manual of Blocks.

    key: value … ---        what the cover and the PDF's metadata say
    # ## ### Title {#label} numbered headings; #### is a heading without a number
    !WARNING text           a safety block (DANGER WARNING CAUTION NOTICE, 危险 警告 注意 提示)
    1. text    - text       a numbered step, a bullet
    Table: caption {#l} 1 2 3   a grid with relative column widths; its |rows| follow, header first
    Pairs: caption {#l} 1 4     the same, but each row (code, name, cause, remedy) takes two lines
    Figure: caption {#l}        its drawing commands follow (see figures)
    @page                   start a new page
Anything else is a paragraph, one a line. [[label]] becomes the number the label received.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

HEADING = re.compile(r"^(#{1,4}) (.+)$")
LABEL = re.compile(r"\s*\{#([\w-]+)\}\s*")
STEP = re.compile(r"^(\d+\.|-) (.+)$")
WARNING = re.compile(r"^!(\S+) (.+)$")
COMMAND = re.compile(r"^(size|box|round|circle|line|dash|arrow|text) ")
CAPTION = re.compile(r"^(Table|Pairs|Figure): (.+)$")


@dataclass
class Block:
    """One thing on a page; ``number`` is filled in by numbering."""

    kind: str
    text: str = ""
    level: int = 0
    label: str = ""
    mark: str = ""
    number: str = ""
    widths: list[float] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Manual:
    """A manual before it is drawn."""

    name: str
    facts: dict[str, str]
    blocks: list[Block]

    @property
    def chinese(self) -> bool:
        """Whether captions and headers are written in Chinese."""
        return self.facts["language"] == "zh"


def read_manual(path: Path) -> Manual:
    """Parse one content file."""
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    facts = dict(line.split(": ", 1) for line in head.splitlines() if line)
    return Manual(path.stem, facts, _blocks(body.splitlines()))


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for line in (line.rstrip() for line in lines):
        if not line:
            blocks.append(Block("gap"))
        elif blocks and blocks[-1].kind in {"grid", "pairs"} and line.startswith("|"):
            blocks[-1].rows.append([cell.strip() for cell in line[1:].removesuffix("|").split("|")])
        elif blocks and blocks[-1].kind == "figure" and COMMAND.match(line):
            blocks[-1].rows.append(line.split())
        else:
            blocks.append(_block(line))
    return [block for block in blocks if block.kind != "gap"]


def _block(line: str) -> Block:
    if line == "@page":
        return Block("page")
    if match := HEADING.match(line):
        text, label = _without_label(match[2])
        return Block("heading", text, level=len(match[1]), label=label)
    if match := WARNING.match(line):
        return Block("warning", match[2], mark=match[1])
    if match := STEP.match(line):
        return Block("step", match[2], mark=match[1].replace("-", "•"))
    if match := CAPTION.match(line):
        return _captioned(match[1], match[2])
    return Block("paragraph", line)


def _captioned(word: str, rest: str) -> Block:
    kind = {"Table": "grid", "Pairs": "pairs", "Figure": "figure"}[word]
    caption, label = _without_label(rest)
    match = re.search(r"((?:\s\d+(?:\.\d+)?)+)$", caption)
    widths = [float(width) for width in match[1].split()] if match and kind != "figure" else []
    return Block(
        kind, caption[: match.start()] if widths and match else caption, label=label, widths=widths
    )


def _without_label(text: str) -> tuple[str, str]:
    match = LABEL.search(text)
    if not match:
        return text, ""
    return (text[: match.start()] + " " + text[match.end() :]).strip(), match[1]

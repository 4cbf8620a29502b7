"""Machines -> a PDF of labels, each with a QR code that opens the machine's page.

The code's blocks are drawn as rectangles, not as a picture: sharp on any printer. No font is
embedded: Latin is one of the 14 fonts of every PDF reader, Chinese the reader's own Song.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, urlsplit

from assistant.errors import UnfitLabels
from assistant.machines.scan import OWN
from ingest.letters import is_cjk
from vectorstore.assets import Asset

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

POINTS: Final = 72 / 25.4
"""A millimetre in PDF points."""
LEAST_MODULE: Final = 0.5
"""Millimetres of one block of the code: less is lost in dirt, and under a tablet's camera."""
_QUIET: Final = 4
"""Blocks of white around the code, as ISO/IEC 18004 asks."""
_LEVELS: Final = ("q", "m")
"""Of error correction, 25 % and 15 % of the code: the first that leaves the blocks large enough."""
_EDGE: Final = 1.0
"""Millimetres that label printers leave white."""
_LARGEST: Final = 200.0
"""Millimetres of a label's side."""
_SIZE: Final = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?)[x×](\d{1,3}(?:\.\d{1,2})?)(?:mm)?", re.IGNORECASE
)
_LATIN, _LATIN_BOLD, _CHINESE = "Helvetica", "Helvetica-Bold", "STSong-Light"
_TAG, _NAME, _SMALLEST = 16.0, 9.0, 6.0
"""Points of type."""


class Size(NamedTuple):
    """Of a label, millimetres."""

    width: float
    height: float


_PIECE: Final = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+")
"""What a line is never parted within: a Chinese sign, a word with the blanks behind it."""

A4: Final = Size(210, 297)
GRID: Final = (3, 8)
"""Labels across and down an A4 sheet, 70 × 37 mm each: what is sold as 24 a sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the labels are printed on."""

    label: Size
    paper: Size
    across: int = 1
    down: int = 1


def sheet_of(size: str) -> Sheet:
    """``A4`` is a sheet of 24; ``62x29mm`` one label a page, as a label printer takes them.

    Raises:
        UnfitLabels: It is neither.
    """
    if size.strip().casefold() == "a4":
        across, down = GRID
        return Sheet(Size(A4.width / across, A4.height / down), A4, across, down)
    match = _SIZE.fullmatch("".join(size.split()))
    sides = Size(*map(float, match.groups())) if match else None
    if sides is None or not all(0 < side <= _LARGEST for side in sides):
        raise UnfitLabels(
            f"{size[:40]!r} is no size of labels. A4 is a sheet of them; 62x29mm one label of so "
            f"many millimetres, at most {_LARGEST:.0f} each way."
        )
    return Sheet(sides, sides)


def address_of(base_url: str, machine: Asset) -> str:
    """What the code says.

    Raises:
        UnfitLabels: The base is no address of a service.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UnfitLabels(
            f"{base_url[:80]!r} is no address of a service. Say --base-url as people reach it, "
            "such as https://plant.lan:8080."
        )
    return f"{base_url.rstrip('/')}{OWN}{quote(machine.tag, safe='')}"


def draw_labels(machines: Sequence[Asset], base_url: str, sheet: Sheet) -> bytes:
    """The PDF.

    Raises:
        UnfitLabels: There is no machine, or a code's blocks would be too small to be read.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    if not machines:
        raise UnfitLabels("There is no machine to label. `shiftmate import-assets` reads them in.")
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    held = io.BytesIO()
    paper = (sheet.paper.width * POINTS, sheet.paper.height * POINTS)
    canvas = Canvas(held, pagesize=paper, invariant=True)
    canvas.setTitle("Labels")
    for place, machine in enumerate(machines):
        row, column = divmod(place % (sheet.across * sheet.down), sheet.across)
        if place and not (row or column):
            canvas.showPage()
        top = sheet.paper.height - row * sheet.label.height
        _draw(canvas, machine, address_of(base_url, machine), sheet.label,
              Size(column * sheet.label.width, top - sheet.label.height))  # fmt: skip
    canvas.save()
    return held.getvalue()


def _draw(canvas: "Canvas", machine: Asset, address: str, label: Size, corner: Size) -> None:
    """One label, whose lower left corner stands there."""
    side = min(label.height - 2 * _EDGE, 0.6 * label.width)
    rows = _code(machine, address, side)
    module = side / (len(rows) + 2 * _QUIET)
    left, low = corner.width + _EDGE, corner.height + (label.height - side) / 2
    for at, line in enumerate(rows):
        y = low + side - (at + 1 + _QUIET) * module
        for first, many in _runs(line):
            x = left + (first + _QUIET) * module
            canvas.rect(*(one * POINTS for one in (x, y, many * module, module)), stroke=0, fill=1)
    start = left + side + _EDGE
    room = (corner.width + label.width - _EDGE - start) * POINTS
    middle = (corner.height + label.height / 2) * POINTS
    _write(canvas, machine, start * POINTS, middle, room, (label.height - 2 * _EDGE) * POINTS)


def _code(machine: Asset, address: str, side: float) -> list[bytearray]:
    """Rows of the code, a byte a block; at the strongest level whose blocks are large enough."""
    import segno

    needed = 0.0
    for level in _LEVELS:
        try:
            code = segno.make(address, error=level, boost_error=False, micro=False)
        except segno.DataOverflowError:
            continue
        rows = [bytearray(row) for row in code.matrix]
        needed = (len(rows) + 2 * _QUIET) * LEAST_MODULE
        if needed <= side:
            return rows
    told = f"{needed:.0f} mm" if needed else "more than any code holds"
    raise UnfitLabels(
        f"{machine.tag}: its code has {side:.0f} mm and needs {told}. Take a larger --size, or a "
        "shorter --base-url."
    )


def _runs(line: bytearray) -> Iterator[tuple[int, int]]:
    """First block and number of each run of dark ones."""
    for run in re.finditer(rb"\x01+", bytes(line)):
        yield run.start(), run.end() - run.start()


def _write(
    canvas: "Canvas", machine: Asset, x: float, middle: float, room: float, height: float
) -> None:
    """Tag and names, centred on the label's middle line; names are of one size on every label."""
    names = dict.fromkeys(filter(None, (machine.name_zh, machine.name_en)))
    most = 2 if height >= 1.25 * (_TAG + 2 * len(names) * _NAME) else 1
    tag = _fitted(machine.tag, _LATIN_BOLD, _TAG, room)
    fitted = [tag, *(line for name in names for line in _wrapped(name, room, most))]
    y = middle + sum(size for *_, size in fitted) * 1.25 / 2
    for text, font, size in fitted:
        y -= size * 1.25
        canvas.setFont(font, size)
        canvas.drawString(x, y + size * 0.25, text)


def _wrapped(name: str, room: float, most: int) -> list[tuple[str, str, float]]:
    """At most so many lines, parted between words or Chinese signs; what is too long is cut."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    told = "".join(sign for sign in name if sign.isprintable())
    font = _CHINESE if any(map(is_cjk, told)) else _LATIN
    lines = [""]
    for piece in _PIECE.findall(told):
        if lines[-1] and stringWidth(lines[-1] + piece.rstrip(), font, _NAME) > room:
            lines.append("")
        lines[-1] += piece
    kept = [*lines[: most - 1], "".join(lines[most - 1 :])]
    return [(_cut(line.strip(), font, room), font, _NAME) for line in kept if line.strip()]


def _cut(text: str, font: str, room: float) -> str:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    if stringWidth(text, font, _NAME) <= room:
        return text
    while text and stringWidth(f"{text}…", font, _NAME) > room:
        text = text[:-1]
    return f"{text}…"


def _fitted(text: str, font: str, size: float, room: float) -> tuple[str, str, float]:
    """As large as the room lets it be; cut where it would be too small to read."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    told = "".join(sign for sign in text if sign.isprintable())
    font = _CHINESE if any(map(is_cjk, told)) else font
    width = stringWidth(told, font, size)
    size = max(_SMALLEST, min(size, size * room / width)) if width else size
    if stringWidth(told, font, size) > room:
        while told and stringWidth(f"{told}…", font, size) > room:
            told = told[:-1]
        told += "…"
    return told, font, size

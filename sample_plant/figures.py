"""Draw a figure from its commands. Points, origin at the bottom left.

size W H · box X Y W H text · round X Y W H text · circle X Y R text · line X1 Y1 X2 Y2 ·
dash X1 Y1 X2 Y2 · arrow X1 Y1 X2 Y2 · text X Y text. In a text, _ is a space and // a new line.
"""

import math
from collections.abc import Callable

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, Rect, String
from reportlab.lib.colors import HexColor, black

from sample_plant.fonts import face

FILL = HexColor("#eef3f8")
EDGE = HexColor("#23405c")
SIZE = 7.5


def draw(commands: list[list[str]]) -> Drawing:
    """Turn the commands of one figure into a drawing."""
    (_, width, height), *rest = commands
    drawing = Drawing(float(width), float(height))
    for name, *values in rest:
        drawing.add(COMMANDS[name](*values))
    return drawing


def _box(x: str, y: str, w: str, h: str, *words: str, radius: float = 0) -> Group:
    left, bottom, width, height = (float(value) for value in (x, y, w, h))
    frame = Rect(
        left,
        bottom,
        width,
        height,
        radius,
        radius,
        fillColor=FILL,
        strokeColor=EDGE,
        strokeWidth=0.8,
    )
    return Group(frame, *_lines(left + width / 2, bottom + height / 2, " ".join(words)))


def _round(x: str, y: str, w: str, h: str, *words: str) -> Group:
    return _box(x, y, w, h, *words, radius=6)


def _circle(x: str, y: str, r: str, *words: str) -> Group:
    shape = Circle(float(x), float(y), float(r), fillColor=FILL, strokeColor=EDGE, strokeWidth=0.8)
    return Group(shape, *_lines(float(x), float(y), " ".join(words)))


def _line(x1: str, y1: str, x2: str, y2: str, dashes: list[int] | None = None) -> Line:
    return Line(
        float(x1),
        float(y1),
        float(x2),
        float(y2),
        strokeColor=EDGE,
        strokeWidth=0.9,
        strokeDashArray=dashes,
    )


def _dash(x1: str, y1: str, x2: str, y2: str) -> Line:
    return _line(x1, y1, x2, y2, [3, 2])


def _arrow(x1: str, y1: str, x2: str, y2: str) -> Group:
    ax, ay, bx, by = (float(value) for value in (x1, y1, x2, y2))
    angle = math.atan2(by - ay, bx - ax)
    sides = [
        (bx - 6 * math.cos(angle + turn), by - 6 * math.sin(angle + turn)) for turn in (0.4, -0.4)
    ]
    points = [round(value, 3) for point in [(bx, by), *sides] for value in point]
    return Group(_line(x1, y1, x2, y2), Polygon(points, fillColor=EDGE, strokeColor=EDGE))


def _text(x: str, y: str, *words: str) -> Group:
    return Group(*_lines(float(x), float(y), " ".join(words)))


def _lines(x: float, y: float, text: str) -> list[String]:
    parts = [part.replace("_", " ") for part in text.split("//") if part]
    top = y + (len(parts) - 1) * (SIZE + 1.5) / 2 - SIZE * 0.35
    return [
        String(
            x,
            round(top - row * (SIZE + 1.5), 2),
            part,
            textAnchor="middle",
            fontName=face(part),
            fontSize=SIZE,
            fillColor=black,
        )
        for row, part in enumerate(parts)
    ]


COMMANDS: dict[str, Callable[..., Group | Line]] = {
    "box": _box,
    "round": _round,
    "circle": _circle,
    "line": _line,
    "dash": _dash,
    "arrow": _arrow,
    "text": _text,
}

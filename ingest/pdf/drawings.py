"""Where pictures and drawings stand on a PDF page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.document import Box
from ingest.pdf.printed import displayed

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_OBJECTS = 6000
"""Looked at on one page; the rest of a drawing of more lies among them."""
_DEEPEST = 3
"""Forms inside forms."""

_Corners = list[tuple[float, float]]


def drawn_boxes(page: PdfPage) -> list[Box]:
    """A box for each picture, path and shading, as displayed. Take the LOCK."""
    import pypdfium2.raw as raw

    found = [
        (min(xs), min(ys), max(xs), max(ys))
        for corners in islice(_corners(page.raw, raw), MAX_OBJECTS)
        for xs, ys in [tuple(zip(*corners, strict=True))]
    ]
    boxes = np.asarray(found, np.float32).reshape(len(found), 4)
    upright = boxes[:, [0, 3, 2, 1]]  # as PDF has it: the top is the larger y
    shown = displayed(upright, page.get_bbox(), page.get_rotation())
    return [Box(*map(float, box)) for box in shown]


def _corners(handle: Any, raw: Any) -> Iterator[_Corners]:  # noqa: ANN401, foreign handles
    for index in range(raw.FPDFPage_CountObjects(handle)):
        yield from _opened(raw.FPDFPage_GetObject(handle, index), 0, raw)


def _opened(item: Any, depth: int, raw: Any) -> Iterator[_Corners]:  # noqa: ANN401
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, matrix)
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            inner = raw.FPDFFormObj_GetObject(item, index)
            for corners in _opened(inner, depth + 1, raw):
                yield [_moved(x, y, matrix) for x, y in corners]
    elif kind != raw.FPDF_PAGEOBJ_TEXT:
        yield from _of_one(item, raw)


def _of_one(item: Any, raw: Any) -> Iterator[_Corners]:  # noqa: ANN401
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        yield [(x.value, y.value) for x in (left, right) for y in (bottom, top)]


def _moved(x: float, y: float, matrix: Any) -> tuple[float, float]:  # noqa: ANN401
    m = matrix
    return m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
